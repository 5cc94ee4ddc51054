//! The header that every answer of etcd begins with.

use super::is_default;
use crate::etcd::proto::ResponseHeader;
use crate::output::Buffer;
use serde::Serialize;

/// The header in JSON: zeros are left out, as Go's `omitempty` does.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Header {
    #[serde(skip_serializing_if = "is_default")]
    cluster_id: u64,
    #[serde(skip_serializing_if = "is_default")]
    member_id: u64,
    #[serde(skip_serializing_if = "is_default")]
    revision: i64,
    #[serde(skip_serializing_if = "is_default")]
    raft_term: u64,
}

impl Header {
    /// The header, if the answer has one: servers before 3.6 leave it out of some.
    pub(crate) fn of(header: Option<&ResponseHeader>) -> Option<Self> {
        header.map(|header| Self {
            cluster_id: header.cluster_id,
            member_id: header.member_id,
            revision: header.revision,
            raft_term: header.raft_term,
        })
    }
}

/// Writes the header's lines of the `fields` format; ids in hexadecimal with `--hex`.
pub(crate) fn fields_header(header: Option<&ResponseHeader>, page: &mut Buffer) {
    let header = header.copied().unwrap_or_default();
    fields_id("ClusterID", header.cluster_id, page);
    fields_id("MemberID", header.member_id, page);
    if header.revision != 0 {
        page.field("Revision", header.revision);
    }
    page.field("RaftTerm", header.raft_term);
}

/// Writes an id in the `fields` format.
pub(crate) fn fields_id(name: &str, id: u64, page: &mut Buffer) {
    if page.hex {
        page.field(name, format_args!("{id:x}"));
    } else {
        page.field(name, id);
    }
}
