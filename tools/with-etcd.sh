#!/usr/bin/env bash
# Runs a command with ETCD, ETCDCTL and ETCDUTL naming programs of etcd 3.5 or newer.
#
# Taken are, in this order: those that the variables name; those on the PATH; those of the distribution.
# On Debian and Ubuntu the latter are unpacked under target/etcd, not installed: that would start a
# server. Where they are older than 3.5, those of a newer suite are.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh

own=$PWD/target/etcd

# version etcd|etcdctl|etcdutl PATH
version() {
    local how=version
    [ "$1" != etcd ] || how=--version
    "$2" "$how" 2>/dev/null |
        awk 'match($0, /[0-9]+\.[0-9]+\.[0-9]+/) && !n++ { print substr($0, RSTART, RLENGTH) }'
}

# new_enough VERSION: 3.5 or newer; Debian's suffixes do not matter.
new_enough() {
    [[ $1 =~ ^([0-9]+)\.([0-9]+) ]] || return 1
    ((BASH_REMATCH[1] > 3 || (BASH_REMATCH[1] == 3 && BASH_REMATCH[2] >= 5)))
}

# usable PROGRAM: prints the path of one that is new enough.
usable() {
    local path
    for path in "$(command -v "$1" || true)" "$own/bin/$1"; do
        if [ -x "$path" ] && new_enough "$(version "$1" "$path")"; then
            echo "$path"
            return
        fi
    done
    return 1
}

both_usable() { usable etcd >/dev/null && usable etcdctl >/dev/null; }

# Unpacks the packages that `apt-get download` finds with these options.
unpack_debs() {
    mkdir -p "$own/debs" "$own/root" "$own/bin"
    (cd "$own/debs" && apt-get -qq "$@" -o "APT::Sandbox::User=$(id -un)" download etcd-server etcd-client) >&2 || return 1
    local deb
    for deb in "$own"/debs/*.deb; do
        dpkg -x "$deb" "$own/root"
    done
    mv "$own"/root/usr/bin/etcd* "$own/bin/"
    rm -rf "$own/debs" "$own/root"
}

# A server that apt on this machine takes its packages from.
mirror() {
    # shellcheck disable=SC2016 # apt's own variables
    apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' |
        awk -v component="$1" '$3 == component && $2 !~ /-/ && !n++ { print $1 }'
}

# from_suite SUITE COMPONENT KEYRING: with lists of its own, so that the system's stay as they are.
from_suite() {
    local site
    site=$(mirror "$2")
    [ -n "$site" ] || return 1
    say "fetching etcd from Debian's or Ubuntu's suite $1 into target/etcd"
    mkdir -p "$own/apt/lists/partial" "$own/apt/cache/archives/partial"
    printf 'deb [signed-by=%s] %s %s %s\n' "$3" "$site" "$1" "$2" >"$own/apt/sources.list"
    local options=(
        -o "Dir::Etc::SourceList=$own/apt/sources.list" -o Dir::Etc::SourceParts=-
        -o "Dir::State::Lists=$own/apt/lists" -o "Dir::Cache=$own/apt/cache"
        -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false
        -o Acquire::Retries=3
    )
    apt-get -qq "${options[@]}" -o "APT::Sandbox::User=$(id -un)" update >&2 &&
        unpack_debs "${options[@]}" && rm -rf "$own/apt" && both_usable
}

fetch_with_apt() {
    local candidate suites component keyring id suite
    candidate=$(apt-cache policy etcd-server | awk '$1 == "Candidate:" { print $2 }')
    if new_enough "$candidate"; then
        say "fetching etcd $candidate into target/etcd"
        unpack_debs && both_usable && return
    fi
    # shellcheck source=/dev/null
    id=$(. /etc/os-release && echo " $ID ${ID_LIKE:-} ")
    case $id in
    *" ubuntu "*) suites=devel component=universe keyring=ubuntu ;;
    *) suites="sid trixie" component=main keyring=debian ;;
    esac
    for suite in $suites; do
        from_suite "$suite" "$component" "/usr/share/keyrings/$keyring-archive-keyring.gpg" && return
    done
    return 1
}

# Alpine has etcd in its development branch only.
fetch_with_apk() {
    install_packages etcd etcd-ctl && both_usable && return
    local site
    site=$(sed -n -E 's,/(v[0-9.]+|edge)/main/?$,,p' /etc/apk/repositories | awk 'NR == 1')
    say "fetching etcd from Alpine's branch edge into target/etcd"
    mkdir -p "$own/apk" "$own/root" "$own/bin"
    apk fetch -q --no-cache -o "$own/apk" --repository "$site/edge/community" \
        --repository "$site/edge/testing" etcd etcd-ctl >&2 || return 1
    local package
    for package in "$own"/apk/*.apk; do
        tar -xzf "$package" -C "$own/root" usr/bin 2>/dev/null
    done
    mv "$own"/root/usr/bin/etcd* "$own/bin/"
}

fetch() {
    case $(package_manager) in
    apt-get) fetch_with_apt ;;
    apk) fetch_with_apk ;;
    dnf) install_packages etcd ;;
    brew) install_packages etcd ;;
    *) return 1 ;;
    esac
}

# choose etcd|etcdctl|etcdutl NAMED: what a variable names has to be there.
choose() {
    if [ -z "$2" ]; then
        usable "$1"
    else
        command -v "$2" || die "no such program: $2"
    fi
}

if ! choose etcd "${ETCD:-}" >/dev/null || ! choose etcdctl "${ETCDCTL:-}" >/dev/null; then
    fetch || say "could not fetch etcd"
    hash -r
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
say "$ETCD $(version etcd "$ETCD"), $ETCDCTL $(version etcdctl "$ETCDCTL")"
exec "$@"
