#!/usr/bin/env bash
# Compares $ECTL with $ETCDCTL on a throwaway $ETCD, and with the targets below. `make bench` sets all
# three. BENCH_KEYS lists the sizes of the ranges (default: "100000 1000000"); the last one is also the
# number of watched events. BENCH_MIRROR is the number of mirrored keys (default: 20000), BENCH_BULK that
# of imported and exported ones (default: 100000). An import is compared with four clients of Go, if Go is
# installed; an export with `get`.
#
# Before, tools/bench-startup.sh measures short commands, also those of $ECTL_STATIC, if set: the binary that
# is in the packages. Then tools/bench-offline.sh compares with $ETCDUTL.
# BENCH=startup, BENCH=online or BENCH=offline runs one part only.
set -euo pipefail

# Upper limits: wall time and CPU time as fractions of etcdctl's, memory in MiB.
lock_memory=8
range_wall=0.6 range_memory=16
replay_wall=1 replay_cpu=0.4 replay_memory=24
bulk_wall=1.3 bulk_memory=24 export_wall=1.1
binary_megabytes=8

keys=${BENCH_KEYS:-100000 1000000}
mirror=${BENCH_MIRROR:-20000}
bulk=${BENCH_BULK:-100000}

# Operations per transaction: with etcd's default of 128, filling would take minutes.
batch=10000

# shellcheck source=tools/bench-lib.sh
. "$(dirname "$0")/bench-lib.sh"

if [ -z "${BENCH_WORK:-}" ]; then
    BENCH_WORK=$(mktemp -d)
    export BENCH_WORK
    trap 'rm -rf "$BENCH_WORK"' EXIT
    # Without these, a signal would leave the files.
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    printf '#!/bin/sh\necho $$ >>"%s/pids"\nexec "%s" --max-txn-ops=%s "$@"\n' \
        "$BENCH_WORK" "$ETCD" "$batch" >"$BENCH_WORK/etcd"
    chmod +x "$BENCH_WORK/etcd"
    runs_part() { [ "${BENCH:-$1}" = "$1" ]; }
    if runs_part startup; then
        "$(dirname "$0")/bench-startup.sh"
        [ -z "${ECTL_STATIC:-}" ] || ECTL=$ECTL_STATIC "$(dirname "$0")/bench-startup.sh"
    fi
    ! runs_part online || "$ECTL" sandbox --etcd "$BENCH_WORK/etcd" -- "$0"
    ! runs_part offline || "$(dirname "$0")/bench-offline.sh"
    wc -c <"$ECTL" | awk -v target=$binary_megabytes '{
        printf "binary: %.2f MB, %s (%s)\n", $1 / 1e6, $1 / 1e6 < target ? "ok" : "MISSED", target
    }' | tee -a "$BENCH_WORK/table"
    awk '{ targets += gsub(/ (ok|MISSED) \(/, "&"); missed += gsub(/MISSED/, "&") }
        END { printf "%d of %d targets missed\n", missed, targets }' "$BENCH_WORK/table"
    exit
fi

# Starts a second server, as the destination of mirrors.
if [ -z "${BENCH_SOURCE:-}" ]; then
    export BENCH_SOURCE=$ETCDCTL_ENDPOINTS
    "$ECTL" sandbox --etcd "$BENCH_WORK/etcd" -- "$0"
    exit
fi
export BENCH_DESTINATION=$ETCDCTL_ENDPOINTS
export ETCDCTL_ENDPOINTS=$BENCH_SOURCE

"$ECTL" put one value >/dev/null
"$ETCDCTL" version | awk 'NR == 1'
head_line etcdctl
# Three processes, two of which are ectl: the command and its guardian.
row "lock -- true" 100 - - $lock_memory "lock one -- true"
for count in $keys; do
    fill "$count"
    runs=$((count > 200000 ? 3 : 10))
    # On a busy machine, the default timeout of 5 s may be too short.
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
    ectl_result=$(piped "$ECTL $range | head -c 1")
    etcdctl_result=$(piped "$ETCDCTL $range | head -c 1")
    line "$count, first byte" - - - "$ectl_result" "$etcdctl_result"
done

# The last 3000 lines are left out, so that output remains to be written after the reader has exited.
replay="watch --prefix $count/ --rev 1 --command-timeout 60s | head -n $(((count - 1000) * 3)) | tail -n 1"
ectl_result=$(piped "$ECTL $replay")
etcdctl_result=$(piped "$ETCDCTL $replay")
line "replay $count" $replay_wall $replay_cpu $replay_memory "$ectl_result" "$etcdctl_result"
revision=$("$ECTL" get one -w json | sed 's/.*"revision":\([0-9]*\).*/\1/')
fill "$mirror"
# mirror_row NAME ARGUMENTS...: measures make-mirror of both, prints a line.
mirror_row() {
    local name=$1 ectl_result etcdctl_result
    shift
    ectl_result=$(mirrored "$mirror" "$ECTL" make-mirror "$@")
    etcdctl_result=$(mirrored "$mirror" "$ETCDCTL" make-mirror "$@")
    line "mirror $mirror, $name" $replay_wall $replay_cpu $replay_memory "$ectl_result" "$etcdctl_result"
}
mirror_row "copy" --prefix "$mirror/" --command-timeout 60s
mirror_row "replay" --prefix "$mirror/" --command-timeout 60s --rev "$((revision + 1))"

key_lines "$bulk" bulk/ >"$BENCH_WORK/bulk.jsonl"
if command -v go >/dev/null && (cd "$(dirname "$0")/../tests/interop/go" && go build -o "$BENCH_WORK/interop" .); then
    row_of "import $bulk (Go)" 5 $bulk_wall - $bulk_memory \
        "$ECTL import $BENCH_WORK/bulk.jsonl" "$BENCH_WORK/interop fill bulk/ $bulk"
else
    echo "import: not measured, for lack of Go"
    "$ECTL" import "$BENCH_WORK/bulk.jsonl" >/dev/null
fi
row_of "export $bulk (get)" 10 $export_wall - $bulk_memory \
    "$ECTL export bulk/" "$ECTL get --prefix bulk/ -w jsonl"
row_of "export $bulk, file" 10 - - $bulk_memory \
    "$ECTL export bulk/ $BENCH_WORK/exported.jsonl" "$ECTL get --prefix bulk/ -w jsonl"
row_of "diff $bulk (get)" 5 - - $bulk_memory \
    "$ECTL diff @$BENCH_WORK/exported.jsonl bulk/" "$ECTL get --prefix bulk/ -w jsonl"
