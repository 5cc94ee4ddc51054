#!/bin/sh
# link-options.sh [TARGET]: prints rustc's options for linking a release for TARGET, by default the one that
# cargo builds for: at a fixed address, and with the functions of tools/startup.ld beside each other. rustc must be
# called in the directory of Cargo.toml. Nothing is printed for systems other than Linux.
set -eu
target=${1:-${CARGO_BUILD_TARGET:-}}
if [ -z "$target" ]; then
    about=$("${RUSTC:-rustc}" -vV)
    target=$(echo "$about" | sed -n 's/^host: //p')
fi
case $target in
*-linux-gnu* | *-linux-musl*) echo '-C relocation-model=static -C link-arg=-Wl,-T,tools/startup.ld' ;;
esac
