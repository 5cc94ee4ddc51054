//! A lease granted, renewed, revoked.

use super::fields_lease;
use crate::etcd::proto::{
    LeaseGrantResponse, LeaseKeepAliveResponse, LeaseRevokeResponse, header_revision,
};
use crate::go::LeaseId;
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{Header, fields_header};
use serde::Serialize;

/// A lease that was granted.
#[derive(Debug)]
pub(crate) struct LeaseGranted {
    pub(crate) response: LeaseGrantResponse,
    /// Print only the ID, in the simple format.
    pub(crate) id_only: bool,
}

impl Reply for LeaseGranted {
    fn simple(&self, page: &mut Buffer) {
        let LeaseGrantResponse { id, ttl, .. } = self.response;
        let name = LeaseId(id);
        if self.id_only {
            page.line(format_args!("{name}"));
        } else {
            page.line(format_args!("lease {name} granted with TTL({ttl}s)"));
        }
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.response.header.as_ref(), page);
        fields_lease(self.response.id, page);
        page.field("TTL", self.response.ttl);
    }

    fn json(&self, page: &mut Buffer) {
        page.json_line(&TtlJson {
            header: Header::of(self.response.header.as_ref()),
            id: self.response.id,
            ttl: self.response.ttl,
            error: Some(&self.response.error),
        });
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(&self.response);
    }

    fn records(&self) -> Records {
        ttl_record(self.response.id, self.response.ttl)
    }
}

/// What there is to print while a lease is kept alive.
#[derive(Debug)]
pub(crate) enum KeepAliveReply {
    Renewed(LeaseKeepAliveResponse),
    /// etcd does not have it, or no longer. Only the simple format has a line for it.
    Gone {
        id: i64,
    },
}

impl Reply for KeepAliveReply {
    fn simple(&self, page: &mut Buffer) {
        match self {
            Self::Renewed(LeaseKeepAliveResponse { id, ttl, .. }) => {
                page.line(format_args!("lease {} keepalived with TTL({ttl})", LeaseId(*id)));
            }
            Self::Gone { id } => {
                page.line(format_args!("lease {} expired or revoked.", LeaseId(*id)));
            }
        }
    }

    fn fields(&self, page: &mut Buffer) {
        let Self::Renewed(response) = self else { return };
        fields_header(response.header.as_ref(), page);
        fields_lease(response.id, page);
        page.field("TTL", response.ttl);
    }

    fn json(&self, page: &mut Buffer) {
        let Self::Renewed(response) = self else { return };
        page.json_line(&TtlJson {
            header: Header::of(response.header.as_ref()),
            id: response.id,
            ttl: response.ttl,
            error: None,
        });
    }

    fn protobuf(&self, page: &mut Buffer) {
        if let Self::Renewed(response) = self {
            page.message(response);
        }
    }

    fn records(&self) -> Records {
        match self {
            Self::Renewed(response) => ttl_record(response.id, response.ttl),
            Self::Gone { .. } => Records::default(),
        }
    }
}

/// A lease that was revoked.
#[derive(Debug)]
pub(crate) struct LeaseRevoked {
    pub(crate) id: i64,
    pub(crate) response: LeaseRevokeResponse,
}

impl Reply for LeaseRevoked {
    fn simple(&self, page: &mut Buffer) {
        page.line(format_args!("lease {} revoked", LeaseId(self.id)));
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.response.header.as_ref(), page);
    }

    fn json(&self, page: &mut Buffer) {
        page.json_line(&RevokedJson { header: Header::of(self.response.header.as_ref()) });
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(&self.response);
    }

    fn records(&self) -> Records {
        let revision = header_revision(self.response.header);
        Records::one([("id", Cell::Lease(self.id)), ("revision", Cell::Counter(revision))])
    }
}

#[derive(Debug, Serialize)]
struct TtlJson<'a> {
    #[serde(flatten)]
    header: Option<Header>,
    #[serde(rename = "ID")]
    id: i64,
    #[serde(rename = "TTL")]
    ttl: i64,
    #[serde(rename = "Error", skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct RevokedJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<Header>,
}

fn ttl_record(id: i64, ttl: i64) -> Records {
    Records::one([("id", Cell::Lease(id)), ("ttl", Cell::Number(ttl))])
}
