#!/usr/bin/env bash
# Restarts a service on one machine at a time: the next one starts only when all endpoints are registered
# again. Start the script on all machines at once.
#
#   examples/rolling-restart.sh TARGET COUNT CMD…    CMD restarts the service, COUNT is its size
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

# The lock is released if the machine that holds it fails; CMD is stopped if the lock is lost.
# shellcheck disable=SC2016 # expanded by the inner shell
exec "$ECTL" lock --timeout 10m "restart/$target" -- bash -euc '
    "$ECTL" wait --service "$TARGET" --count "$COUNT" --timeout 5m >/dev/null
    "$@"
    "$ECTL" wait --service "$TARGET" --count "$COUNT" --timeout 5m >/dev/null
' restart "$@"
