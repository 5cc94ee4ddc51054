//! The fields of a record as JSON.

use super::show_fields::ShowFields;
use crate::go::{Base64, LeaseId, Object};
use crate::offline::raft::EntryValue;

pub(super) fn write(
    fields: &[(&'static str, EntryValue<'_>)],
    show: ShowFields,
    to: &mut Object<'_>,
) {
    for (name, value) in fields {
        field(name, value, show, to);
    }
}

fn field(name: &str, value: &EntryValue<'_>, show: ShowFields, to: &mut Object<'_>) {
    match value {
        EntryValue::Unsigned(number) => to.field(name, format_args!("{number}")),
        EntryValue::Signed(number) => to.field(name, format_args!("{number}")),
        EntryValue::Flag(flag) => to.field(name, flag),
        EntryValue::Id(id) => to.field(name, format_args!("{id:x}")),
        EntryValue::Lease(id) => to.field(name, format_args!("{}", LeaseId(*id))),
        EntryValue::Text(text) => to.field(name, text),
        EntryValue::Payload(bytes) if !show.values => {
            to.field(&format!("{name}_size"), bytes.len());
        }
        EntryValue::Key(bytes) | EntryValue::Payload(bytes) => match str::from_utf8(bytes) {
            Ok(text) => to.field(name, text),
            Err(_) => to.field(&format!("{name}_b64"), Base64(bytes)),
        },
        EntryValue::Json(text) => to.json(name, text),
        EntryValue::Hidden => to.field(name, "<hidden>"),
        EntryValue::Message(fields) => to.object(name, |to| write(fields, show, to)),
        EntryValue::List(list) if list.iter().all(is_message) => {
            to.list(name, list, |item, to| {
                if let EntryValue::Message(fields) = item {
                    write(fields, show, to);
                }
            });
        }
        EntryValue::List(list) => to.field(name, list.iter().map(scalar).collect::<Vec<_>>()),
    }
}

fn is_message(value: &EntryValue<'_>) -> bool {
    matches!(value, EntryValue::Message(_))
}

/// Returns an item of a list: ids, texts and numbers of fields are in lists.
fn scalar(value: &EntryValue<'_>) -> String {
    match value {
        EntryValue::Id(id) => format!("{id:x}"),
        EntryValue::Unsigned(number) => number.to_string(),
        EntryValue::Text(text) => (*text).to_owned(),
        EntryValue::Key(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        _ => String::new(),
    }
}
