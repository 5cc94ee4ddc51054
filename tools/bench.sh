#!/usr/bin/env bash
# Measures $ECTL against $ETCDCTL on a throwaway $ETCD, and compares with the targets. `make bench`
# sets the three. BENCH_KEYS says how many keys the ranges have (default: "100000 1000000"), the last of
# them how many events are watched; BENCH_MIRROR how many keys are mirrored (default: 20000).
set -euo pipefail

# At most these parts of etcdctl's wall time and CPU time, and these MiB of memory.
one_wall=0.2 one_cpu=0.12 one_memory=8
range_wall=0.6 range_memory=16
replay_wall=1 replay_cpu=0.4 replay_memory=24
binary_megabytes=8

keys=${BENCH_KEYS:-100000 1000000}
mirror=${BENCH_MIRROR:-20000}

# etcd takes 128 operations in a transaction unless told otherwise; filling would take minutes.
batch=10000

# shellcheck source=tools/bench-lib.sh
. "$(dirname "$0")/bench-lib.sh"

if [ -z "${BENCH_WORK:-}" ]; then
    BENCH_WORK=$(mktemp -d)
    export BENCH_WORK
    trap 'rm -rf "$BENCH_WORK"' EXIT
    printf '#!/bin/sh\necho $$ >>"%s/pids"\nexec "%s" --max-txn-ops=%s "$@"\n' \
        "$BENCH_WORK" "$ETCD" "$batch" >"$BENCH_WORK/etcd"
    chmod +x "$BENCH_WORK/etcd"
    "$ECTL" sandbox --etcd "$BENCH_WORK/etcd" -- "$0"
    exit
fi

# A second server, for mirrors.
if [ -z "${BENCH_SOURCE:-}" ]; then
    export BENCH_SOURCE=$ETCDCTL_ENDPOINTS
    "$ECTL" sandbox --etcd "$BENCH_WORK/etcd" -- "$0"
    exit
fi
export BENCH_DESTINATION=$ETCDCTL_ENDPOINTS
export ETCDCTL_ENDPOINTS=$BENCH_SOURCE

"$ECTL" put one value >/dev/null
"$ETCDCTL" version | awk 'NR == 1'
printf '%-22s %10s %10s %-20s %-20s %-19s %9s\n' '' 'ectl ms' 'etcdctl ms' 'wall ratio' 'CPU ratio' \
    'ectl MiB' 'etcdctl MiB'
row "get" 200 $one_wall $one_cpu $one_memory "get one"
row "put" 200 $one_wall $one_cpu $one_memory "put one value"
# Three processes of which two are ectl: its guardian too.
row "lock -- true" 100 - - $one_memory "lock one -- true"
for count in $keys; do
    fill "$count"
    runs=$((count > 200000 ? 3 : 10))
    # A busy machine may need more than the 5 s that a call has by default.
    range="get --prefix $count/ --command-timeout 60s"
    read -ra words <<<"$range"
    grown=$(server_memory "$ECTL" "${words[@]}")
    echo "  etcd grows by $grown MiB, and then by $(server_memory "$ECTL" "${words[@]}" --stream=false)" \
        "with --stream=false"
    row "$count, simple" "$runs" $range_wall - $range_memory "$range"
    row "$count, json" "$runs" $range_wall - $range_memory "$range -w json"
    row "$count, jsonl (json)" "$runs" $range_wall - $range_memory \
        "$range -w jsonl" "$range -w json"
    row "$count, table (simple)" "$runs" - - $range_memory "$range -w table" "$range"
    server "${words[@]}" --stream=false
    server "${words[@]}"
    ours=$(piped "$ECTL $range | head -c 1")
    theirs=$(piped "$ETCDCTL $range | head -c 1")
    line "$count, first byte" - - - "$ours" "$theirs"
done

# All but the last 3000 lines, so that there is still one to be written when the reader is gone.
replay="watch --prefix $count/ --rev 1 --command-timeout 60s | head -n $(((count - 1000) * 3)) | tail -n 1"
ours=$(piped "$ECTL $replay")
theirs=$(piped "$ETCDCTL $replay")
line "replay $count" $replay_wall $replay_cpu $replay_memory "$ours" "$theirs"
revision=$("$ECTL" get one -w json | sed 's/.*"revision":\([0-9]*\).*/\1/')
fill "$mirror"
# mirror_row NAME ARGUMENTS...
mirror_row() {
    local name=$1 ours theirs
    shift
    ours=$(mirrored "$mirror" "$ECTL" make-mirror "$@")
    theirs=$(mirrored "$mirror" "$ETCDCTL" make-mirror "$@")
    line "mirror $mirror, $name" $replay_wall $replay_cpu $replay_memory "$ours" "$theirs"
}
mirror_row "copy" --prefix "$mirror/" --command-timeout 60s
mirror_row "replay" --prefix "$mirror/" --command-timeout 60s --rev "$((revision + 1))"

wc -c <"$ECTL" | awk -v target=$binary_megabytes '{
    printf "binary: %.2f MB, %s (%s)\n", $1 / 1e6, $1 / 1e6 < target ? "ok" : "MISSED", target
}' | tee -a "$BENCH_WORK/table"
awk '{ judged += gsub(/ (ok|MISSED) \(/, "&"); missed += gsub(/MISSED/, "&") }
    END { printf "%d of %d targets missed\n", missed, judged }' "$BENCH_WORK/table"
