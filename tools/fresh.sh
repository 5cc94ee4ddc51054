#!/usr/bin/env bash
# Follows the README as a new user, on empty systems: make demo, check, install, uninstall. The systems
# are Debian and Ubuntu roots made by debootstrap under target/fresh/; they share only the kernel, the
# network and, read-only, the Rust toolchain with the host.
#
# UBUNTU_MIRROR= (on Ubuntu DEBIAN_MIRROR=) sets the package server of the other distribution.
# FRESH=quick runs only the tests of keys. FRESH_SYSTEMS="bookworm trixie noble" selects the systems;
# FRESH_GO=1 mounts the host's Go, so that the newest etcd versions are built there, too.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh
# shellcheck source=tools/etcd-packages.sh
. tools/etcd-packages.sh

fresh=$PWD/target/fresh

# The packages of a user who has cloned the project and installed Rust.
packages=make,ca-certificates

# site SUITE: prints its package server; nothing if debootstrap's default applies.
site() {
    case $1:$(is_ubuntu && echo ubuntu) in
    noble: | jammy:) echo "${UBUNTU_MIRROR:-}" ;;
    noble:ubuntu | jammy:ubuntu) mirror main ;;
    *:ubuntu) echo "${DEBIAN_MIRROR:-}" ;;
    *) mirror main ;;
    esac
}

# script SUITE: prints debootstrap's script for it. A debootstrap older than an Ubuntu suite lacks its
# script, but the scripts of all Ubuntu suites are the same.
script() {
    local scripts=/usr/share/debootstrap/scripts
    if [ -e "$scripts/$1" ]; then echo "$scripts/$1"; else echo "$scripts/gutsy"; fi
}

# base SUITE: makes an empty system, once.
base() {
    local base=$fresh/$1/base new=$fresh/$1/new site
    [ ! -d "$base" ] || return 0
    site=$(site "$1")
    say "creating an empty $1 system in target/fresh"
    rm -rf --one-file-system "$new" && mkdir -p "$fresh/$1" &&
        debootstrap --variant=minbase --include="$packages" "$1" "$new" "$site" "$(script "$1")" \
            >"$fresh/$1/debootstrap.log" 2>&1 && mv "$new" "$base"
}

# try_on SUITE: runs the test in a copy of its system. Mounts and processes have their own namespaces, so
# that both are gone when the command ends for any reason.
try_on() {
    local root=$fresh/$1/root
    rm -rf --one-file-system "$root" && cp -a --reflink=auto "$fresh/$1/base" "$root" &&
        mkdir -p "$root/root/ectl" && git archive HEAD | tar -x -C "$root/root/ectl" &&
        cp -L /etc/resolv.conf /etc/hosts "$root/etc/" && carry_cargo "$root/root/.cargo" &&
        unshare --mount --pid --fork --kill-child --propagation private \
            tools/fresh-inside.sh "$root" && rm -rf --one-file-system "$root"
}

# carry_cargo DIRECTORY: copies cargo's configuration and downloaded crates from the host.
carry_cargo() {
    local home=${CARGO_HOME:-$HOME/.cargo} file
    mkdir -p "$1/registry"
    for file in config.toml config registry/cache registry/index; do
        [ ! -e "$home/$file" ] || cp -a "$home/$file" "$1/$file"
    done
}

[ "$(id -u)" -eq 0 ] || die "make fresh must run as root, to create systems and chroot into them"
for tool in debootstrap unshare git; do
    have "$tool" || install_packages "$tool" || die "$tool is missing: install it and try again"
done
[ -z "$(git status --porcelain)" ] || say "uncommitted changes are not tested"
passed=() failed=() without=()
for suite in ${FRESH_SYSTEMS:-bookworm trixie noble}; do
    if ! base "$suite"; then
        say "cannot create a $suite system; see target/fresh/$suite/debootstrap.log"
        without+=("$suite")
    elif try_on "$suite"; then
        passed+=("$suite")
    else
        say "$suite: FAILED; the system is in target/fresh/$suite/root"
        failed+=("$suite")
    fi
done
[ "${#without[@]}" -eq 0 ] || say "NOT TESTED: ${without[*]}"
[ "${#failed[@]}" -eq 0 ] || die "failed on ${failed[*]}"
[ "${#passed[@]}" -gt 0 ] || die "nothing was tested"
say "passed on ${passed[*]}"
