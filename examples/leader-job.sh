#!/usr/bin/env bash
# A job that only one of several machines does, again and again; when that one dies another goes on.
# Start it on all of them, from systemd rather than cron: whoever leads is the one that ticks.
#
#   examples/leader-job.sh NAME SECONDS CMD…
#
# The time of each run is kept in last-run/NAME. It is written only while we still lead: a machine that
# was suspended and wakes up as a leader no more can't overwrite what its successor has written. It is
# not below NAME/, where the queue is: who comes after a key there waits until it is gone.
set -euo pipefail

ECTL=${ECTL:-ectl}
export ECTL

if [ $# -lt 3 ]; then
    echo "usage: $0 NAME SECONDS CMD…" >&2
    exit 2
fi
name=$1
export NAME=$name SECONDS_BETWEEN=$2
shift 2

# shellcheck disable=SC2016 # for the inner shell
exec "$ECTL" elect "$name" "${HOSTNAME:-$(hostname)}:$$" --ttl 10 --restart -- bash -c '
    while true; do
        "$@" || echo "$1 failed with $?" >&2
        date -u +%FT%TZ | "$ECTL" put --if-held "last-run/$NAME" >/dev/null
        sleep "$SECONDS_BETWEEN"
    done' job "$@"
