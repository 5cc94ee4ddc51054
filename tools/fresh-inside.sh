#!/usr/bin/env bash
# The inner part of fresh.sh: runs a new user's commands in the system below the given directory. Run it
# in separate mount and process namespaces, because it does not unmount anything.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh
# shellcheck source=tools/fresh-lib.sh
. tools/fresh-lib.sh

root=$1

# read_only DIRECTORY NAME: mounts a host directory in the system, read-only.
read_only() {
    mkdir -p "$root/$2"
    mount --bind "$1" "$root/$2"
    mount -o remount,bind,ro "$root/$2"
}

files() { (cd "$root/usr/local" && find . ! -type d | sort); }

mount_system
read_only "$(rustc --print sysroot)" opt/rust
[ -z "${FRESH_GO:-}" ] || read_only "$(go env GOROOT)" opt/go

before=$(files)
say "make demo"
inside make demo
say "make check"
if [ "${FRESH:-}" = quick ]; then
    inside make check TESTS='-- keys'
else
    inside make check
fi
say "make install"
inside make install
inside make install-links
inside sh -c 'cd / && ectl version && etcdctl version' >/dev/null
say "make uninstall"
inside make uninstall
[ "$(files)" = "$before" ] || die "make uninstall left: $(comm -13 <(echo "$before") <(files))"
