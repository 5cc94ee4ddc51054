#!/usr/bin/env bash
# Waits for etcd, and changes its keys step by step, for a deployment: each step is done exactly once,
# however many runners begin at the same time, and a runner that is started again goes on where the last
# one ended.
#
#   examples/migrate.sh NAME FOLDER
#
# FOLDER has the steps 1.txn, 2.txn and so on: requests as "ectl txn --then" takes them, a line for each.
# The number of the last step is in NAME/version, which changes in the transaction of the step.
set -euo pipefail

ECTL=${ECTL:-ectl}

if [ $# -ne 2 ]; then
    echo "usage: $0 NAME FOLDER" >&2
    exit 2
fi
version=$1/version
folder=$2

"$ECTL" endpoint health --wait 60s --quiet >/dev/null

step=1
while [ -e "$folder/$step.txn" ]; do
    before=(--if-value "$version" $((step - 1)))
    [ "$step" -gt 1 ] || before=(--if-missing "$version")
    status=0
    errors=$("$ECTL" txn --fail "${before[@]}" --then "$(cat "$folder/$step.txn")" \
        --then-put "$version" "$step" 2>&1 >/dev/null) || status=$?
    case $status in
    0) echo "step $step: done" ;;
    8) echo "step $step: done before" ;;
    *)
        echo "step $step: $errors" >&2
        exit "$status"
        ;;
    esac
    step=$((step + 1))
done

reached=$("$ECTL" get "$version" --print-value-only)
if ! [[ $reached =~ ^[0-9]+$ && $reached -ge $((step - 1)) ]]; then
    echo "$version is ${reached:-missing} after step $((step - 1))" >&2
    exit 1
fi
