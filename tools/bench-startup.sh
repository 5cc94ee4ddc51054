#!/usr/bin/env bash
# Measures how a short command of $ECTL spends its time, and compares short commands with $ETCDCTL and the
# targets below, on throwaway servers of $ETCD: one without and one with TLS. BENCH_RUNS is the number of
# runs of each command (default: 200). tools/bench.sh sets BENCH_WORK.
#
# A phase is the difference of two commands, of which the second goes one step further; the first one is
# true(1), with a loader of its own, which a static binary does without. The targets are for
# etcdctl 3.7, which needs half the time and memory of older ones.
set -euo pipefail

# Upper limits: wall time and CPU time as fractions of etcdctl's, memory in MiB.
one_wall=0.22 one_cpu=0.15 one_memory=6
version_wall=0.2 tls_wall=0.3

runs=${BENCH_RUNS:-200}

# shellcheck source=tools/bench-lib.sh
. "$(dirname "$0")/bench-lib.sh"

if [ -z "${BENCH_STARTUP:-}" ]; then
    export BENCH_STARTUP=sandbox
    exec "$ECTL" sandbox --etcd "$ETCD" -- "$0"
fi

# phase NAME COMMAND...: prints what COMMAND needs beyond the command of the phase before.
phase() {
    local name=$1 wall cpu
    shift
    hyperfine --shell none --warmup 20 --runs "$runs" --style none --ignore-failure \
        --export-csv "$BENCH_WORK/times.csv" "$*" >"$BENCH_WORK/hyperfine" 2>&1 ||
        { cat "$BENCH_WORK/hyperfine" >&2 && return 1; }
    read -r wall cpu < <(awk -F , 'NR == 2 { print $4 * 1000, ($5 + $6) * 1000 }' "$BENCH_WORK/times.csv")
    # The last line: a failure is reported before it. Page faults and KiB.
    /usr/bin/time -f '%R %M' -o "$BENCH_WORK/memory" "$@" >/dev/null 2>&1 || true
    tail -n 1 "$BENCH_WORK/memory" | awk -v name="$name" -v wall="$wall" -v cpu="$cpu" -v before="$before" \
        -v output="$BENCH_WORK/before" '{
            split(before, b)
            printf "  %-10s %8.2f %8.2f %8d %8.1f\n", name, wall - b[1], cpu - b[2], $1 - b[3], ($2 - b[4]) / 1024
            print wall, cpu, $1, $2 >output
        }'
    read -r before <"$BENCH_WORK/before"
}

phases() {
    printf '  %-10s %8s %8s %8s %8s\n' phase 'wall ms' 'CPU ms' faults MiB
    before='0 0 0 0'
    phase process true
    phase loader "$ECTL" --version
    phase clap "$ECTL" get one -w nonsense
    phase runtime "$ECTL" get one two --prefix
    phase dial "$ECTL" get one --endpoints 127.0.0.1:1
    phase call "$ECTL" get one
    awk '{ printf "  %-10s %8.2f %8.2f %8d %8.1f\n", "all", $1, $2, $3, $4 / 1024 }' "$BENCH_WORK/before"
}

# start_tls: starts a server with TLS in the background; sets pid, and tls, the options for it.
start_tls() {
    local port=$((20000 + RANDOM % 10000)) data=$BENCH_WORK/tls
    "$ETCD" --data-dir "$data" --auto-tls --listen-client-urls "https://127.0.0.1:$port" \
        --advertise-client-urls "https://127.0.0.1:$port" --listen-peer-urls http://127.0.0.1:0 \
        --log-level error >"$BENCH_WORK/tls.log" 2>&1 &
    pid=$!
    tls="--endpoints https://127.0.0.1:$port --cacert $data/fixtures/client/cert.pem"
    for _ in {1..100}; do
        # shellcheck disable=SC2086
        if "$ECTL" get one $tls >"$BENCH_WORK/tls.get" 2>&1; then return; fi
        kill -0 "$pid" || break
        sleep 0.1
    done
    cat "$BENCH_WORK/tls.log" "$BENCH_WORK/tls.get" >&2
    kill "$pid" || true
    return 1
}

version=$("$ETCDCTL" version | awk 'NR == 1 { print $NF }')
echo "start-up of $("$ECTL" --version), compared with etcdctl $version"
case $version in 3.7.*) ;; *) echo "  the targets are for etcdctl 3.7" ;; esac
"$ECTL" put one value >/dev/null
phases
head_line etcdctl
row "version" "$runs" $version_wall - $one_memory version
row "get" "$runs" $one_wall $one_cpu $one_memory "get one"
row "put" "$runs" $one_wall $one_cpu $one_memory "put one value"
# etcdctl refuses an option whose variable is set.
unset ETCDCTL_ENDPOINTS
start_tls
ended=0
row "get, TLS" "$runs" $tls_wall - - "get one $tls" || ended=$?
kill "$pid"
wait "$pid" || true
exit "$ended"
