//! A key and its value, as part of many replies.

pub(crate) mod del;
pub(crate) mod delete_preview;
pub(crate) mod put;
pub(crate) mod range;
pub(crate) mod txn;
pub(crate) mod watch;

use super::is_default;
use crate::etcd::proto::KeyValue;
use crate::go::base64;
use crate::output::{Buffer, Cell};
use serde::Serialize;

/// A key with its value in JSON, in the order of etcd's struct.
#[derive(Debug, Serialize)]
pub(crate) struct KvJson<'a> {
    #[serde(serialize_with = "base64", skip_serializing_if = "<[u8]>::is_empty")]
    key: &'a [u8],
    #[serde(skip_serializing_if = "is_default")]
    create_revision: i64,
    #[serde(skip_serializing_if = "is_default")]
    mod_revision: i64,
    #[serde(skip_serializing_if = "is_default")]
    version: i64,
    #[serde(serialize_with = "base64", skip_serializing_if = "<[u8]>::is_empty")]
    value: &'a [u8],
    #[serde(skip_serializing_if = "is_default")]
    lease: i64,
}

impl<'a> KvJson<'a> {
    pub(crate) fn of(kv: &'a KeyValue) -> Self {
        Self {
            key: &kv.key,
            create_revision: kv.create_revision,
            mod_revision: kv.mod_revision,
            version: kv.version,
            value: &kv.value,
            lease: kv.lease,
        }
    }

    pub(crate) fn list(kvs: &'a [KeyValue]) -> Vec<Self> {
        kvs.iter().map(Self::of).collect()
    }
}

/// Key and value, each on its line.
pub(crate) fn simple_kv(kv: &KeyValue, page: &mut Buffer) {
    page.blob(&kv.key);
    page.blob(&kv.value);
}

/// The lines of the `fields` format; `prefix` is empty or `Prev`.
pub(crate) fn fields_kv(prefix: &str, kv: &KeyValue, page: &mut Buffer) {
    page.field_quoted(&format!("{prefix}Key"), &kv.key);
    page.field(&format!("{prefix}CreateRevision"), kv.create_revision);
    page.field(&format!("{prefix}ModRevision"), kv.mod_revision);
    page.field(&format!("{prefix}Version"), kv.version);
    page.field_quoted(&format!("{prefix}Value"), &kv.value);
    let name = format!("{prefix}Lease");
    if page.hex {
        page.field(&name, format_args!("{:016x}", kv.lease));
    } else {
        page.field(&name, kv.lease);
    }
}

/// The columns of a key in `table` and `jsonl`.
pub(crate) const KV_COLUMNS: [&str; 6] =
    ["key", "value", "create_revision", "mod_revision", "version", "lease"];

/// The cells under [`KV_COLUMNS`].
pub(crate) fn kv_cells(kv: &KeyValue) -> [Cell; 6] {
    [
        Cell::Blob(kv.key.clone()),
        Cell::Blob(kv.value.clone()),
        Cell::Counter(kv.create_revision),
        Cell::Counter(kv.mod_revision),
        Cell::Counter(kv.version),
        Cell::lease(kv.lease),
    ]
}

/// The cells of a key that was asked for without its value.
pub(crate) fn without_value(cells: [Cell; 6]) -> [Cell; 6] {
    let [key, _, created, modified, version, lease] = cells;
    [key, Cell::Nothing, created, modified, version, lease]
}
