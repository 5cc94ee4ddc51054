#!/usr/bin/env bash
# Registers two addresses of a service in the format of gRPC's etcd resolver, and watches one disappear.
#
#   ectl sandbox -- examples/registration.sh      on a temporary etcd
#   ETCDCTL_ENDPOINTS=… examples/registration.sh  on your etcd; removes its keys at the end
#
# ECTL sets the program; any etcdctl works, too.
set -euo pipefail

ECTL=${ECTL:-ectl}
service=${SERVICE:-services/greeter}
work=$(mktemp -d)
leases=()
watcher=

clean_up() {
    if [ -n "$watcher" ]; then
        kill "$watcher" 2>/dev/null || true
    fi
    # Revoking a lease deletes its keys; a lease that has already expired is not an error.
    for lease in ${leases[@]+"${leases[@]}"}; do
        "$ECTL" lease revoke "$lease" >/dev/null 2>&1 || true
    done
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

step() { printf '\n# %s\n' "$*"; }

# register ADDRESS: puts it under a lease of its own; it disappears unless the lease is renewed.
register() {
    lease=$("$ECTL" lease grant 30 | awk '{ print $2 }')
    leases+=("$lease")
    printf '{"Op":0,"Addr":"%s","Metadata":null}' "$1" |
        "$ECTL" put --lease="$lease" "$service/$1" >/dev/null
    echo "$service/$1 under lease $lease"
}

step "Check the health of etcd"
"$ECTL" endpoint health

step "Register two addresses, each under a lease of 30 seconds"
register 10.0.0.1:8080
register 10.0.0.2:8080

step "List the service as a client sees it"
"$ECTL" get --prefix "$service/"

step "Watch the service from the next revision on"
revision=$("$ECTL" get --prefix "$service/" -w fields | awk '$1 == "\"Revision\"" { print $3 }')
mkfifo "$work/events"
"$ECTL" watch --prefix --rev=$((revision + 1)) "$service/" >"$work/events" &
watcher=$!
exec 3<"$work/events"
echo "from revision $((revision + 1))"

step "Remove the first address by revoking its lease"
"$ECTL" lease revoke "${leases[0]}"
IFS= read -r -t 10 event <&3
IFS= read -r -t 10 key <&3
echo "the watcher sees: $event $key"

step "What is left"
"$ECTL" get --prefix --keys-only "$service/"

[ "$event $key" = "DELETE $service/10.0.0.1:8080" ]
