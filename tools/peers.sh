#!/usr/bin/env bash
# Builds etcd, etcdctl and etcdutl of the given generations (3.6, 3.7) from the Go modules pinned in
# tools/peers, into target/etcd-GENERATION/bin. A build from the same go.sum is kept.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh

# build GENERATION: replaces an old build only when the new one is complete: tests may be using it.
build() {
    local modules=tools/peers/$1 home=$PWD/target/etcd-$1 new
    ! cmp -s "$modules/go.sum" "$home/go.sum" || return 0
    say "building etcd $1 with $(go env GOVERSION) into target/etcd-$1"
    mkdir -p target
    new=$(mktemp -d "$home.XXXXXX")
    if ! compile "$modules" "$new/bin/"; then
        rm -rf "$new"
        say "could not build etcd $1; see the output of Go above"
        return 1
    fi
    mv "$new/bin/server" "$new/bin/etcd"
    cp "$modules/go.sum" "$new/go.sum"
    chmod 755 "$new"
    rm -rf "$home"
    mv "$new" "$home"
}

# Overrides Go settings of the caller: no workspace, no cross-compilation, no changes to go.mod. Without
# cgo the build needs no C compiler.
compile() {
    (cd "$1" && env -u GOOS -u GOARCH GOWORK=off CGO_ENABLED=0 \
        go build -mod=readonly -buildvcs=false -trimpath -o "$2" tool) >&2
}

have go || die "Go is not installed"
for generation in "$@"; do
    build "$generation"
done
