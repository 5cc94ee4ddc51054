#!/usr/bin/env bash
# What tools/bench.sh measures with. It sets the variables that are used here.
# shellcheck disable=SC2154

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
        "$ETCDCTL" txn --command-timeout 60s <"$file" >/dev/null
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

# line NAME WALL CPU MEMORY "OURS" "THEIRS": one line of the table, from wall time, CPU time and memory
# of each; `-` is no target.
line() {
    echo "$5 $6 $2 $3 $4" | tr '\n' ' ' |
        awk -v name="$1" '
            function judged(value, target) {
                if (target == "-") return ""
                return value <= target ? sprintf(" ok (%s)", target) : sprintf(" MISSED (%s)", target)
            }
            {
                wall = $1 / $4; cpu = $5 > 0 ? $2 / $5 : 0
                printf "%-22s %10.1f %10.1f %6.3f%-14s %6.3f%-14s %7.1f%-12s %9.1f\n", name,
                    $1 * 1000, $4 * 1000, wall, judged(wall, $7), cpu, judged(cpu, $8),
                    $3, judged($3, $9), $6
            }' | tee -a "$BENCH_WORK/table"
}

# row NAME RUNS WALL CPU MEMORY "ARGUMENTS OF ECTL" ["ARGUMENTS OF ETCDCTL"]
row() {
    local words their_words
    read -ra words <<<"$6"
    read -ra their_words <<<"${7:-$6}"
    line "$1" "$3" "$4" "$5" \
        "$(seconds "$2" "$ECTL" "${words[@]}" && memory "$ECTL" "${words[@]}")" \
        "$(seconds "$2" "$ETCDCTL" "${their_words[@]}" && memory "$ETCDCTL" "${their_words[@]}")"
}

# piped "COMMAND LINE": wall time, CPU time and memory of a line for the shell, its reader included.
piped() {
    /usr/bin/time -f '%e %U %S %M' -o "$BENCH_WORK/piped" sh -c "$1" >/dev/null || true
    awk 'END { print $1, $2 + $3, $4 / 1024 }' "$BENCH_WORK/piped"
}

# mirrored COUNT COMMAND...: the same of a mirror, until so many keys are at the destination.
mirrored() {
    local count=$1 started
    shift
    # etcdctl refuses the option beside the variable.
    ETCDCTL_ENDPOINTS=$BENCH_DESTINATION "$ETCDCTL" --command-timeout 60s del '' --prefix >/dev/null ||
        return
    started=$(date +%s%N)
    # shellcheck disable=SC2016
    /usr/bin/time -f '%U %S %M' -o "$BENCH_WORK/mirror" \
        sh -c 'echo $$ >"$BENCH_WORK/mirror.pid"; exec "$@"' sh "$@" "$BENCH_DESTINATION" \
        >"$BENCH_WORK/mirror.out" 2>&1 &
    while [ "$("$ECTL" --endpoints "$BENCH_DESTINATION" get '' --prefix --count-only)" != "$count" ]; do
        kill -0 $! 2>/dev/null || { cat "$BENCH_WORK/mirror.out" >&2 && return 1; }
        sleep 0.1
    done
    echo "$(($(date +%s%N) - started))" >"$BENCH_WORK/mirror.wall"
    kill "$(cat "$BENCH_WORK/mirror.pid")"
    wait $! || true
    tail -n 1 "$BENCH_WORK/mirror" | awk -v wall="$(cat "$BENCH_WORK/mirror.wall")" \
        '{ print wall / 1e9, $1 + $2, $3 / 1024 }'
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

# server_memory COMMAND...: by how much etcd's memory grows at most meanwhile, in MiB. Only Linux tells.
server_memory() {
    local pid before
    pid=$(head -n 1 "$BENCH_WORK/pids")
    peak() { awk '/VmHWM/ { print $2 / 1024 }' "/proc/$pid/status"; }
    echo 5 >"/proc/$pid/clear_refs" || return 0
    before=$(peak)
    "$@" >/dev/null
    awk -v before="$before" -v after="$(peak)" 'BEGIN { printf "%.0f", after - before }'
}
