#!/usr/bin/env bash
# Runs a command with ETCD, ETCDCTL and ETCDUTL naming programs of etcd 3.5 or newer. Taken are those
# that the variables name, else the newest of those on the PATH and under target/. Where there are none,
# they are fetched from the distribution, or built where Go is there.
#
# With --newest first, those of tools/peers are built first, where Go is there. With --all, ETCD_PEERS
# names, as PATH does, a directory with an etcd and etcdctl for each generation that can be had: for
# the tests that compare with each.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh
# shellcheck source=tools/etcd-versions.sh
. tools/etcd-versions.sh
# shellcheck source=tools/etcd-packages.sh
. tools/etcd-packages.sh

generations=(3.4 3.5 3.6 3.7)

# Builds these generations where Go is there; that it could not is said, and no reason to end.
build() { ! have go || tools/peers.sh "$@" || true; }

# Gets the generations that can be had here, and says which cannot.
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
    [ "${#missing[@]}" -eq 0 ] || say "no etcd ${missing[*]} here$(have go ||
        echo ' (3.6 and 3.7 are built where Go is there)'): the tests that compare with it are ignored"
}

# The generations in ETCD_PEERS, with a blank on either side of each.
peer_generations() {
    local directory
    printf ' '
    while read -r -d : directory; do
        printf '%s ' "$(version "$directory/etcd" | generation)"
    done <<<"$ETCD_PEERS:"
}

# choose etcd|etcdctl|etcdutl NAMED: what a variable names has to be there.
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
    die "no etcd 3.5 or newer: install one, or name its programs with ETCD= and ETCDCTL="
ETCDCTL=$(choose etcdctl "${ETCDCTL:-}") ||
    die "no etcdctl 3.5 or newer: install one, or name it with ETCDCTL="
export ETCD ETCDCTL
if ETCDUTL=$(choose etcdutl "${ETCDUTL:-}"); then
    export ETCDUTL
else
    unset ETCDUTL
fi
say "$ETCD $(version "$ETCD"), $ETCDCTL $(version "$ETCDCTL")"
exec "$@"
