#!/usr/bin/env bash
# Runs a command with ETCD, ETCDCTL and ETCDUTL naming programs of etcd 3.5 or newer.
# With --old first, ETCD_OLD names etcd 3.4 too, for the tests of old servers; `none` if there is none.
#
# Taken are, in this order: those that the variables name; those on the PATH; those of the distribution.
# On Debian and Ubuntu the latter are unpacked under target/etcd, not installed: that would start a
# server. Where they are older than 3.5, those of a newer suite are; 3.4 is under target/etcd-3.4.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh

with_old=
if [ "${1:-}" = --old ]; then
    with_old=yes
    shift
fi
own=$PWD/target/etcd
packages=(etcd-server etcd-client)

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
    (cd "$own/debs" && apt-get -qq "$@" -o "APT::Sandbox::User=$(id -un)" download "${packages[@]}") >&2 || return 1
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
    say "fetching etcd from Debian's or Ubuntu's suite $1 into ${own#"$PWD/"}"
    mkdir -p "$own/apt/lists/partial" "$own/apt/cache/archives/partial"
    printf 'deb [signed-by=%s] %s %s %s\n' "$3" "$site" "$1" "$2" >"$own/apt/sources.list"
    local options=(
        -o "Dir::Etc::SourceList=$own/apt/sources.list" -o Dir::Etc::SourceParts=-
        -o "Dir::State::Lists=$own/apt/lists" -o "Dir::Cache=$own/apt/cache"
        -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false
        -o Acquire::Retries=3
    )
    apt-get -qq "${options[@]}" -o "APT::Sandbox::User=$(id -un)" update >&2 &&
        unpack_debs "${options[@]}" && rm -rf "$own/apt"
}

fetch_with_apt() {
    local candidate suite
    candidate=$(candidate)
    if new_enough "$candidate"; then
        say "fetching etcd $candidate into target/etcd"
        unpack_debs && both_usable && return
    fi
    if is_ubuntu; then
        from_ubuntu devel && both_usable
    else
        for suite in sid trixie; do
            from_debian "$suite" && both_usable && return
        done
        return 1
    fi
}

# The version that apt would install.
candidate() { apt-cache policy etcd-server | awk '$1 == "Candidate:" { print $2 }'; }

is_ubuntu() {
    # shellcheck source=/dev/null
    [[ $(. /etc/os-release && echo " $ID ${ID_LIKE:-} ") == *" ubuntu "* ]]
}

from_debian() { from_suite "$1" main /usr/share/keyrings/debian-archive-keyring.gpg; }

from_ubuntu() { from_suite "$1" universe /usr/share/keyrings/ubuntu-archive-keyring.gpg; }

# Finds or fetches etcd 3.4 for ETCD_OLD. Where there is none it stays unset, and the tests that want
# it fail: only the user may say that they need not run.
old_etcd() {
    local own=$PWD/target/etcd-3.4
    local packages=(etcd-server)
    [ -n "${ETCD_OLD:-}" ] || fetch_old || say "could not fetch etcd 3.4; ETCD_OLD=none does without"
    : "${ETCD_OLD:=$own/bin/etcd}"
    export ETCD_OLD
    [ "$ETCD_OLD" = none ] || say "$ETCD_OLD $(version etcd "$ETCD_OLD"), as old server"
}

fetch_old() {
    is_old && return
    [ "$(package_manager)" = apt-get ] || return 1
    if [[ $(candidate) == 3.4.* ]]; then
        say "fetching etcd $(candidate) into target/etcd-3.4"
        unpack_debs && is_old && return
    fi
    if is_ubuntu; then from_ubuntu noble; else from_debian bookworm; fi && is_old
}

is_old() { [[ $(version etcd "$own/bin/etcd") == 3.4.* ]]; }

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
[ -z "$with_old" ] || old_etcd
say "$ETCD $(version etcd "$ETCD"), $ETCDCTL $(version etcdctl "$ETCDCTL")"
exec "$@"
