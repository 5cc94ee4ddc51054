//! The contents of a record, whatever its type: what it is called, where it belongs in the log, and named
//! fields.

use super::member_ids::MemberIds;
use super::message::{ConfState, HardState, RaftEntry, SnapshotMark};
use super::record::RecordType;
use super::request::{DecodedEntry, EntryFields, EntryValue, entry_kinds};
use super::wal_reader::WalRecord;
use crate::failure::Failure;

/// The kind of an entry whose data cannot be decoded.
const UNDECODABLE: &str = "undecodable";

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RecordContents<'a> {
    /// The type of the record, or for an entry the kind of the request.
    pub(crate) kind: &'static str,
    pub(crate) index: Option<u64>,
    pub(crate) term: Option<u64>,
    pub(crate) fields: EntryFields<'a>,
    /// Why an entry cannot be decoded.
    pub(crate) error: Option<String>,
}

/// Returns the kinds that a record can have.
pub(crate) fn record_kinds() -> impl Iterator<Item = &'static str> {
    entry_kinds().chain([UNDECODABLE, "crc", "metadata", "snapshot", "hard_state"])
}

impl<'a> RecordContents<'a> {
    pub(crate) fn parse(record: &WalRecord<'a>) -> Result<Self, Failure> {
        Ok(match record.kind {
            RecordType::Crc => Self { kind: "crc", ..Self::default() },
            RecordType::Metadata => {
                Self { kind: "metadata", fields: metadata(record.data)?, ..Self::default() }
            }
            RecordType::Snapshot => Self::of_snapshot(&SnapshotMark::parse(record.data)?),
            RecordType::HardState => Self::of_hard_state(HardState::parse(record.data)?),
            RecordType::RevisionKey => Self::of_entry(&RaftEntry::parse(record.data)?),
            RecordType::Unknown(number) => Self {
                kind: "unknown",
                fields: vec![("record_type", EntryValue::Signed(number))],
                ..Self::default()
            },
        })
    }

    fn of_snapshot(mark: &SnapshotMark) -> Self {
        Self {
            kind: "snapshot",
            index: Some(mark.index),
            term: Some(mark.term),
            fields: mark.conf_state.as_ref().map(members).unwrap_or_default(),
            error: None,
        }
    }

    fn of_hard_state(state: HardState) -> Self {
        let vote = (state.vote != 0).then_some(("vote", EntryValue::Id(state.vote)));
        let commit = ("commit", EntryValue::Unsigned(state.commit));
        Self {
            kind: "hard_state",
            term: Some(state.term),
            fields: vote.into_iter().chain([commit]).collect(),
            ..Self::default()
        }
    }

    fn of_entry(entry: &RaftEntry<'a>) -> Self {
        let place = Self { index: Some(entry.index), term: Some(entry.term), ..Self::default() };
        match DecodedEntry::parse(entry) {
            Ok(decoded) => Self { kind: decoded.kind, fields: decoded.fields, ..place },
            Err(failure) => Self { kind: UNDECODABLE, error: Some(failure.to_string()), ..place },
        }
    }
}

fn metadata(data: &[u8]) -> Result<EntryFields<'static>, Failure> {
    let ids = MemberIds::parse(data)?;
    Ok(vec![("member", EntryValue::Id(ids.member)), ("cluster", EntryValue::Id(ids.cluster))])
}

fn members(conf_state: &ConfState) -> EntryFields<'static> {
    let lists = [
        ("voters", &conf_state.voters),
        ("learners", &conf_state.learners),
        ("voters_outgoing", &conf_state.voters_outgoing),
        ("learners_next", &conf_state.learners_next),
    ];
    let lists = lists.into_iter().filter(|(_, ids)| !ids.is_empty());
    let list = |ids: &[u64]| EntryValue::List(ids.iter().copied().map(EntryValue::Id).collect());
    lists.map(|(name, ids)| (name, list(ids))).collect()
}

#[cfg(test)]
mod tests {
    use super::{RecordContents, record_kinds};
    use crate::offline::raft::testing::{LogMaker, folder};
    use crate::offline::raft::wal_folder::WalFolder;
    use crate::offline::raft::{NewMember, RecordType, WalReader, restored_log};

    fn kinds(log: &[u8]) -> Vec<String> {
        let (_folder, path) = folder(&[("0-0.wal", log)]);
        let folder = WalFolder::read(&path).unwrap();
        let mut reader = WalReader::new(&folder);
        let mut found = Vec::new();
        while let Some(record) = reader.next().unwrap() {
            let contents = RecordContents::parse(&record).unwrap();
            assert!(record_kinds().any(|kind| kind == contents.kind), "{}", contents.kind);
            let text = |number: Option<u64>| number.map_or("-".to_owned(), |n| n.to_string());
            let (index, term) = (text(contents.index), text(contents.term));
            let names: Vec<_> = contents.fields.iter().map(|(name, _)| *name).collect();
            found.push(format!("{} {index} {term} {}", contents.kind, names.join(",")));
        }
        found
    }

    #[test]
    fn records_of_a_restored_log() {
        let member = NewMember::new("m", &["http://a:1".to_owned()], "t");
        assert_eq!(
            kinds(&restored_log(member.id, &[member])),
            [
                "crc - - ",
                "metadata - - member,cluster",
                "snapshot 0 0 ",
                "conf 1 1 change,member,context",
                "hard_state - 1 vote,commit",
                "snapshot 1 1 voters",
            ]
        );
    }

    #[test]
    fn unknown_records_and_entries_are_shown() {
        let log = LogMaker::new().entry(1, 2, "08").add(RecordType::Unknown(9), b"x").finish();
        assert_eq!(kinds(&log)[3..], ["undecodable 1 2 ", "unknown - - record_type"]);
    }
}
