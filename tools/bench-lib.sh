#!/usr/bin/env bash
# Functions for tools/bench.sh and tools/bench-offline.sh, which set the variables used here.
# shellcheck disable=SC2154

# batches FIRST LAST PREFIX: writes transactions that put keys with 100-byte values, one file each.
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

# seconds RUNS COMMAND...: prints the median wall time and the mean CPU time.
seconds() {
    local runs=$1
    shift
    hyperfine --shell none --warmup "$(((runs + 9) / 10))" --runs "$runs" --style none \
        --export-csv "$BENCH_WORK/times.csv" "$*" >"$BENCH_WORK/hyperfine" 2>&1 ||
        { cat "$BENCH_WORK/hyperfine" >&2 && return 1; }
    # The first field, the command, contains no comma.
    awk -F , 'NR == 2 { print $4, $5 + $6 }' "$BENCH_WORK/times.csv"
}

# memory COMMAND...: prints peak memory in MiB. GNU time reports KiB, macOS time bytes.
memory() {
    if /usr/bin/time -f %M true 2>/dev/null; then
        /usr/bin/time -f %M -o "$BENCH_WORK/memory" "$@" >/dev/null
        awk '{ print $1 / 1024 }' "$BENCH_WORK/memory"
    else
        { /usr/bin/time -l "$@" >/dev/null; } 2>&1 |
            awk '/maximum resident set size/ { print $1 / 1048576 }'
    fi
}

# head_line OTHER [LAST]: prints the heading of the table; OTHER is what ectl is compared with.
head_line() {
    printf '%-22s %10s %10s %-20s %-20s %-19s %9s %s\n' '' 'ectl ms' "$1 ms" 'wall ratio' 'CPU ratio' \
        'ectl MiB' "$1 MiB" "${2:-}"
}

# line NAME WALL CPU MEMORY "ECTL" "OTHER" [SHARE]: prints one line of the table, from targets (`-` for
# none) and from wall time, CPU time and memory of each program. SHARE is the target for memory as a
# fraction of the other's.
line() {
    echo "$5 $6 $2 $3 $4 ${7:--}" | tr '\n' ' ' |
        awk -v name="$1" '
            function result(value, target) {
                if (target == "-") return ""
                return value <= target ? sprintf(" ok (%s)", target) : sprintf(" MISSED (%s)", target)
            }
            {
                wall = $1 / $4; cpu = $5 > 0 ? $2 / $5 : 0
                printf "%-22s %10.1f %10.1f %6.3f%-14s %6.3f%-14s %7.1f%-12s %11.1f", name,
                    $1 * 1000, $4 * 1000, wall, result(wall, $7), cpu, result(cpu, $8),
                    $3, result($3, $9), $6
                if ($10 != "-") printf " %6.3f%s", $3 / $6, result($3 / $6, $10)
                printf "\n"
            }' | tee -a "$BENCH_WORK/table"
}

# row NAME RUNS WALL CPU MEMORY "ECTL ARGUMENTS" ["ETCDCTL ARGUMENTS"]: measures both, prints a line.
row() {
    row_of "$1" "$2" "$3" "$4" "$5" "$ECTL $6" "$ETCDCTL ${7:-$6}"
}

# row_of NAME RUNS WALL CPU MEMORY "COMMAND LINE" "OTHER COMMAND LINE": the same for any two commands.
row_of() {
    local words other_words
    read -ra words <<<"$6"
    read -ra other_words <<<"$7"
    line "$1" "$3" "$4" "$5" \
        "$(seconds "$2" "${words[@]}" && memory "${words[@]}")" \
        "$(seconds "$2" "${other_words[@]}" && memory "${other_words[@]}")"
}

# key_lines COUNT PREFIX: prints lines for import, of keys with 100-byte values.
key_lines() {
    awk -v count="$1" -v prefix="$2" 'BEGIN {
        value = sprintf("%100s", ""); gsub(/ /, "v", value)
        for (n = 0; n < count; n++) printf "{\"key\":\"%s%08d\",\"value\":\"%s\"}\n", prefix, n, value
    }'
}

# piped "COMMAND LINE": prints wall time, CPU time and memory of a shell pipeline, reader included.
piped() {
    /usr/bin/time -f '%e %U %S %M' -o "$BENCH_WORK/piped" sh -c "$1" >/dev/null || true
    awk 'END { print $1, $2 + $3, $4 / 1024 }' "$BENCH_WORK/piped"
}

# mirrored COUNT COMMAND...: prints the same for a mirror, until the destination has COUNT keys.
mirrored() {
    local count=$1 started
    shift
    # A variable, because etcdctl refuses --endpoints while ETCDCTL_ENDPOINTS is set.
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

# server ARGUMENTS: prints the median time, of five, until etcd sends the first byte of a range: the
# lower bound for any client.
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

# server_memory COMMAND...: prints the peak growth of etcd's memory during COMMAND, in MiB. Linux only.
server_memory() {
    local pid before
    pid=$(head -n 1 "$BENCH_WORK/pids")
    peak() { awk '/VmHWM/ { print $2 / 1024 }' "/proc/$pid/status"; }
    echo 5 >"/proc/$pid/clear_refs" || return 0
    before=$(peak)
    "$@" >/dev/null
    awk -v before="$before" -v after="$(peak)" 'BEGIN { printf "%.0f", after - before }'
}
