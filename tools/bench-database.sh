#!/usr/bin/env bash
# Fills the etcd of a sandbox and saves a snapshot of about BENCH_DB_MB megabytes, for tools/bench-offline.sh:
#
#   ectl sandbox -- tools/bench-database.sh FILE
#
# Values have 1000 bytes. A tenth of the keys is written twice, and one in a thousand is deleted.
set -euo pipefail

file=$1
batch=1000
# A batch takes 1.4 MB in the database, which keeps the pages of keys half full.
batches=$((BENCH_DB_MB * 5 / 7))

# transaction NUMBER: prints a transaction that puts a batch of keys, and deletes a key of the batch before.
transaction() {
    awk -v number="$1" -v batch="$batch" -v keys="$((batches * batch * 9 / 10))" 'BEGIN {
        value = sprintf("%990s", ""); gsub(/ /, "v", value)
        printf "\n"
        for (n = 0; n < batch; n++)
            printf "put services/%09d %010d%s\n", (number * batch + n) % keys, number, value
        if (number > 0) printf "del services/%09d\n", (number * batch - 1) % keys
        printf "\n\n"
    }'
}

for ((number = 0; number < batches; number++)); do
    transaction "$number" | "$ECTL" txn --command-timeout 60s >/dev/null
done
"$ECTL" snapshot save "$file" --no-verify --command-timeout 10m >/dev/null
