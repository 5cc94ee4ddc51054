//! Decodes a message by its schema.

use super::entry_value::{EntryFields, EntryValue};
use super::schema::{DEPTH, FieldKind, FieldSpec, MessageSpec};
use crate::failure::Failure;
use crate::offline::invalid;
use crate::offline::protobuf::{Fields, WireField};
use serde::de::IgnoredAny;

/// More fields than a request has that is not made to exhaust the memory.
const FIELDS: usize = 1 << 16;

/// The fields of a message that were found so far.
type Found<'a> = Vec<(&'static FieldSpec, EntryValue<'a>)>;

pub(super) fn decode<'a>(
    spec: &'static MessageSpec,
    bytes: &'a [u8],
) -> Result<EntryFields<'a>, Failure> {
    MessageDecoder { left: FIELDS }.message(spec, bytes, 0)
}

struct MessageDecoder {
    /// Number of fields that may follow.
    left: usize,
}

impl MessageDecoder {
    fn message<'a>(
        &mut self,
        spec: &'static MessageSpec,
        bytes: &'a [u8],
        depth: usize,
    ) -> Result<EntryFields<'a>, Failure> {
        if depth > DEPTH {
            return Err(invalid(format!("more than {DEPTH} messages inside of one another")));
        }
        let (mut found, mut unknown) = (Found::new(), Vec::new());
        for field in Fields::new(bytes) {
            let field = field?;
            self.left = self.left.checked_sub(1).ok_or_else(too_long)?;
            let Some(known) = spec.field(field.number()) else {
                unknown.push(EntryValue::Unsigned(field.number()));
                continue;
            };
            let is_left_out = spec.has_zeros && is_zero(field) && !known.is_always_shown;
            if let Some(value) = self.value(known, field, depth)?.filter(|_| !is_left_out) {
                add(&mut found, known, value);
            }
        }
        add_zeros(&mut found, spec);
        found.sort_by_key(|(known, _)| position(spec, known));
        let mut fields: Vec<_> =
            found.into_iter().map(|(known, value)| (known.name, value)).collect();
        if !unknown.is_empty() {
            fields.push(("unknown_fields", EntryValue::List(unknown)));
        }
        Ok(fields)
    }

    /// Returns the value of a field; `None` if its type on the wire is another than the schema's.
    fn value<'a>(
        &mut self,
        known: &FieldSpec,
        field: WireField<'a>,
        depth: usize,
    ) -> Result<Option<EntryValue<'a>>, Failure> {
        Ok(match field {
            WireField::Varint(_, number) => numeric(known.kind, number),
            WireField::Bytes(_, bytes) => match known.kind {
                FieldKind::Message(inner) => {
                    Some(EntryValue::Message(self.message(inner, bytes, depth + 1)?))
                }
                kind => textual(kind, bytes),
            },
            WireField::Fixed32(..) | WireField::Fixed64(..) => None,
        })
    }
}

fn numeric(kind: FieldKind, number: u64) -> Option<EntryValue<'static>> {
    Some(match kind {
        FieldKind::Unsigned => EntryValue::Unsigned(number),
        FieldKind::Signed => EntryValue::Signed(number.cast_signed()),
        FieldKind::Flag => EntryValue::Flag(number != 0),
        FieldKind::Id => EntryValue::Id(number),
        FieldKind::Lease => EntryValue::Lease(number.cast_signed()),
        FieldKind::Choice(choices) => {
            let choice = usize::try_from(number).ok().and_then(|number| choices.get(number));
            choice.map_or(EntryValue::Unsigned(number), |(name, _)| EntryValue::Text(name))
        }
        _ => return None,
    })
}

fn textual(kind: FieldKind, bytes: &[u8]) -> Option<EntryValue<'_>> {
    Some(match (kind, str::from_utf8(bytes)) {
        (FieldKind::Secret, _) => EntryValue::Hidden,
        (FieldKind::Payload, _) => EntryValue::Payload(bytes),
        (FieldKind::Text, Ok(text)) => EntryValue::Text(text),
        (FieldKind::Json, Ok(text)) if is_json_line(text) => EntryValue::Json(text),
        (FieldKind::Key | FieldKind::Text | FieldKind::Json, _) => EntryValue::Key(bytes),
        _ => return None,
    })
}

fn is_json_line(text: &str) -> bool {
    !text.contains('\n') && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

fn is_zero(field: WireField<'_>) -> bool {
    matches!(field, WireField::Varint(_, 0) | WireField::Bytes(_, b""))
}

/// Adds a value: the last one of a field counts, except in lists.
fn add<'a>(found: &mut Found<'a>, known: &'static FieldSpec, value: EntryValue<'a>) {
    let before = found.iter_mut().find(|(field, _)| field.number == known.number);
    match (before, known.is_repeated) {
        (Some((_, EntryValue::List(list))), true) => list.push(value),
        (Some((_, before)), _) => *before = value,
        (None, true) => found.push((known, EntryValue::List(vec![value]))),
        (None, false) => found.push((known, value)),
    }
}

/// Adds the fields that are missing because they are zero, but have to be shown.
fn add_zeros(found: &mut Found<'_>, spec: &'static MessageSpec) {
    for field in spec.fields.iter().filter(|field| field.is_always_shown) {
        if let FieldKind::Choice([(zero, _), ..]) = field.kind
            && !found.iter().any(|(known, _)| known.number == field.number)
        {
            found.push((field, EntryValue::Text(zero)));
        }
    }
}

fn position(spec: &MessageSpec, known: &FieldSpec) -> Option<usize> {
    spec.fields.iter().position(|field| field.number == known.number)
}

fn too_long() -> Failure {
    invalid(format!("more than {FIELDS} fields"))
}
