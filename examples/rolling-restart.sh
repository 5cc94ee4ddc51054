#!/usr/bin/env bash
# Restarts a service on this machine when no other machine restarts it, and leaves the next one its
# turn only when all are there again. Start it on all of them at once.
#
#   examples/rolling-restart.sh TARGET COUNT CMD…    CMD restarts the service; COUNT are to be there
set -euo pipefail

ECTL=${ECTL:-ectl}
export ECTL

if [ $# -lt 3 ]; then
    echo "usage: $0 TARGET COUNT CMD…" >&2
    exit 2
fi
target=$1
export TARGET=$target COUNT=$2
shift 2

# The lock goes with the machine that holds it; CMD is stopped if it is lost.
# shellcheck disable=SC2016 # for the inner shell
exec "$ECTL" lock --timeout 10m "restart/$target" -- bash -euc '
    "$ECTL" wait --service "$TARGET" --count "$COUNT" --timeout 5m >/dev/null
    "$@"
    "$ECTL" wait --service "$TARGET" --count "$COUNT" --timeout 5m >/dev/null
' restart "$@"
