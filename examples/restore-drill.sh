#!/usr/bin/env bash
# Saves a snapshot and proves that it can be restored: verifies it, restores it as a cluster of three
# members on this machine, starts them, and compares the history that they serve with the snapshot. The
# cluster is removed at the end; the snapshot stays.
#
#   examples/restore-drill.sh FILE [PORT]    PORT: the first of six free ports (default: 23801)
#
# If the snapshot has authentication enabled, ETCDCTL_USER must name a user with the role root.
set -euo pipefail

ECTL=${ECTL:-ectl}
ETCD=${ETCD:-etcd}

if [ $# -lt 1 ]; then
    echo "usage: $0 FILE [PORT]" >&2
    exit 2
fi
file=$1
port=${2:-23801}

client() { echo "http://127.0.0.1:$((port + $1 - 1))"; }
peer() { echo "http://127.0.0.1:$((port + $1 + 2))"; }
cluster=m1=$(peer 1),m2=$(peer 2),m3=$(peer 3)
# Not that of the original cluster, which these members must never join.
token=drill-$$-$RANDOM

drill=$(mktemp -d)
members=()
clean_up() {
    kill "${members[@]}" 2>/dev/null || true
    wait
    rm -rf "$drill"
}
trap clean_up EXIT

"$ECTL" snapshot save "$file"
"$ECTL" snapshot check "$file"

for n in 1 2 3; do
    "$ECTL" snapshot restore "$file" --name "m$n" --data-dir "$drill/m$n" \
        --initial-cluster "$cluster" --initial-cluster-token "$token" \
        --initial-advertise-peer-urls "$(peer "$n")" 2>"$drill/restore.log" ||
        { cat "$drill/restore.log" >&2 && exit 1; }
done

for n in 1 2 3; do
    "$ETCD" --name "m$n" --data-dir "$drill/m$n" --listen-peer-urls "$(peer "$n")" \
        --listen-client-urls "$(client "$n")" --advertise-client-urls "$(client "$n")" \
        >"$drill/m$n.log" 2>&1 &
    members+=($!)
done
ETCDCTL_ENDPOINTS=$(client 1),$(client 2),$(client 3)
export ETCDCTL_ENDPOINTS
"$ECTL" endpoint health --wait 60s >/dev/null || { tail -n 5 "$drill"/m?.log >&2 && exit 1; }

expected=$("$ECTL" hashkv "$file")
IFS=', ' read -r hash revision _ <<<"$expected"
# Fails if a member does not answer.
served=$("$ECTL" endpoint hashkv --rev "$revision")
while IFS=', ' read -r endpoint found _; do
    if [ "$found" != "$hash" ]; then
        echo "$endpoint: the history up to revision $revision differs from $file" >&2
        exit 1
    fi
done <<<"$served"
echo "Three members serve the history up to revision $revision as it is in $file"
