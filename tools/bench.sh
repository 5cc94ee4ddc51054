#!/usr/bin/env bash
# Measures $ECTL against $ETCDCTL on a throwaway $ETCD, and compares with the targets. `make bench`
# sets the three. BENCH_KEYS says how many keys the ranges have (default: "100000 1000000").
set -euo pipefail

# At most these parts of etcdctl's wall time and CPU time, and these MiB of memory.
one_wall=0.2 one_cpu=0.12 one_memory=8
range_wall=0.6 range_memory=16
binary_megabytes=8

keys=${BENCH_KEYS:-100000 1000000}

# etcd takes 128 operations in a transaction unless told otherwise; filling would take minutes.
batch=10000

if [ -z "${BENCH_WORK:-}" ]; then
    BENCH_WORK=$(mktemp -d)
    export BENCH_WORK
    trap 'rm -rf "$BENCH_WORK"' EXIT
    printf '#!/bin/sh\nexec "%s" --max-txn-ops=%s "$@"\n' "$ETCD" "$batch" >"$BENCH_WORK/etcd"
    chmod +x "$BENCH_WORK/etcd"
    "$ECTL" sandbox --etcd "$BENCH_WORK/etcd" -- "$0"
    exit
fi

# batches FIRST LAST PREFIX: transactions that put keys with 100 bytes, one file each.
batches() {
    awk -v first="$1" -v last="$2" -v prefix="$3" -v batch="$batch" -v work="$BENCH_WORK" 'BEGIN {
        value = sprintf("%100s", ""); gsub(/ /, "v", value)
        for (n = first; n <= last; n++) {
            if ((n - first) % batch == 0) {
                if (file) { printf "\n\n" > file; close(file) }
                file = sprintf("%s/batch-%08d", work, n)
                printf "\n" > file
            }
            printf "put %s%08d %s\n", prefix, n, value > file
        }
        printf "\n\n" > file
    }'
}

fill() {
    echo "filling $1 keys" >&2
    batches 1 "$1" "$1/"
    local file
    for file in "$BENCH_WORK"/batch-*; do
        "$ETCDCTL" txn <"$file" >/dev/null
    done
    rm "$BENCH_WORK"/batch-*
}

# seconds RUNS COMMAND...: the median of the wall time, and the mean of the CPU time.
seconds() {
    local runs=$1
    shift
    hyperfine --shell none --warmup "$(((runs + 9) / 10))" --runs "$runs" --style none \
        --export-csv "$BENCH_WORK/times.csv" "$*" >"$BENCH_WORK/hyperfine" 2>&1 ||
        { cat "$BENCH_WORK/hyperfine" >&2 && return 1; }
    # The command, the first field, has no comma.
    awk -F , 'NR == 2 { print $4, $5 + $6 }' "$BENCH_WORK/times.csv"
}

# Peak memory in MiB; GNU time prints it in KiB, that of macOS in bytes.
memory() {
    if /usr/bin/time -f %M true 2>/dev/null; then
        /usr/bin/time -f %M -o "$BENCH_WORK/memory" "$@" >/dev/null
        awk '{ print $1 / 1024 }' "$BENCH_WORK/memory"
    else
        { /usr/bin/time -l "$@" >/dev/null; } 2>&1 |
            awk '/maximum resident set size/ { print $1 / 1048576 }'
    fi
}

# row NAME RUNS WALL CPU MEMORY "ARGUMENTS OF ECTL" ["ARGUMENTS OF ETCDCTL"]: one line of the table;
# `-` is no target.
row() {
    local ours theirs figures
    read -ra ours <<<"$6"
    read -ra theirs <<<"${7:-$6}"
    figures=$(seconds "$2" "$ECTL" "${ours[@]}" && memory "$ECTL" "${ours[@]}")
    figures+=" $(seconds "$2" "$ETCDCTL" "${theirs[@]}" && memory "$ETCDCTL" "${theirs[@]}")"
    echo "$figures $3 $4 $5" | tr '\n' ' ' |
        awk -v name="$1" '
            function judged(value, target) {
                if (target == "-") return ""
                return value <= target ? sprintf(" ok (%s)", target) : sprintf(" MISSED (%s)", target)
            }
            {
                wall = $1 / $4; cpu = $2 / $5
                printf "%-22s %10.1f %10.1f %6.3f%-14s %6.3f%-14s %7.1f%-12s %9.1f\n", name,
                    $1 * 1000, $4 * 1000, wall, judged(wall, $7), cpu, judged(cpu, $8),
                    $3, judged($3, $9), $6
            }' | tee -a "$BENCH_WORK/table"
}

# server ARGUMENTS: how long etcd itself takes for a range before its first byte, the median of five;
# no client can be faster.
server() {
    for _ in 1 2 3 4 5; do
        "$ECTL" "$@" --debug 2>&1 >/dev/null | awk '/begins to answer after/ {
            time = $NF
            if (time ~ /[0-9]ms$/) print time + 0
            else if (time ~ /[0-9]s$/) print time * 1000
            else print time / 1000
        }'
    done | sort -n | awk 'NR == 3 { printf "%-22s %10.1f\n", "  etcd\047s first byte", $1 }'
}

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
    row "$count, simple" "$runs" $range_wall - $range_memory "$range"
    row "$count, json" "$runs" $range_wall - $range_memory "$range -w json"
    row "$count, jsonl (json)" "$runs" $range_wall - $range_memory \
        "$range -w jsonl" "$range -w json"
    read -ra words <<<"$range"
    server "${words[@]}"
done
wc -c <"$ECTL" | awk -v target=$binary_megabytes '{
    printf "binary: %.2f MB, %s (%s)\n", $1 / 1e6, $1 / 1e6 < target ? "ok" : "MISSED", target
}' | tee -a "$BENCH_WORK/table"
awk '{ judged += gsub(/ (ok|MISSED) \(/, "&"); missed += gsub(/MISSED/, "&") }
    END { printf "%d of %d targets missed\n", missed, judged }' "$BENCH_WORK/table"
