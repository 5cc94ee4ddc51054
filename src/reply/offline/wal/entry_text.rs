//! The fields of a record as a line of text: `key="k" value_size=5 lease=694d81417acd4754`.

use super::show_fields::ShowFields;
use crate::go::{LeaseId, quote};
use crate::offline::raft::EntryValue;

/// Fields that only programs need: the ids of requests, which etcd makes up.
const LEFT_OUT: [&str; 2] = ["id", "auth_revision"];

pub(super) fn text(fields: &[(&'static str, EntryValue<'_>)], show: ShowFields) -> String {
    let mut parts = Vec::new();
    for (name, value) in fields.iter().filter(|(name, _)| !LEFT_OUT.contains(name)) {
        match value {
            // Only the user's name is of interest in a header.
            EntryValue::Message(header) if *name == "header" => {
                parts.push(text(header, show));
            }
            EntryValue::Payload(bytes) if !show.values => {
                parts.push(format!("{name}_size={}", bytes.len()));
            }
            value => parts.push(format!("{name}={}", plain(value, show))),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

fn plain(value: &EntryValue<'_>, show: ShowFields) -> String {
    match value {
        EntryValue::Unsigned(number) => number.to_string(),
        EntryValue::Signed(number) => number.to_string(),
        EntryValue::Flag(flag) => flag.to_string(),
        EntryValue::Id(id) => format!("{id:x}"),
        EntryValue::Lease(id) => LeaseId(*id).to_string(),
        EntryValue::Key(bytes) | EntryValue::Payload(bytes) if show.hex => {
            bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect()
        }
        EntryValue::Key(bytes) | EntryValue::Payload(bytes) => quote(bytes),
        EntryValue::Text(text) if is_word(text) => (*text).to_owned(),
        EntryValue::Text(text) => quote(text.as_bytes()),
        EntryValue::Json(text) => (*text).to_owned(),
        EntryValue::Hidden => "<hidden>".to_owned(),
        EntryValue::Message(fields) => format!("{{{}}}", text(fields, show)),
        EntryValue::List(list) => {
            let items: Vec<_> = list.iter().map(|item| plain(item, show)).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

fn is_word(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:".contains(c);
    !text.is_empty() && text.chars().all(is_plain)
}
