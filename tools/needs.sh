#!/usr/bin/env bash
# Installs what is missing of the programs named: cargo rustfmt clippy cc c++ musl-gcc protoc shellcheck,
# hyperfine time cargo-fuzz
set -euo pipefail
# shellcheck source=tools/packages.sh
. "$(dirname "$0")/packages.sh"

is_there() {
    case $1 in
    rustfmt) cargo fmt --version >/dev/null 2>&1 ;;
    clippy) cargo clippy --version >/dev/null 2>&1 ;;
    time) [ -x /usr/bin/time ] ;;
    *) have "$1" ;;
    esac
}

# The packages that bring a program, separated by spaces.
packages_of() {
    case $1:$(package_manager) in
    protoc:brew) echo protobuf ;;
    protoc:apk) echo protobuf-dev protoc ;;
    protoc:*) echo protobuf-compiler ;;
    shellcheck:dnf) echo ShellCheck ;;
    cc:apt-get) echo gcc libc6-dev ;;
    cc:apk) echo gcc musl-dev ;;
    cc:brew) echo gcc ;;
    cc:*) echo gcc ;;
    musl-gcc:apt-get) echo musl-tools ;;
    musl-gcc:*) echo musl-gcc ;;
    c++:dnf) echo gcc-c++ ;;
    c++:brew) echo gcc ;;
    c++:*) echo g++ ;;
    clippy:apt-get) echo rust-clippy ;;
    *) echo "$1" ;;
    esac
}

get() {
    case $1 in
    cargo) die "Rust is missing: install it with rustup, version 1.88 or newer" ;;
    cargo-fuzz)
        cargo install --locked cargo-fuzz || die "cargo-fuzz is missing, and cargo could not install it"
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
    install_packages "${packages[@]}" || die "$1 is missing: install ${packages[*]}, then try again"
}

for program in "$@"; do
    is_there "$program" && continue
    get "$program"
    hash -r
    is_there "$program" || die "$program is still missing after its package was installed"
done
