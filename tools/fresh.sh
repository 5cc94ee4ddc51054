#!/usr/bin/env bash
# Follows the README as a new user, on empty systems: make demo, check, install, uninstall; then the package,
# which is built here and installed on a system without compilers. The systems are Debian and Ubuntu roots
# made by debootstrap under target/fresh/; they share only the kernel, the network and, read-only, the Rust
# toolchain with the host.
#
# UBUNTU_MIRROR= (on Ubuntu DEBIAN_MIRROR=) sets the package server of the other distribution.
# FRESH=quick runs only the tests of keys, FRESH=packages only those of the package.
# FRESH_SYSTEMS="bookworm trixie noble" selects the systems; FRESH_GO=1 mounts the host's Go, so that the newest etcd versions are built there, too.
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

# try_on SUITE: runs the tests, each in a copy of the system.
try_on() {
    if [ "${FRESH:-}" != packages ]; then
        with_copy "$1" add_sources fresh-inside.sh || return 1
    fi
    with_copy "$1" add_package fresh-package.sh
}

# with_copy SUITE ADD SCRIPT: runs a script in a copy of the system, after the function ADD has added files to
# it. Mounts and processes have their own namespaces, so that both are gone when the command ends for
# any reason.
with_copy() {
    local root=$fresh/$1/root
    rm -rf --one-file-system "$root" && cp -a --reflink=auto "$fresh/$1/base" "$root" &&
        mkdir -p "$root/root/ectl" && cp -L /etc/resolv.conf /etc/hosts "$root/etc/" && "$2" "$root/root" &&
        unshare --mount --pid --fork --kill-child --propagation private \
            "tools/$3" "$root" && rm -rf --one-file-system "$root"
}

# add_sources HOME
add_sources() { git archive HEAD | tar -x -C "$1/ectl" && carry_cargo "$1/.cargo"; }

# add_package HOME: the package is built once, with the compilers of this machine.
add_package() {
    local packages=$fresh/packages
    if [ ! -e "$packages/built" ]; then
        PACKAGE_TARGETS=native PACKAGE_OUTPUT=$packages tools/package.sh && touch "$packages/built" || return 1
    fi
    cp "$packages"/*.deb "$1/ectl/ectl.deb"
}

[ "$(id -u)" -eq 0 ] || die "make fresh must run as root, to create systems and chroot into them"
for tool in debootstrap unshare git; do
    have "$tool" || install_packages "$tool" || die "$tool is missing: install it and try again"
done
[ -z "$(git status --porcelain)" ] || say "uncommitted changes are not tested"
rm -f "$fresh/packages/built"
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
