#!/usr/bin/env bash
# Writes tools/startup.ld: the functions that short commands call, found by valgrind, for the linker. $ECTL is
# a release binary with its symbols, from
#
#     cargo rustc --release --locked --bin ectl -- -C strip=none
#
# and $ETCD an etcd. The order need not be exact: names that no longer exist are ignored, and others only cost
# memory. Worth repeating when `make bench` shows that `get` needs more.
set -euo pipefail

if [ -z "${ORDER_WORK:-}" ]; then
    ORDER_WORK=$(mktemp -d)
    export ORDER_WORK
    trap 'rm -rf "$ORDER_WORK"' EXIT
    "$ECTL" sandbox --etcd "$ETCD" -- "$0"
    exit
fi

# Names are cut here: what follows are mostly the arguments of generic functions.
length=70

n=0
while read -ra words; do
    n=$((n + 1))
    valgrind --quiet --tool=callgrind --demangle=no --callgrind-out-file="$ORDER_WORK/calls.$n" \
        "$ECTL" "${words[@]}" >/dev/null
done <<'COMMANDS'
put one value
get one
get one -w json
version
COMMANDS

{
    cat <<'HEAD'
/* Written by tools/startup-order.sh: the functions that short commands call, which are put beside each other.
   The kernel maps a program in pieces of 64 KiB and more; scattered, they would touch most of it. */
SECTIONS
{
  .text.first :
  {
HEAD
    # The hash at the end of a name differs between builds.
    sed -n 's/^c\{0,1\}fn=([0-9]*) \(_ZN.*\)17h[0-9a-f]\{16\}E.*/\1/p' "$ORDER_WORK"/calls.* |
        cut -c "1-$length" | LC_ALL=C sort -u | sed 's/.*/    *(.text.&*)/'
    cat <<'TAIL'
  }
}
INSERT BEFORE .text;
TAIL
} >"$(dirname "$0")/startup.ld"
