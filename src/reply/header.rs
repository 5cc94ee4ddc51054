use crate::etcd::proto::{ResponseHeader, header_revision};
use crate::go::{LeaseId, Object};
use crate::output::{Buffer, Cell};

pub(crate) fn fields_header(header: Option<ResponseHeader>, page: &mut Buffer) {
    let header = header.unwrap_or_default();
    fields_id("ClusterID", header.cluster_id, page);
    fields_id("MemberID", header.member_id, page);
    if header.revision != 0 {
        page.field("Revision", header.revision);
    }
    page.field("RaftTerm", header.raft_term);
}

/// Writes an id in the `fields` format, in hexadecimal with `--hex`.
pub(crate) fn fields_id(name: &str, id: u64, page: &mut Buffer) {
    if page.hex {
        page.field(name, format_args!("{id:x}"));
    } else {
        page.field(name, id);
    }
}

/// Writes a lease's id in the `fields` format, in hexadecimal with `--hex`.
pub(crate) fn fields_lease(name: &str, id: i64, page: &mut Buffer) {
    if page.hex {
        page.field(name, LeaseId(id));
    } else {
        page.field(name, id);
    }
}

/// Adds the header to a response's JSON; servers before 3.6 omit it from some responses.
pub(crate) fn json_header(header: Option<ResponseHeader>, object: &mut Object<'_>) {
    if let Some(header) = header {
        object.object("header", |object| json_header_fields(header, false, object));
    }
}

/// Writes the JSON of the header itself; with `hex` ids are strings.
pub(crate) fn json_header_fields(header: ResponseHeader, hex: bool, object: &mut Object<'_>) {
    json_id("cluster_id", header.cluster_id, hex, object);
    json_id("member_id", header.member_id, hex, object);
    object.nonzero("revision", header.revision);
    object.nonzero("raft_term", header.raft_term);
}

/// Adds an id: a number, or with `hex` a string.
pub(crate) fn json_id(name: &str, id: u64, hex: bool, object: &mut Object<'_>) {
    if hex {
        object.field(name, format!("{id:x}"));
    } else {
        object.nonzero(name, id);
    }
}

pub(crate) fn revision(header: Option<ResponseHeader>) -> Cell {
    Cell::Counter(header_revision(header))
}
