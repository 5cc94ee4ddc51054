#!/bin/sh
# link-options.sh [TARGET]: prints rustc's options for linking a release for TARGET, by default for this
# machine: at a fixed address, and with the functions of tools/startup.ld beside each other. rustc must be
# called in the directory of Cargo.toml. Nothing is printed for systems other than Linux.
set -eu
target=${1:-$(rustc -vV | sed -n 's/^host: //p')}
order='-C link-arg=-Wl,-T,tools/startup.ld'
case $target in
*-linux-gnu*) echo "-C link-arg=-no-pie $order" ;;
*-linux-musl*) echo "-C relocation-model=static $order" ;;
esac
