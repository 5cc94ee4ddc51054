#!/usr/bin/env bash
# Shows three things that etcdctl cannot do, on a temporary cluster of three members: a registration that
# survives a revoked lease and a killed member, a lock that stops its command when it is lost, and a
# diagnosis of the cluster with a member down.
#
#   examples/demo.sh
#
# Takes about twelve seconds, and leaves nothing behind. ECTL names the program, ETCD the server.
set -euo pipefail

ECTL=${ECTL:-ectl}
# The sandbox sets ETCDCTL_ENDPOINTS and, in the same order, ECTL_SANDBOX_PIDS.
[ "${1:-}" = --inside ] || exec "$ECTL" sandbox --members 3 -- "$0" --inside

work=$(mktemp -d)
clean_up() {
    local left
    left=$(jobs -p)
    # shellcheck disable=SC2086 # a process ID each
    [ -z "$left" ] || kill $left 2>/dev/null || true
    wait
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

ln -s "$(realpath "$(command -v "$ECTL")")" "$work/ectl"
PATH=$work:$PATH
cd "$work"

title() { printf '\n== %s\n' "$*"; }
explain() { echo && printf '# %s\n' "$@"; }
run() { printf '$ %s\n' "$1" && eval "$1"; }
timed() { run "time $1"; }
# What bash's "time" prints.
TIMEFORMAT='(%R s)'
exec 2>&1

# await PID FILE PATTERN: waits until the process has written such a line.
await() {
    until grep -qs "$3" "$2"; do
        kill -0 "$1" 2>/dev/null || { cat "$2" && exit 1; }
        sleep 0.1
    done
}

title "1. A registration that survives a revoked lease and a killed member"

explain "Keep an address registered for as long as a command runs."
run "ectl service register greeter 10.0.0.1:8080 --ttl 5s -- sleep 600 2>notes &"
registration=$!
ectl wait --service greeter --timeout 20s >/dev/null
run "ectl service resolve greeter"

explain "Revoke its lease, which deletes the record. It is put again under a new lease;" \
    "etcdctl's keep-alive would end here, and the address would stay away."
# shellcheck disable=SC2016 # expanded by run
run 'ectl lease revoke $(ectl get greeter/10.0.0.1:8080 --field lease)'
timed "ectl wait --service greeter --timeout 20s --print-value-only"
await "$registration" notes "^registered again"
run "cat notes"

explain "Kill the leader. The record is found once the others have elected a new one."
run "ectl endpoint status --field endpoint --field is_leader"
n=$(ectl endpoint status --field is_leader | grep -n true | cut -d: -f1)
run "kill -KILL $(cut -d' ' -f"$n" <<<"$ECTL_SANDBOX_PIDS")  # m$n"
timed "ectl service resolve greeter --command-timeout 20s"

explain "Wait for longer than the TTL of 5 s. The lease is renewed at another member."
run "sleep 6"
run "ectl service resolve greeter"

explain "Stop it. The record is removed at once, not when its TTL has passed."
run "kill $registration"
wait "$registration" || true
# shellcheck disable=SC2016 # expanded by run
run 'ectl service resolve greeter || echo "exit code $?"'

title "2. A lock that stops its command when it is lost"

explain "Run a job under a lock. It says when it is stopped."
cat >job <<'JOB'
#!/bin/sh
trap 'echo "job stopped"; exit 1' TERM
echo "job begins"
sleep 600 &
wait
JOB
chmod +x job
run "ectl lock locks/report -- ./job >log 2>&1 &"
await $! log "job begins"

explain "Take the lock away. etcdctl would let the job run on."
# shellcheck disable=SC2016 # expanded by run
run 'ectl lease revoke $(ectl lock --holders locks/report --field lease)'
# shellcheck disable=SC2016 # expanded by run
timed 'wait $! || echo "exit code $?"'
run "fold -s log"

title "3. A diagnosis of a cluster with one member down"

explain "Check every endpoint and the cluster: exit code 1 for a critical finding."
# shellcheck disable=SC2016 # expanded by run
run 'ectl doctor >report || echo "exit code $?"'

explain "The member that was killed, and what is not checked because of that:"
run "grep -v -e ' ok ' -e '^$' report | fold -s"

explain "What the cluster does without it:"
run "grep -e quorum -e hash -e 'raft lag' -e 'linearizable' report"

title "The cluster is stopped, and its files are removed"
