#!/usr/bin/env bash
# Registers two addresses of a service the way gRPC's etcd resolver reads them, and watches one go.
#
#   ectl sandbox -- examples/registration.sh      on an etcd of its own
#   ETCDCTL_ENDPOINTS=… examples/registration.sh  on yours; nothing is left there
#
# ECTL names the program; any etcdctl will do as well.
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
    # Revoking a lease deletes its keys; a lease that has gone by itself is no trouble.
    for lease in ${leases[@]+"${leases[@]}"}; do
        "$ECTL" lease revoke "$lease" >/dev/null 2>&1 || true
    done
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

step() { printf '\n# %s\n' "$*"; }

# register ADDRESS: under a lease of its own, so that it goes when nobody renews it.
register() {
    lease=$("$ECTL" lease grant 30 | awk '{ print $2 }')
    leases+=("$lease")
    printf '{"Op":0,"Addr":"%s","Metadata":null}' "$1" |
        "$ECTL" put --lease="$lease" "$service/$1" >/dev/null
    echo "$service/$1 under lease $lease"
}

step "Is etcd well?"
"$ECTL" endpoint health

step "Two addresses register, each under a lease of 30 seconds"
register 10.0.0.1:8080
register 10.0.0.2:8080

step "What a client of the service sees"
"$ECTL" get --prefix "$service/"

step "A client watches, from the revision that it has read"
revision=$("$ECTL" get --prefix "$service/" -w fields | awk '$1 == "\"Revision\"" { print $3 }')
mkfifo "$work/events"
"$ECTL" watch --prefix --rev=$((revision + 1)) "$service/" >"$work/events" &
watcher=$!
exec 3<"$work/events"
echo "from revision $((revision + 1)) on"

step "The first address goes: its lease is revoked"
"$ECTL" lease revoke "${leases[0]}"
IFS= read -r -t 10 event <&3
IFS= read -r -t 10 key <&3
echo "the watcher sees: $event $key"

step "What is left"
"$ECTL" get --prefix --keys-only "$service/"

[ "$event $key" = "DELETE $service/10.0.0.1:8080" ]
