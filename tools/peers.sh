#!/usr/bin/env bash
# Builds etcd, etcdctl and etcdutl of the generations named (3.6, 3.7) from the Go modules pinned in
# tools/peers, into target/etcd-GENERATION/bin. One that was built from the same go.sum stays.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh

# build GENERATION: complete or not at all, since tests may be running what is there.
build() {
    local modules=tools/peers/$1 home=$PWD/target/etcd-$1 new
    ! cmp -s "$modules/go.sum" "$home/go.sum" || return 0
    say "building etcd $1 with $(go env GOVERSION) into target/etcd-$1"
    mkdir -p target
    new=$(mktemp -d "$home.XXXXXX")
    if ! compile "$modules" "$new/bin/"; then
        rm -rf "$new"
        say "could not build etcd $1; Go says why above"
        return 1
    fi
    mv "$new/bin/server" "$new/bin/etcd"
    cp "$modules/go.sum" "$new/go.sum"
    chmod 755 "$new"
    rm -rf "$home"
    mv "$new" "$home"
}

# The caller may have settings of Go for other work: neither a workspace, another platform nor changes
# to go.mod are wanted here. Without cgo it needs no C compiler.
compile() {
    (cd "$1" && env -u GOOS -u GOARCH GOWORK=off CGO_ENABLED=0 \
        go build -mod=readonly -buildvcs=false -trimpath -o "$2" tool) >&2
}

have go || die "there is no Go"
for generation in "$@"; do
    build "$generation"
done
