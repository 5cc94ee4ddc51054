#!/usr/bin/env bash
# Throws bytes at each target of fuzz/ for so many seconds: fuzz.sh [SECONDS]. It ends with the first
# target that fails; the bytes that did it are under fuzz/artifacts.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh
seconds=${1:-60}

# Nothing of ours is unsafe: without sanitizers it is quicker, and stable Rust will do.
fuzz() { cargo fuzz "$1" --sanitizer none "${@:2}"; }

say "building the targets, which takes minutes the first time"
fuzz build
for target in $(cargo fuzz list); do
    log=fuzz/artifacts/$target.log
    mkdir -p fuzz/artifacts
    if ! fuzz run "$target" -- "-max_total_time=$seconds" -max_len=4096 -dict=fuzz/words.dict >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        die "$target fails"
    fi
    say "$target: $(grep '^Done ' "$log")"
done
