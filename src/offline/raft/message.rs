//! The messages of raft that a log and its snapshots consist of (`raftpb`, `walpb`).

use crate::failure::Failure;
use crate::offline::protobuf::{Fields, WireField};
use crate::offline::protobuf_writer::MessageWriter;

/// An entry of raft's log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RaftEntry<'a> {
    /// 0 for a request, 1 and 2 for a change of the members.
    pub(crate) kind: i32,
    pub(crate) term: u64,
    pub(crate) index: u64,
    pub(crate) data: &'a [u8],
}

impl<'a> RaftEntry<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Failure> {
        let mut found = Self::default();
        for field in Fields::new(bytes) {
            match field? {
                WireField::Varint(1, kind) => found.kind = kind as i32,
                WireField::Varint(2, term) => found.term = term,
                WireField::Varint(3, index) => found.index = index,
                WireField::Bytes(4, data) => found.data = data,
                _ => {}
            }
        }
        Ok(found)
    }

    pub(crate) fn to_bytes(self) -> Vec<u8> {
        MessageWriter::default()
            .varint(1, i64::from(self.kind).cast_unsigned())
            .varint(2, self.term)
            .varint(3, self.index)
            .bytes(4, self.data)
            .finish()
    }
}

/// What raft has to remember besides entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct HardState {
    pub(crate) term: u64,
    /// The member that this one voted for in the term; zero if none.
    pub(crate) vote: u64,
    /// Index of the last entry known to be committed.
    pub(crate) commit: u64,
}

impl HardState {
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Failure> {
        let mut found = Self::default();
        for field in Fields::new(bytes) {
            match field? {
                WireField::Varint(1, term) => found.term = term,
                WireField::Varint(2, vote) => found.vote = vote,
                WireField::Varint(3, commit) => found.commit = commit,
                _ => {}
            }
        }
        Ok(found)
    }

    pub(crate) fn to_bytes(self) -> Vec<u8> {
        MessageWriter::default()
            .varint(1, self.term)
            .varint(2, self.vote)
            .varint(3, self.commit)
            .finish()
    }
}

/// The members of a cluster as raft counts them, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ConfState {
    pub(crate) voters: Vec<u64>,
    pub(crate) learners: Vec<u64>,
    /// The voters before a change that is not finished.
    pub(crate) voters_outgoing: Vec<u64>,
    /// The voters that such a change makes learners.
    pub(crate) learners_next: Vec<u64>,
}

impl ConfState {
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Failure> {
        let mut found = Self::default();
        for field in Fields::new(bytes) {
            match field? {
                WireField::Varint(1, id) => found.voters.push(id),
                WireField::Varint(2, id) => found.learners.push(id),
                WireField::Varint(3, id) => found.voters_outgoing.push(id),
                WireField::Varint(4, id) => found.learners_next.push(id),
                _ => {}
            }
        }
        Ok(found)
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let lists = [&self.voters, &self.learners, &self.voters_outgoing, &self.learners_next];
        let ids =
            (1..).zip(lists).flat_map(|(number, ids)| ids.iter().map(move |id| (number, *id)));
        ids.fold(MessageWriter::default(), |to, (number, id)| to.varint(number, id)).finish()
    }
}

/// Where a snapshot stands in the log. The log starts with one at index 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SnapshotMark {
    pub(crate) index: u64,
    pub(crate) term: u64,
    /// Missing in the first one, and before 3.5.
    pub(crate) conf_state: Option<ConfState>,
}

impl SnapshotMark {
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Failure> {
        let mut found = Self::default();
        for field in Fields::new(bytes) {
            match field? {
                WireField::Varint(1, index) => found.index = index,
                WireField::Varint(2, term) => found.term = term,
                WireField::Bytes(3, members) => found.conf_state = Some(ConfState::parse(members)?),
                _ => {}
            }
        }
        Ok(found)
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let message = MessageWriter::default().varint(1, self.index).varint(2, self.term);
        match &self.conf_state {
            Some(members) => message.bytes(3, &members.to_bytes()).finish(),
            None => message.finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ConfState, HardState, RaftEntry, SnapshotMark};

    #[test]
    fn messages_are_read_back() {
        let entry = RaftEntry { kind: -1, term: 2, index: u64::MAX, data: b"d" };
        assert_eq!(RaftEntry::parse(&entry.to_bytes()).unwrap(), entry);
        let state = HardState { term: 1, vote: 2, commit: 3 };
        assert_eq!(HardState::parse(&state.to_bytes()).unwrap(), state);
        let members = ConfState {
            voters: vec![1, 2],
            learners: vec![3],
            voters_outgoing: vec![4],
            learners_next: vec![5],
        };
        let mark = SnapshotMark { index: 9, term: 2, conf_state: Some(members) };
        assert_eq!(SnapshotMark::parse(&mark.to_bytes()).unwrap(), mark);
        assert!(SnapshotMark::parse(b"\x1a\x05\x08").is_err());
    }
}
