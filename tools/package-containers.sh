#!/usr/bin/env bash
# Installs the packages under target/packages in containers of distributions, uses and removes them there,
# and runs the container image. Needs docker; the release workflow runs it.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh

packages=$PWD/target/packages
architecture=$(docker version --format '{{.Server.Arch}}') || die "docker is missing, or its daemon does not run"
case $architecture in
amd64) arch=x86_64 ;;
arm64) arch=aarch64 ;;
*) die "there are no packages for $architecture" ;;
esac

# used: the commands that use an installed package.
used='ectl --version && etcdctl version | grep "^ectl version: " && etcdutl version'
gone='! command -v ectl && ! command -v etcdctl && ! command -v etcdutl'

# try_in IMAGE COMMANDS
try_in() {
    say "$1"
    docker run --rm --volume "$packages:/packages:ro" "$1" sh -ec "$2" ||
        die "the package fails on $1"
}

for image in debian:12 debian:13 ubuntu:22.04 ubuntu:24.04; do
    try_in "$image" "dpkg --install /packages/ectl_*_$architecture.deb && $used && dpkg --remove ectl && $gone"
done
for image in fedora:43 almalinux:9; do
    try_in "$image" "dnf install -y -q /packages/ectl-*.$arch.rpm && $used && dnf remove -y -q ectl && $gone"
done
try_in alpine:3.22 "tar -xzf /packages/ectl-*-$arch-unknown-linux-musl.tar.gz -C /tmp && /tmp/ectl-*/ectl --version"

say "the image"
docker build --quiet --tag ectl "$packages/image"
docker run --rm ectl --version
docker run --rm --entrypoint /usr/bin/etcdctl ectl version
say "all packages work"
