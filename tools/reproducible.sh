#!/usr/bin/env bash
# Makes the packages for this machine twice, here and in a clone in another directory and with crates in
# another directory, and compares them. target/reproducible keeps what the clone has built.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh

directory=$PWD/target/reproducible
clone=$directory/clone

# update_clone: brings it to the commit that is checked out here.
update_clone() {
    [ -d "$clone" ] || git clone -q --no-checkout . "$clone"
    git -C "$clone" fetch -q origin HEAD
    git -C "$clone" checkout -q --force --detach "$(git rev-parse HEAD)"
}

[ -z "$(git status --porcelain)" ] ||
    die "there are uncommitted changes, which a clone does not have"
export PACKAGE_TARGETS=native
PACKAGE_OUTPUT=$directory/here tools/package.sh
update_clone
carry_cargo "$directory/cargo"
(
    unset CARGO_TARGET_DIR
    CARGO_HOME=$directory/cargo PACKAGE_OUTPUT=$directory/there "$clone/tools/package.sh"
)
diff "$directory/here/SHA256SUMS" "$directory/there/SHA256SUMS" >&2 ||
    die "the packages differ; they are in target/reproducible/here and there"
say "the packages are identical:"
cat "$directory/here/SHA256SUMS"
