#!/usr/bin/env bash
# Keeps a service registered while it runs: with three commands of etcdctl, or with one of ectl.
#
#   examples/register.sh three TARGET ADDR CMD…     grant, put, keep-alive
#   examples/register.sh one   TARGET ADDR CMD…     service register
#
# With the three commands, a lost lease is not recovered: if etcd is unreachable for longer than the TTL,
# or the lease is revoked, the record is not put again, and CMD keeps running unregistered.
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
