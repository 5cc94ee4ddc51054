//! Comments and blanks around what is in the config file.

use toml_edit::{Item, RawString, Table, TableLike, Value};

/// Returns what stands before a table: empty lines and comments.
pub(super) fn prefix(table: &Table) -> String {
    let prefix = table.decor().prefix().and_then(RawString::as_str);
    prefix.unwrap_or_default().to_owned()
}

/// Sets the value of a key, and keeps the comment beside it.
pub(super) fn put(table: &mut dyn TableLike, key: &str, mut value: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => drop(table.insert(key, Item::Value(value))),
    }
}
