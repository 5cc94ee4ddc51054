//! What an entry of raft's log holds, judged by its type and its bytes.

use super::cluster::{CONF_CHANGE, CONF_CHANGE_V2, V2_REQUEST};
use super::internal_request::INTERNAL_REQUEST;
use super::schema::MessageSpec;
use crate::offline::protobuf::{Fields, WireField};
use crate::offline::raft::RaftEntry;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryForm {
    /// An entry without data: a leader adds one to a new term.
    Empty,
    Request,
    /// A request of the v2 API.
    V2,
    ConfChange,
    ConfChangeV2,
    /// An entry of a type that raft does not have.
    Unknown(i32),
}

const V2_METHODS: [&[u8]; 7] = [b"PUT", b"POST", b"DELETE", b"QGET", b"GET", b"HEAD", b"SYNC"];

impl EntryForm {
    pub(crate) fn of(entry: &RaftEntry<'_>) -> Self {
        match entry.kind {
            0 if entry.data.is_empty() => Self::Empty,
            0 if is_v2(entry.data) => Self::V2,
            0 => Self::Request,
            1 => Self::ConfChange,
            2 => Self::ConfChangeV2,
            other => Self::Unknown(other),
        }
    }

    pub(super) fn spec(self) -> Option<&'static MessageSpec> {
        match self {
            Self::Empty | Self::Request => Some(&INTERNAL_REQUEST),
            Self::V2 => Some(&V2_REQUEST),
            Self::ConfChange => Some(&CONF_CHANGE),
            Self::ConfChangeV2 => Some(&CONF_CHANGE_V2),
            Self::Unknown(_) => None,
        }
    }
}

/// Returns whether the data starts with the id, method and path of a request of the v2 API. In other
/// requests the second field is not a word, and the third not a path.
fn is_v2(data: &[u8]) -> bool {
    let mut fields = Fields::new(data).map_while(Result::ok);
    let is_id = matches!(fields.next(), Some(WireField::Varint(1, _)));
    let (Some(WireField::Bytes(2, method)), Some(WireField::Bytes(3, path))) =
        (fields.next(), fields.next())
    else {
        return false;
    };
    is_id && V2_METHODS.contains(&method) && (path.starts_with(b"/") || path.is_empty())
}
