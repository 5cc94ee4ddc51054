#!/usr/bin/env bash
# Runs a job periodically on one of several machines; if that machine fails, another takes over.
# Start the script on all of them, from systemd rather than cron: the loop runs only on the leader.
#
#   examples/leader-job.sh NAME SECONDS CMD…
#
# The time of the last run is stored in last-run/NAME. It is written only while this machine leads, so
# that a machine which lost the leadership while it was suspended cannot overwrite its successor's value.
# The leader's proposal is its host name. The key of the last run is not below NAME/, because contenders in the election wait for older keys there to go.
set -euo pipefail

ECTL=${ECTL:-ectl}
export ECTL

if [ $# -lt 3 ]; then
    echo "usage: $0 NAME SECONDS CMD…" >&2
    exit 2
fi
name=$1
export NAME=$name SECONDS_BETWEEN=$2
shift 2

# shellcheck disable=SC2016 # expanded by the inner shell
exec "$ECTL" elect "$name" --ttl 10 --restart -- bash -c '
    while true; do
        "$@" || echo "$1 failed with $?" >&2
        date -u +%FT%TZ | "$ECTL" put --if-held "last-run/$NAME" >/dev/null
        sleep "$SECONDS_BETWEEN"
    done' job "$@"
