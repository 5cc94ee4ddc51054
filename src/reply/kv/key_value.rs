use crate::etcd::proto::KeyValue;
use crate::go::Object;
use crate::output::{Buffer, Cell, Column, names};

pub(crate) fn simple_kv(kv: &KeyValue, page: &mut Buffer) {
    page.blob(&kv.key);
    page.blob(&kv.value);
}

/// Writes the lines of the `fields` format; `prefix` is empty or `Prev`.
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

pub(crate) fn json_kv(kv: &KeyValue, object: &mut Object<'_>) {
    object.bytes("key", &kv.key);
    object.nonzero("create_revision", kv.create_revision);
    object.nonzero("mod_revision", kv.mod_revision);
    object.nonzero("version", kv.version);
    object.bytes("value", &kv.value);
    object.nonzero("lease", kv.lease);
}

/// Adds a key to its reply's JSON if there is one.
pub(crate) fn json_optional_kv(name: &str, kv: Option<&KeyValue>, object: &mut Object<'_>) {
    if let Some(kv) = kv {
        object.object(name, |object| json_kv(kv, object));
    }
}

/// Columns of a key in `table` and `jsonl`.
pub(crate) const KV_COLUMNS: [Column<KeyValue>; 6] = [
    ("key", |kv| Cell::Blob(kv.key.clone())),
    ("value", |kv| Cell::Blob(kv.value.clone())),
    ("create_revision", |kv| Cell::Counter(kv.create_revision)),
    ("mod_revision", |kv| Cell::Counter(kv.mod_revision)),
    ("version", |kv| Cell::Counter(kv.version)),
    ("lease", |kv| Cell::lease(kv.lease)),
];

pub(crate) const KV_FIELDS: [&str; 6] = names(&KV_COLUMNS);

/// The fields of a key that matter most.
pub(crate) const MAIN_FIELDS: [&str; 3] = ["key", "value", "mod_revision"];

/// Columns of a key that was requested without its value.
pub(crate) const KEY_COLUMNS: [Column<KeyValue>; 6] = {
    let [key, _, created, modified, version, lease] = KV_COLUMNS;
    [key, ("value", |_| Cell::Nothing), created, modified, version, lease]
};
