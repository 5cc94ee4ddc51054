#!/usr/bin/env bash
# Compares the commands of $ECTL that work on files with $ETCDUTL, and with the targets below. The database
# comes from a throwaway $ETCD; BENCH_DB_MB is its size (default: 1000; 0: skip this part), on which the
# targets depend: a small one does not meet that for the share of memory. Needs three times as much space
# in TMPDIR. BENCH_COMMANDS selects the commands (default: "status restore defrag hashkv"); hashkv is the
# last one, because etcdutl then writes to the snapshot, whose checksum is wrong afterwards.
set -euo pipefail

# Upper limits: wall time and memory as fractions of etcdutl's, memory in MiB.
wall=1 share=0.05 memory=16
runs=3

: "${BENCH_DB_MB:=1000}"
export BENCH_DB_MB

# shellcheck source=tools/bench-lib.sh
. "$(dirname "$0")/bench-lib.sh"

if [ "$BENCH_DB_MB" -eq 0 ]; then exit; fi
if [ -z "${ETCDUTL:-}" ]; then
    echo 'no etcdutl: the commands that work on files are not measured'
    exit
fi

source=$BENCH_WORK/source.db
data=$BENCH_WORK/data

# A command is compared in three steps: what it needs, the command itself, and what it leaves is removed.
# prepare COMMAND: makes what it works on.
prepare() {
    rm -rf "$data"
    if [ "$1" = defrag ]; then
        mkdir -p "$data/member/snap"
        cp "$source" "$data/member/snap/db"
    fi
    # Writes of earlier runs must not count.
    sync
}

# words COMMAND: prints its line.
words() {
    case $1 in
    status) echo "snapshot status $source" ;;
    restore) echo "snapshot restore $source --data-dir $data" ;;
    defrag) echo "defrag --data-dir $data" ;;
    hashkv) echo "hashkv $source" ;;
    esac
}

# measured PROGRAM COMMAND: appends its wall time, CPU time and memory to a file, prints its stdout.
measured() {
    local words started ended
    read -ra words <<<"$(words "$2")"
    prepare "$2"
    started=$(date +%s%N)
    /usr/bin/time -f '%U %S %M' -o "$BENCH_WORK/time" "$1" "${words[@]}" 2>"$BENCH_WORK/stderr" ||
        { cat "$BENCH_WORK/stderr" >&2 && return 1; }
    ended=$(date +%s%N)
    awk -v wall="$((ended - started))" '{ print wall / 1e9, $1 + $2, $3 / 1024 }' "$BENCH_WORK/time" \
        >>"$BENCH_WORK/$2.$(basename "$1")"
}

# medians PROGRAM COMMAND: prints the medians of wall time, CPU time and memory.
medians() {
    local column
    for column in 1 2 3; do
        cut -d ' ' -f "$column" "$BENCH_WORK/$2.$(basename "$1")" | sort -g |
            awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
    done | paste -s -d ' '
}

# compare COMMAND MEMORY: runs both programs in turn, prints a line. MEMORY is the target in MiB.
compare() {
    local found expected run
    for ((run = 0; run < runs; run++)); do
        found=$(measured "$ECTL" "$1")
        expected=$(measured "$ETCDUTL" "$1")
        [ "$found" = "$expected" ] || { echo "$1: $found instead of $expected" >&2 && return 1; }
    done
    rm -rf "$data"
    line "$1" $wall - "$2" "$(medians "$ECTL" "$1")" "$(medians "$ETCDUTL" "$1")" "$share"
}

echo "making a database of about $BENCH_DB_MB MB" >&2
printf '#!/bin/sh\nexec "%s" --max-txn-ops=10000 --quota-backend-bytes=%s "$@"\n' \
    "$ETCD" "$((BENCH_DB_MB * 4000000))" >"$BENCH_WORK/etcd"
chmod +x "$BENCH_WORK/etcd"
"$ECTL" sandbox --etcd "$BENCH_WORK/etcd" -- "$(dirname "$0")/bench-database.sh" "$source"

"$ETCDUTL" version | awk 'NR == 1'
head_line etcdutl 'memory ratio'
for command in ${BENCH_COMMANDS:-status restore defrag hashkv}; do
    case $command in
    status) compare status - ;;
    *) compare "$command" $memory ;;
    esac
done
