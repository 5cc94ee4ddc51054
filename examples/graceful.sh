#!/usr/bin/env bash
# Runs a server that clients find only while it is healthy, and that loses no request when it is stopped.
#
#   examples/graceful.sh TARGET ADDR CMD…
#
# HEALTHY is a shell command that exits with 0 while the server is well (default: ADDR accepts connections).
# On TERM the record of ADDR is deleted first. After DRAIN (default 5s), in which clients turn away, this
# script gets the signal, says so, and stops the server itself. What still runs after GRACE (default 10s)
# is killed. A server that fails its check twice is not found until it passes again, but keeps running.
set -euo pipefail

ECTL=${ECTL:-ectl}

# Runs the server; the signals are passed on to it when clients have turned away.
serve() {
    local server status=0
    "$@" &
    server=$!
    trap 'echo "stopping $1 after the last client" >&2; kill "$server"' TERM INT HUP
    # A signal interrupts a wait; the last one returns the server's own status.
    wait "$server" || status=$?
    while kill -0 "$server" 2>/dev/null; do
        status=0
        wait "$server" || status=$?
    done
    return "$status"
}

case ${1:-} in
--serve)
    shift
    serve "$@"
    ;;
'' | -*)
    echo "usage: $0 TARGET ADDR CMD…" >&2
    exit 2
    ;;
*)
    target=$1 addr=$2
    shift 2
    check=(--check-tcp "$addr")
    [ -z "${HEALTHY:-}" ] || check=(--check-exec "$HEALTHY")
    exec "$ECTL" service register "$target" "$addr" "${check[@]}" --fall 2 \
        --check-interval "${INTERVAL:-5s}" --drain "${DRAIN:-5s}" --grace "${GRACE:-10s}" \
        -- "$0" --serve "$@"
    ;;
esac
