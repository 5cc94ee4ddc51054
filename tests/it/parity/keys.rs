//! Parity of `get`, `put`, `del`, `compaction`.

use super::{FORMATS, HEX_FORMATS, Twins, differences};

#[test]
fn keys() {
    let twins = Twins::start();
    twins.same_in(&FORMATS, &["put", "foo", "bar"]);
    twins.same_in(&FORMATS, &["put", "foo", "bar2", "--prev-kv"]);
    twins.same_in(&FORMATS, &["get", "foo"]);
    twins.same_in(&HEX_FORMATS, &["get", "foo", "--hex"]);
    twins.refused(
        &["get", "foo", "--prefix", "--from-key"],
        "cannot be set at the same time",
        128,
        128,
    );
    twins.differs(&differences::USAGE, &["get", "foo", "--bogus"], "").fails(128, "--bogus");
}
