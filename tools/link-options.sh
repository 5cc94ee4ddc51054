#!/bin/sh
# link-options.sh [TARGET]: prints rustc's options for linking a release for TARGET, by default the one that
# cargo builds for: at a fixed address, with the functions of tools/startup.ld beside each other, and with
# libgcc in the binary instead of libgcc_s.so. rustc must be called in the directory of Cargo.toml. Nothing is
# printed for systems other than Linux.
set -eu
target=${1:-${CARGO_BUILD_TARGET:-}}
if [ -z "$target" ]; then
    about=$("${RUSTC:-rustc}" -vV)
    target=$(echo "$about" | sed -n 's/^host: //p')
fi
options='-C relocation-model=static -C link-arg=-Wl,-T,tools/startup.ld'
case $target in
*-linux-gnu*) echo "$options -l gcc_eh" ;;
*-linux-musl*) echo "$options" ;;
esac
