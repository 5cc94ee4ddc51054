#!/usr/bin/env bash
# Does on empty systems what README tells a new user to do: make demo, check, install, uninstall. The
# systems are roots made by debootstrap under target/fresh/, Debian's and Ubuntu's; all they share with
# this machine is the kernel, the network and, read-only, the Rust toolchain.
#
# UBUNTU_MIRROR= (on Ubuntu DEBIAN_MIRROR=) says where the other distribution's packages are.
# FRESH=quick runs the tests of keys only. FRESH_SYSTEMS="bookworm trixie noble" says which systems;
# FRESH_GO=1 lets them have this machine's Go, so that the newest etcds are built there too.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh
# shellcheck source=tools/etcd-packages.sh
. tools/etcd-packages.sh

fresh=$PWD/target/fresh

# What a user has who has fetched the project and installed Rust.
packages=make,ca-certificates

# site SUITE: where its packages are; nothing for one that debootstrap knows by itself.
site() {
    case $1:$(is_ubuntu && echo ubuntu) in
    noble: | jammy:) echo "${UBUNTU_MIRROR:-}" ;;
    noble:ubuntu | jammy:ubuntu) mirror main ;;
    *:ubuntu) echo "${DEBIAN_MIRROR:-}" ;;
    *) mirror main ;;
    esac
}

# script SUITE: debootstrap's script for it. One that is older than the suite has none, but Ubuntu's are
# all the same.
script() {
    local scripts=/usr/share/debootstrap/scripts
    if [ -e "$scripts/$1" ]; then echo "$scripts/$1"; else echo "$scripts/gutsy"; fi
}

# base SUITE: an empty system, made once.
base() {
    local base=$fresh/$1/base new=$fresh/$1/new site
    [ ! -d "$base" ] || return 0
    site=$(site "$1")
    say "making an empty system of $1 in target/fresh"
    rm -rf --one-file-system "$new" && mkdir -p "$fresh/$1" &&
        debootstrap --variant=minbase --include="$packages" "$1" "$new" "$site" "$(script "$1")" \
            >"$fresh/$1/debootstrap.log" 2>&1 && mv "$new" "$base"
}

# try_on SUITE: in a copy of its system. The mounts are in a namespace of their own, and so are the
# processes: both are gone with the command, whatever ends it.
try_on() {
    local root=$fresh/$1/root
    rm -rf --one-file-system "$root" && cp -a --reflink=auto "$fresh/$1/base" "$root" &&
        mkdir -p "$root/root/ectl" && git archive HEAD | tar -x -C "$root/root/ectl" &&
        cp -L /etc/resolv.conf /etc/hosts "$root/etc/" && carry_cargo "$root/root/.cargo" &&
        unshare --mount --pid --fork --kill-child --propagation private \
            tools/fresh-inside.sh "$root" && rm -rf --one-file-system "$root"
}

# carry_cargo DIRECTORY: how cargo gets crates here, and those it has.
carry_cargo() {
    local home=${CARGO_HOME:-$HOME/.cargo} file
    mkdir -p "$1/registry"
    for file in config.toml config registry/cache registry/index; do
        [ ! -e "$home/$file" ] || cp -a "$home/$file" "$1/$file"
    done
}

[ "$(id -u)" -eq 0 ] || die "make fresh needs root, to make systems of its own and change into them"
for tool in debootstrap unshare git; do
    have "$tool" || install_packages "$tool" || die "$tool is missing: install it, then try again"
done
[ -z "$(git status --porcelain)" ] || say "what is not committed is not tried"
passed=() failed=() without=()
for suite in ${FRESH_SYSTEMS:-bookworm trixie noble}; do
    if ! base "$suite"; then
        say "no system of $suite can be made here; target/fresh/$suite/debootstrap.log says why"
        without+=("$suite")
    elif try_on "$suite"; then
        passed+=("$suite")
    else
        say "$suite: FAILED; its system is in target/fresh/$suite/root"
        failed+=("$suite")
    fi
done
[ "${#without[@]}" -eq 0 ] || say "NOT TRIED: ${without[*]}"
[ "${#failed[@]}" -eq 0 ] || die "failed on ${failed[*]}"
[ "${#passed[@]}" -gt 0 ] || die "nothing was tried"
say "passed on ${passed[*]}"
