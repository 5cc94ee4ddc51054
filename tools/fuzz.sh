#!/usr/bin/env bash
# Runs each fuzz target for a number of seconds: fuzz.sh [SECONDS]. It stops at the first target that
# fails; the failing input is under fuzz/artifacts.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh
seconds=${1:-60}

# ectl has no unsafe code: without sanitizers, fuzzing is faster and works with stable Rust.
fuzz() { cargo fuzz "$1" --sanitizer none "${@:2}"; }

say "building the targets; this takes minutes the first time"
fuzz build
for target in $(cargo fuzz list); do
    log=fuzz/artifacts/$target.log
    mkdir -p fuzz/artifacts
    if ! fuzz run "$target" -- "-max_total_time=$seconds" -max_len=4096 -dict=fuzz/words.dict >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        die "$target failed"
    fi
    say "$target: $(grep '^Done ' "$log")"
done
