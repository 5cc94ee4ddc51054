#!/usr/bin/env bash
# Keeps a service registered while it runs: by the three commands of etcdctl, and by the one of ectl.
#
#   examples/register.sh three TARGET ADDR CMD…     grant, put, keep-alive
#   examples/register.sh one   TARGET ADDR CMD…     service register
#
# What the three lack: when the lease is lost (etcd was away for longer than its time to live, or
# somebody revoked it) nobody puts the record back, and CMD runs on, unseen.
set -euo pipefail

ECTL=${ECTL:-ectl}

three() {
    local target=$1 addr=$2 lease keeper status=0
    shift 2
    lease=$("$ECTL" lease grant 10 | awk '{ print $2 }')
    printf '{"Op":0,"Addr":"%s","Metadata":null}' "$addr" |
        "$ECTL" put --lease="$lease" "$target/$addr" >/dev/null
    "$ECTL" lease keep-alive "$lease" >/dev/null &
    keeper=$!
    "$@" || status=$?
    kill "$keeper" 2>/dev/null || true
    "$ECTL" lease revoke "$lease" >/dev/null
    return "$status"
}

one() {
    local target=$1 addr=$2
    shift 2
    exec "$ECTL" service register "$target" "$addr" --ttl 10s -- "$@"
}

case ${1:-} in
three | one) "$@" ;;
*)
    echo "usage: $0 three|one TARGET ADDR CMD…" >&2
    exit 2
    ;;
esac
