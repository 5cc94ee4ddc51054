#!/usr/bin/env bash
# Runs a command with ETCD, ETCDCTL and ETCDUTL set to the programs of an etcd 3.5 or newer: those that
# the variables name already, or else the newest ones on the PATH and under target/. If there are none,
# they are fetched from the distribution, or built if Go is installed.
#
# With --newest as the first argument, the newest etcd of tools/peers is built first, if Go is installed.
# With --all, ETCD_PEERS is set, in the format of PATH, to one directory with etcd and etcdctl for each
# available generation, for the tests that compare with all of them.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh
# shellcheck source=tools/etcd-versions.sh
. tools/etcd-versions.sh
# shellcheck source=tools/etcd-packages.sh
. tools/etcd-packages.sh

generations=(3.4 3.5 3.6 3.7)

# build GENERATION...: builds them if Go is installed. A failure is reported, but not fatal.
build() { ! have go || tools/peers.sh "$@" || true; }

# Gets all available generations, and reports the missing ones.
gather() {
    local generation missing=()
    build 3.7 3.6
    for generation in 3.4 3.5; do
        [ -x "target/etcd-$generation/bin/etcdctl" ] || fetch_generation "$generation" ||
            say "the distribution has no etcd $generation"
    done
    ETCD_PEERS=$(peers)
    export ETCD_PEERS
    for generation in "${generations[@]}"; do
        [[ $(peer_generations) == *" $generation "* ]] || missing+=("$generation")
    done
    [ "${#missing[@]}" -eq 0 ] || say "no etcd ${missing[*]} found$(have go ||
        echo ' (3.6 and 3.7 are built if Go is installed)'): tests that compare with it are ignored"
}

# Prints the generations in ETCD_PEERS, each with a space on both sides.
peer_generations() {
    local directory
    printf ' '
    while read -r -d : directory; do
        printf '%s ' "$(version "$directory/etcd" | generation)"
    done <<<"$ETCD_PEERS:"
}

# choose etcd|etcdctl|etcdutl VALUE: prints the path of VALUE, which must exist, or of the newest one.
choose() {
    if [ -z "$2" ]; then
        newest "$1"
    else
        command -v "$2" || die "no such program: $2"
    fi
}

both() { choose etcd "${ETCD:-}" >/dev/null && choose etcdctl "${ETCDCTL:-}" >/dev/null; }

case ${1:-} in
--newest)
    build 3.7
    shift
    ;;
--all)
    [ -n "${ETCD_PEERS:-}" ] || gather
    shift
    ;;
esac
if ! both; then
    fetch_any || say "the distribution has no etcd 3.5 or newer"
    hash -r
    both || build 3.7
fi
ETCD=$(choose etcd "${ETCD:-}") ||
    die "no etcd 3.5 or newer found: install one, or set ETCD= and ETCDCTL= to its programs"
ETCDCTL=$(choose etcdctl "${ETCDCTL:-}") ||
    die "no etcdctl 3.5 or newer found: install one, or set ETCDCTL= to it"
export ETCD ETCDCTL
if ETCDUTL=$(choose etcdutl "${ETCDUTL:-}"); then
    export ETCDUTL
else
    unset ETCDUTL
fi
say "$ETCD $(version "$ETCD"), $ETCDCTL $(version "$ETCDCTL")"
exec "$@"
