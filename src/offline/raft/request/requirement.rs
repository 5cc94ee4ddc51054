//! The oldest version of etcd that understands an entry of raft's log, by etcd's rules for a downgrade.

use super::form::EntryForm;
use super::internal_request::DOWNGRADE_VERSION_TEST;
use super::schema::{DEPTH, FieldKind, FieldSpec, MessageSpec};
use crate::failure::Failure;
use crate::offline::invalid;
use crate::offline::protobuf::{Fields, WireField};
use crate::offline::raft::RaftEntry;
use crate::offline::version::SemanticVersion;
use std::cmp::Ordering;

/// The oldest version of etcd that understands an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Requirement {
    /// A request of the v2 API, which says nothing about versions of etcd 3. Servers of 3.6 and later that
    /// have to apply one panic.
    V2,
    /// A minor version of etcd 3, and the message or field that needs it; empty for 3.0.
    Minor(u8, &'static str),
    /// The version that the entry names.
    Named(Box<SemanticVersion>),
}

impl Requirement {
    /// Returns the requirement of an entry. It is refused where etcd would panic.
    pub(crate) fn of(entry: &RaftEntry<'_>) -> Result<Self, Failure> {
        let form = EntryForm::of(entry);
        let refused = |failure: Failure| {
            failure.reworded(|why| format!("entry {} cannot be decoded: {why}", entry.index))
        };
        match form {
            EntryForm::V2 => Ok(Self::V2),
            EntryForm::Unknown(kind) => {
                Err(refused(invalid(format!("could not visit EnumNumber [{kind}]"))))
            }
            EntryForm::ConfChange => Ok(Self::Minor(0, "")),
            EntryForm::ConfChangeV2 if VersionWalk::of(form, entry.data).is_err() => {
                Ok(Self::Minor(0, ""))
            }
            EntryForm::ConfChangeV2 => Ok(Self::Minor(4, "conf_change_v2")),
            EntryForm::Empty | EntryForm::Request => {
                VersionWalk::of(form, entry.data).map(VersionWalk::requirement).map_err(refused)
            }
        }
    }

    pub(crate) fn version(&self) -> SemanticVersion {
        match self {
            Self::V2 => SemanticVersion::new(2, 0),
            Self::Minor(minor, _) => SemanticVersion::new(3, (*minor).into()),
            Self::Named(version) => (**version).clone(),
        }
    }
}

/// A walk through a message that finds the newest part of it.
#[derive(Debug, Default)]
struct VersionWalk {
    minor: u8,
    source: &'static str,
    named: Option<SemanticVersion>,
}

impl VersionWalk {
    fn of(form: EntryForm, data: &[u8]) -> Result<Self, Failure> {
        let mut walk = Self::default();
        if let Some(spec) = form.spec() {
            walk.message(spec, "", data, true, 0)?;
            walk.named = named_version(data)?;
        }
        Ok(walk)
    }

    fn requirement(self) -> Requirement {
        let minor = SemanticVersion::new(3, self.minor.into());
        match self.named.filter(|named| named.precedence(&minor) == Ordering::Greater) {
            Some(named) => Requirement::Named(Box::new(named)),
            None => Requirement::Minor(self.minor, self.source),
        }
    }

    fn needs(&mut self, minor: u8, source: &'static str) {
        if minor > self.minor {
            (self.minor, self.source) = (minor, source);
        }
    }

    /// Visits a message. Inside of a list it must be valid, but does not count.
    fn message(
        &mut self,
        spec: &'static MessageSpec,
        name: &'static str,
        bytes: &[u8],
        counts: bool,
        depth: usize,
    ) -> Result<(), Failure> {
        if depth > DEPTH {
            return Err(invalid(format!("more than {DEPTH} messages inside of one another")));
        }
        if counts {
            self.needs(spec.since, name);
        }
        let mut last = LastValues::default();
        for field in Fields::new(bytes) {
            let field = field?;
            let Some(known) = spec.field(field.number()) else { continue };
            match (known.kind, field) {
                (FieldKind::Message(inner), WireField::Bytes(_, bytes)) => {
                    let counts = counts && !known.is_repeated;
                    self.message(inner, known.name, bytes, counts, depth + 1)?;
                    last.set(known, 1);
                }
                _ => last.set(known, size(known, field)?),
            }
        }
        if counts { self.take(&last) } else { Ok(()) }
    }

    /// Counts the fields of a message that are not zero.
    fn take(&mut self, values: &LastValues) -> Result<(), Failure> {
        for (field, value) in &values.0 {
            if *value == 0 || field.is_repeated {
                continue;
            }
            self.needs(field.since, field.name);
            if let FieldKind::Choice(choices) = field.kind {
                let choice = usize::try_from(*value).ok().and_then(|number| choices.get(number));
                let number = *value as i32;
                let (_, since) = choice
                    .ok_or_else(|| invalid(format!("could not visit EnumNumber [{number}]")))?;
                self.needs(*since, field.name);
            }
        }
        Ok(())
    }
}

/// The last value of each field, or its length: an earlier one of the same field does not count.
#[derive(Debug, Default)]
struct LastValues(Vec<(&'static FieldSpec, u64)>);

impl LastValues {
    fn set(&mut self, field: &'static FieldSpec, value: u64) {
        match self.0.iter_mut().find(|(known, _)| known.number == field.number) {
            Some((_, last)) => *last = value,
            None => self.0.push((field, value)),
        }
    }
}

/// Returns the number that a field holds, or the length of its bytes; zero if its type on the wire is
/// another than the field's.
fn size(known: &FieldSpec, field: WireField<'_>) -> Result<u64, Failure> {
    use FieldKind::{Choice, Json, Key, Message, Payload, Secret, Text};
    match (known.kind, field) {
        (Text | Secret, WireField::Bytes(_, text)) if str::from_utf8(text).is_err() => {
            Err(invalid("string field contains invalid UTF-8"))
        }
        (Text | Secret | Key | Payload | Json, WireField::Bytes(_, bytes)) => {
            Ok(bytes.len() as u64)
        }
        (Text | Secret | Key | Payload | Json | Message(_), _) => Ok(0),
        // As 32 bits.
        (Choice(_), WireField::Varint(_, number)) => Ok((number as u32).into()),
        (_, WireField::Varint(_, number)) => Ok(number),
        _ => Ok(0),
    }
}

/// Returns the version that a request names in the field for tests.
fn named_version(data: &[u8]) -> Result<Option<SemanticVersion>, Failure> {
    let mut named = None;
    for field in Fields::new(data) {
        if let WireField::Bytes(DOWNGRADE_VERSION_TEST, test) = field? {
            let mut version: &[u8] = b"";
            for field in Fields::new(test) {
                if let WireField::Bytes(1, text) = field? {
                    version = text;
                }
            }
            named = Some(SemanticVersion::parse(&String::from_utf8_lossy(version))?);
        }
    }
    Ok(named)
}

#[cfg(test)]
mod tests {
    use super::Requirement;
    use crate::offline::protobuf_writer::MessageWriter;
    use crate::offline::raft::RaftEntry;
    use crate::offline::raft::testing::{D, PUT, UNSAFE, unhex};

    fn of(kind: i32, data: &[u8]) -> Result<String, String> {
        let entry = RaftEntry { kind, index: 7, data, ..RaftEntry::default() };
        let requirement = Requirement::of(&entry).map_err(|failure| failure.to_string())?;
        Ok(requirement.version().to_string())
    }

    /// Returns messages inside of one another with a field that is set in the innermost.
    fn nested(path: &[u64]) -> Vec<u8> {
        let (field, outer) = path.split_last().unwrap();
        let inner = MessageWriter::default().varint(*field, 1).finish();
        outer
            .iter()
            .rev()
            .fold(inner, |inner, number| MessageWriter::default().bytes(*number, &inner).finish())
    }

    #[test]
    fn fields_need_the_version_that_has_them_first() {
        for (path, version) in [
            (&[1][..], "3.0.0"),
            (&[100, 1], "3.0.0"),
            (&[100, 3], "3.1.0"),
            (&[3, 9], "3.0.0"),
            (&[3, 10], "3.1.0"),
            (&[3, 13], "3.1.0"),
            (&[4, 4], "3.1.0"),
            (&[4, 5], "3.2.0"),
            (&[4, 6], "3.2.0"),
            (&[5, 3], "3.1.0"),
            (&[10, 1], "3.0.0"),
            (&[10, 3], "3.0.0"),
            (&[11, 99], "3.4.0"),
            (&[1013, 99], "3.5.0"),
            (&[1100, 3, 1], "3.4.0"),
            (&[1300, 99], "3.5.0"),
            (&[1301, 2, 99], "3.5.0"),
            (&[1302, 1], "3.5.0"),
            (&[1400, 1], "3.0.0"),
        ] {
            assert_eq!(of(0, &nested(path)).as_deref(), Ok(version), "{path:?}");
        }
        let text = |outer, number| {
            let inner = MessageWriter::default().bytes(number, b"x").finish();
            MessageWriter::default().bytes(outer, &inner).finish()
        };
        assert_eq!(of(0, &text(1100, 2)).unwrap(), "3.0.0");
        assert_eq!(of(0, &text(1100, 4)).unwrap(), "3.5.0");
        assert_eq!(of(0, &text(1103, 3)).unwrap(), "3.5.0");
        let corrupt = MessageWriter::default().varint(3, 2).finish();
        assert_eq!(of(0, &MessageWriter::default().bytes(10, &corrupt).finish()).unwrap(), "3.3.0");
    }

    #[test]
    fn zeros_and_earlier_values_do_not_count() {
        let inner = MessageWriter::default().varint(4, 1).varint(4, 0).varint(5, 0).finish();
        assert_eq!(of(0, &MessageWriter::default().bytes(4, &inner).finish()).unwrap(), "3.0.0");
    }

    #[test]
    fn lists_are_not_entered_but_must_be_valid() {
        // txn, success, put, prev_kv.
        assert_eq!(of(0, &nested(&[6, 2, 2, 4])).unwrap(), "3.0.0");
        let broken = MessageWriter::default().bytes(2, b"\x0a\x05").finish();
        let broken = MessageWriter::default().bytes(6, &broken).finish();
        assert_eq!(
            of(0, &broken).unwrap_err(),
            "entry 7 cannot be decoded: proto: cannot parse invalid wire-format data"
        );
        let deep = nested(&[&[6][..], &[2, 4].repeat(60), &[1]].concat());
        assert_eq!(
            of(0, &deep).unwrap_err(),
            "entry 7 cannot be decoded: more than 100 messages inside of one another"
        );
    }

    #[test]
    fn entries_that_etcd_would_panic_at_are_refused() {
        let refused = |kind, data: &[u8]| {
            of(kind, data).unwrap_err().replace("entry 7 cannot be decoded: ", "")
        };
        assert_eq!(refused(0, b"\x08"), "proto: cannot parse invalid wire-format data");
        let sort_order = MessageWriter::default().varint(5, 7).finish();
        let range = MessageWriter::default().bytes(3, &sort_order).finish();
        assert_eq!(refused(0, &range), "could not visit EnumNumber [7]");
        let beyond_32_bits = MessageWriter::default().varint(5, 1 << 32).finish();
        let range = MessageWriter::default().bytes(3, &beyond_32_bits).finish();
        assert_eq!(of(0, &range).unwrap(), "3.0.0");
        let negative = MessageWriter::default().varint(1, u64::MAX).finish();
        let alarm = MessageWriter::default().bytes(10, &negative).finish();
        assert_eq!(refused(0, &alarm), "could not visit EnumNumber [-1]");
        let name = MessageWriter::default().bytes(1, b"\xff").finish();
        let user = MessageWriter::default().bytes(1100, &name).finish();
        assert_eq!(refused(0, &user), "string field contains invalid UTF-8");
        let named = |version| {
            let test = MessageWriter::default().bytes(1, version).finish();
            MessageWriter::default().bytes(9900, &test).finish()
        };
        assert_eq!(refused(0, &named(b"3.6")), "3.6 is not in dotted-tri format");
        assert_eq!(refused(3, b""), "could not visit EnumNumber [3]");
        assert_eq!(refused(-1, b""), "could not visit EnumNumber [-1]");
        assert_eq!(of(0, &named(b"3.8.0-rc.0")).unwrap(), "3.8.0-rc.0");
        assert_eq!(of(0, &named(b"3.5.9")).unwrap(), "3.6.0");
    }

    #[test]
    fn changes_of_members_need_the_version_of_their_form() {
        assert_eq!(of(1, b"garbage").unwrap(), "3.0.0");
        assert_eq!(of(2, b"").unwrap(), "3.4.0");
        assert_eq!(of(2, b"\x08").unwrap(), "3.0.0");
    }

    #[test]
    fn requests_of_the_v2_api_constrain_nothing() {
        let record = unhex(D);
        let entry = RaftEntry::parse(&record[18..8 + 0x4c]).unwrap();
        assert_eq!((entry.index, entry.data.len()), (3, 58));
        assert_eq!(Requirement::of(&entry).unwrap(), Requirement::V2);
        assert_eq!(of(0, &unhex(PUT)).unwrap(), "3.0.0");
        assert_eq!(of(0, &unhex(UNSAFE)).unwrap(), "3.7.0");
        assert_eq!(of(0, b"").unwrap(), "3.0.0");
    }
}
