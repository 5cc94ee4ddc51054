#!/usr/bin/env bash
# Runs a job on one machine at a time, and stores what it prints. Start it from cron on several machines:
# each waits for its turn up to a limit, and says for whom.
#
#   examples/guarded-job.sh NAME SECONDS CMD…    wait for up to SECONDS
#
# The result is stored in results/NAME, only while the lock is held: a machine that was suspended, and lost
# the lock meanwhile, cannot overwrite what another one has written since. The lock has a name of its own,
# locks/NAME, because keys below the name of a lock block it.
set -euo pipefail

ECTL=${ECTL:-ectl}
export ECTL

if [ $# -lt 3 ]; then
    echo "usage: $0 NAME SECONDS CMD…" >&2
    exit 2
fi
name=$1 seconds=$2
export NAME=$name
shift 2

# The job may exit with any code but 75, by which a lock that was not acquired is recognized.
code=0
# shellcheck disable=SC2016 # expanded by the inner shell
"$ECTL" lock --timeout "$seconds" --timeout-exit-code 75 --note "$*" "locks/$name" -- bash -euc '
    result=$("$@")
    printf %s "$result" | "$ECTL" put --if-held "results/$NAME" >/dev/null
' job "$@" || code=$?

case $code in
    0) ;;
    75) echo "$name: not run, another machine is still at it" >&2 ;;
    10) echo "$name: stopped, the lock was lost" >&2 ;;
    *) echo "$name: failed with $code" >&2 ;;
esac
exit "$code"
