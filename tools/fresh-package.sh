#!/usr/bin/env bash
# Installs the package in the empty system below the given directory, uses it with the distribution's etcd
# and beside its etcdctl, and removes it. Run it in separate mount and process namespaces, because it
# does not unmount anything.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh
# shellcheck source=tools/fresh-lib.sh
. tools/fresh-lib.sh

root=$1

# The caches and logs of dpkg and apt differ in any case.
files() {
    (cd "$root" && find usr etc var ! -type d ! -path 'var/log/*' ! -path 'var/cache/*' \
        ! -path 'var/lib/apt/*' ! -path 'var/lib/dpkg/*-old' | sort)
}

# expect TEXT COMMAND...: runs a command in the system, which must print this.
expect() {
    local printed
    printed=$(inside "${@:2}") || die "failed: ${*:2}"
    [ "$printed" = "$1" ] || die "${*:2} prints: $printed"
}

# Returns whether the etcdctl of the system is ectl, which names itself in the output of `version`.
etcdctl_is_ectl() {
    local printed
    printed=$(inside etcdctl version) || die "etcdctl does not run"
    grep -q '^ectl version: ' <<<"$printed"
}

install_etcd() {
    # Ubuntu has it outside of what debootstrap enables.
    sed -i '/ubuntu/s/ main$/ main universe/' "$root/etc/apt/sources.list"
    # Services are not started.
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod +x "$root/usr/sbin/policy-rc.d"
    inside apt-get -qq update
    quietly inside env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends etcd-server
}

# quietly COMMAND...: shows its output only if it fails.
quietly() {
    local printed
    printed=$("$@" 2>&1) || die "failed: $*: $printed"
}

use_package() {
    local page
    quietly inside dpkg --install ectl.deb
    [[ $(inside ectl --version) =~ ^ectl\ [0-9.]+\ \([0-9a-f]{9}(-dirty)?\ [0-9-]{10},\ [a-z0-9_-]+-musl\)$ ]] ||
        die "ectl --version prints: $(inside ectl --version)"
    expect "$(printf 'OK\nk\nv')" ectl sandbox -- sh -c 'ectl put k v && ectl get k'
    expect "$(printf 'OK\nk\nv')" ectl sandbox -- sh -c 'etcdctl put k v && etcdctl get k'
    etcdctl_is_ectl || die "etcdctl is not the alternative"
    inside etcdutl version >/dev/null
    for page in man1/ectl.1 man1/ectl-get.1 man1/etcdctl.1 man7/ectl-errors.7; do
        inside gzip -t "/usr/share/man/$page.gz"
    done
    for page in bash-completion/completions/{ectl,etcdctl} fish/vendor_completions.d/{ectl,etcdctl}.fish; do
        inside test -s "/usr/share/$page"
    done
}

# The distribution's etcdctl stays whatever is installed first, and ectl's link is back when it is gone.
use_beside_etcd_client() {
    quietly inside apt-get -qq install -y --no-install-recommends etcd-client
    ! etcdctl_is_ectl || die "the package takes the place of etcd-client"
    quietly inside dpkg --remove ectl
    ! etcdctl_is_ectl || die "etcdctl is ectl after the package was removed"
    quietly inside dpkg --install ectl.deb
    ! etcdctl_is_ectl || die "the package replaces etcd-client"
    quietly inside apt-get -qq purge -y etcd-client
    etcdctl_is_ectl || die "etcdctl is missing after etcd-client is removed"
}

# A link that an administrator has made stays when the package comes and goes.
use_beside_link() {
    inside ln -s /opt/etcdutl /usr/bin/etcdutl
    quietly inside dpkg --install ectl.deb
    expect /opt/etcdutl readlink /usr/bin/etcdutl
    etcdctl_is_ectl || die "the link etcdutl keeps etcdctl from being made"
    quietly inside dpkg --remove ectl
    expect /opt/etcdutl readlink /usr/bin/etcdutl
    inside rm /usr/bin/etcdutl
}

mount_system
say "installing etcd"
install_etcd
before=$(files)
say "using the package"
use_package
use_beside_etcd_client
say "removing the package"
quietly inside dpkg --remove ectl
[ "$(files)" = "$before" ] || die "the package leaves: $(comm -3 <(echo "$before") <(files))"
say "using the package beside a link"
use_beside_link
