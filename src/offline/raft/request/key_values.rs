//! The requests for keys and leases.

use super::schema::FieldKind::{Choice, Flag, Key, Lease, Payload, Signed};
use super::schema::{MessageSpec, field, message};

pub(super) static RANGE: MessageSpec = MessageSpec::new(&[
    field(1, "key", Key),
    field(2, "range_end", Key),
    field(3, "limit", Signed),
    field(4, "revision", Signed),
    field(5, "sort_order", Choice(&[("none", 0), ("ascend", 0), ("descend", 0)])),
    field(
        6,
        "sort_target",
        Choice(&[("key", 0), ("version", 0), ("create", 0), ("mod", 0), ("value", 0)]),
    ),
    field(7, "serializable", Flag),
    field(8, "keys_only", Flag),
    field(9, "count_only", Flag),
    field(10, "min_mod_revision", Signed).since(1),
    field(11, "max_mod_revision", Signed).since(1),
    field(12, "min_create_revision", Signed).since(1),
    field(13, "max_create_revision", Signed).since(1),
]);

pub(super) static PUT: MessageSpec = MessageSpec::new(&[
    field(1, "key", Key),
    field(2, "value", Payload),
    field(3, "lease", Lease),
    field(4, "prev_kv", Flag).since(1),
    field(5, "ignore_value", Flag).since(2),
    field(6, "ignore_lease", Flag).since(2),
]);

pub(super) static DELETE_RANGE: MessageSpec = MessageSpec::new(&[
    field(1, "key", Key),
    field(2, "range_end", Key),
    field(3, "prev_kv", Flag).since(1),
]);

pub(super) static TXN: MessageSpec = MessageSpec::new(&[
    message(1, "compare", &COMPARE).repeated(),
    message(2, "success", &OPERATION).repeated(),
    message(3, "failure", &OPERATION).repeated(),
]);

static COMPARE: MessageSpec = MessageSpec::new(&[
    field(3, "key", Key),
    field(64, "range_end", Key).since(3),
    field(
        2,
        "target",
        Choice(&[("version", 0), ("create", 0), ("mod", 0), ("value", 0), ("lease", 3)]),
    )
    .always_shown(),
    field(1, "result", Choice(&[("equal", 0), ("greater", 0), ("less", 0), ("not_equal", 1)]))
        .always_shown(),
    field(4, "version", Signed),
    field(5, "create_revision", Signed),
    field(6, "mod_revision", Signed),
    field(7, "value", Payload),
    field(8, "lease", Lease).since(3),
]);

static OPERATION: MessageSpec = MessageSpec::new(&[
    message(1, "range", &RANGE),
    message(2, "put", &PUT),
    message(3, "delete_range", &DELETE_RANGE),
    message(4, "txn", &TXN).since(3),
]);

pub(super) static COMPACTION: MessageSpec =
    MessageSpec::new(&[field(1, "revision", Signed), field(2, "physical", Flag)]);

pub(super) static LEASE_GRANT: MessageSpec =
    MessageSpec::new(&[field(2, "lease", Lease), field(1, "ttl", Signed)]);

pub(super) static LEASE_REVOKE: MessageSpec = MessageSpec::new(&[field(1, "lease", Lease)]);

pub(super) static LEASE_CHECKPOINT: MessageSpec =
    MessageSpec::new(&[message(1, "checkpoints", &CHECKPOINT).repeated()]).since(4);

static CHECKPOINT: MessageSpec =
    MessageSpec::new(&[field(1, "lease", Lease), field(2, "remaining_ttl", Signed)]).since(4);
