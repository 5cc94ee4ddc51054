#!/usr/bin/env bash
# Installs those of the given tools that are missing: cargo rustup rustfmt clippy cc c++ musl-gcc protoc
# hyperfine time cargo-fuzz shellcheck bash bash-completion zsh fish dpkg-deb rpmbuild, and the compilers for
# another architecture, aarch64-linux-gnu-gcc x86_64-linux-gnu-gcc
set -euo pipefail
# shellcheck source=tools/packages.sh
. "$(dirname "$0")/packages.sh"

is_there() {
    case $1 in
    rustfmt) cargo fmt --version >/dev/null 2>&1 ;;
    clippy) cargo clippy --version >/dev/null 2>&1 ;;
    protoc) finds_includes ;;
    time) [ -x /usr/bin/time ] ;;
    # Its test runs on Linux only.
    bash-completion) [ "$(uname)" != Linux ] || [ -e /usr/share/bash-completion/bash_completion ] ;;
    *) have "$1" ;;
    esac
}

# The build of etcd-client needs protoc and also protobuf's include files, which distributions ship in a
# separate package.
finds_includes() {
    local directory status=0
    directory=$(mktemp -d)
    printf '%s\n' 'syntax = "proto3";' 'import "google/protobuf/descriptor.proto";' \
        >"$directory/test.proto"
    "${PROTOC:-protoc}" --proto_path="$directory" ${PROTOC_INCLUDE:+"--proto_path=$PROTOC_INCLUDE"} \
        --descriptor_set_out=/dev/null "$directory/test.proto" >/dev/null 2>&1 || status=1
    rm -rf "$directory"
    return "$status"
}

# packages_of TOOL: prints its packages, separated by spaces.
packages_of() {
    case $1:$(package_manager) in
    protoc:apt-get) echo protobuf-compiler libprotobuf-dev ;;
    protoc:dnf) echo protobuf-compiler protobuf-devel ;;
    protoc:apk) echo protoc protobuf-dev ;;
    protoc:*) echo protobuf ;;
    shellcheck:dnf) echo ShellCheck ;;
    cc:apt-get) echo gcc libc6-dev ;;
    cc:apk) echo gcc musl-dev ;;
    cc:*) echo gcc ;;
    musl-gcc:apt-get) echo musl-tools ;;
    musl-gcc:*) echo musl-gcc ;;
    aarch64-linux-gnu-gcc:apt-get) echo gcc-aarch64-linux-gnu ;;
    x86_64-linux-gnu-gcc:apt-get) echo gcc-x86-64-linux-gnu ;;
    dpkg-deb:*) echo dpkg ;;
    rpmbuild:dnf) echo rpm-build ;;
    rpmbuild:*) echo rpm ;;
    c++:dnf) echo gcc-c++ ;;
    c++:brew) echo gcc ;;
    c++:*) echo g++ ;;
    clippy:apt-get) echo rust-clippy ;;
    *) echo "$1" ;;
    esac
}

get() {
    case $1 in
    cargo | rustup) die "$1 is missing: install Rust 1.88 or newer with rustup (https://rustup.rs)" ;;
    cargo-fuzz)
        cargo install --locked cargo-fuzz || die "cargo-fuzz is missing and cannot be installed by cargo"
        return
        ;;
    rustfmt | clippy)
        if have rustup; then
            rustup component add "$1"
            return
        fi
        ;;
    esac
    local packages
    read -ra packages <<<"$(packages_of "$1")"
    install_packages "${packages[@]}" ||
        die "$1 is missing: install it with \"$(install_command) ${packages[*]}\" and try again"
}

for thing in "$@"; do
    is_there "$thing" && continue
    get "$thing"
    hash -r
    is_there "$thing" || die "$thing is still missing after its package was installed"
done
