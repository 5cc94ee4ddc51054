#!/usr/bin/env bash
# Makes the packages of a release under target/packages: for each target a tar archive, a .deb and an .rpm
# with a static binary, and besides the source archive, the Homebrew formula, a directory to build the
# container image from, and SHA256SUMS. The same commit gives the same bytes in any directory, with the same compilers and tools. It runs
# on Debian and Ubuntu, where the compilers for the other architecture come from the distribution.
#
# PACKAGE_TARGETS="x86_64-unknown-linux-musl ..." selects the targets; PACKAGE_TARGETS=native means the
# one of this machine. RELEASE_URL= is the directory from which the archives will be downloaded; the
# formula is omitted without it. PACKAGE_OUTPUT= is another directory for the packages.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh
# shellcheck source=tools/etcd-packages.sh
. tools/etcd-packages.sh
# shellcheck source=tools/package-build.sh
. tools/package-build.sh
# shellcheck source=tools/package-stage.sh
. tools/package-stage.sh
# shellcheck source=tools/package-check.sh
. tools/package-check.sh

native=$(uname -m)-unknown-linux-musl
targets=${PACKAGE_TARGETS:-x86_64-unknown-linux-musl aarch64-unknown-linux-musl}
targets=${targets/native/$native}
output=$(realpath -m "${PACKAGE_OUTPUT:-target/packages}")
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)

# Prints hash, date and seconds of the commit: in a source archive, `git archive` has written them.
commit() {
    local line
    line=$(<packaging/commit)
    case $line in '$'*) line=$(git log -1 --format='%H %cs %ct') ;; esac
    echo "$line"
}

is_dirty() { [ -e .git ] && [ -n "$(git status --porcelain)" ]; }

# fill FILE NAME=VALUE...: prints a template with each @NAME@ replaced.
fill() {
    local text pair
    text=$(<"$1")
    for pair in "${@:2}"; do
        text=${text//"@${pair%%=*}@"/"${pair#*=}"}
    done
    printf '%s\n' "$text"
}

# pack TARGET
pack() {
    build "$1"
    check_binary "$1"
    make_archive "$1"
    make_deb "$1"
    make_rpm "$1"
    add_to_image "$1"
}

# The formula needs the archives of both targets, and the source archive that git makes.
make_formula() {
    local archive arguments=("version=$version" "downloads=$RELEASE_URL" "homepage=${RELEASE_URL%%/releases/*}")
    for archive in x86_64-unknown-linux-musl aarch64-unknown-linux-musl source; do
        if [ ! -e "$output/ectl-$version-$archive.tar.gz" ]; then
            say "skipped: the Homebrew formula, which needs the archive $archive"
            return
        fi
        arguments+=("$archive=$(sha256sum <"$output/ectl-$version-$archive.tar.gz" | cut -d ' ' -f 1)")
    done
    fill packaging/ectl.rb "${arguments[@]}" >"$output/ectl.rb"
}

# The sources of the commit, which exist only in a clone.
make_source_archive() {
    [ -e .git ] || return 0
    git archive --prefix="ectl-$version/" HEAD | gzip -9n >"$output/ectl-$version-source.tar.gz"
}

tools/needs.sh cargo rustup cc protoc dpkg-deb rpmbuild
read -r hash date seconds <<<"$(commit)"
[ -n "$seconds" ] || die "this is neither a clone nor a source archive of git"
export SOURCE_DATE_EPOCH=$seconds LC_ALL=C TZ=UTC
# As long as build.rs has it.
hash=${hash:0:9}
if is_dirty; then
    say "uncommitted changes are packed, too"
    hash+=-dirty
fi
export ECTL_COMMIT=${ECTL_COMMIT-$hash $date}
umask 022
rm -rf "$output"/{ectl*,image,SHA256SUMS}
mkdir -p "$output"
for target in $targets; do
    say "packing for $target"
    pack "$target"
done
make_source_archive
if [ -n "${RELEASE_URL:-}" ]; then
    make_formula
else
    say "skipped: the Homebrew formula, which needs RELEASE_URL="
fi
check_image
(cd "$output" && sha256sum ectl* >SHA256SUMS && sha256sum --check --quiet SHA256SUMS)
say "packages are in ${output#"$PWD"/}:"
(cd "$output" && du -ab --max-depth=1 ./* | sort -k 2)
