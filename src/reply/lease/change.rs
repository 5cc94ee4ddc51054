use crate::etcd::proto::{LeaseGrantResponse, LeaseKeepAliveResponse, ResponseHeader};
use crate::go::{LeaseId, Object};
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{fields_header, fields_lease, json_header_fields};

#[derive(Debug)]
pub(crate) struct LeaseGranted {
    pub(crate) response: LeaseGrantResponse,
    /// Print only the id, in the simple format.
    pub(crate) id_only: bool,
}

impl Reply for LeaseGranted {
    const FIELDS: &'static [&'static str] = &["id", "ttl"];

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
        fields_ttl(self.response.header, self.response.id, self.response.ttl, page);
    }

    fn json(&self, page: &mut Buffer) {
        let LeaseGrantResponse { header, id, ttl, error } = &self.response;
        page.json_object_line(|object| {
            json_ttl(*header, *id, *ttl, object);
            object.field("Error", error);
        });
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(&self.response);
    }

    fn records(&self) -> Records {
        ttl_record(self.response.id, self.response.ttl)
    }
}

#[derive(Debug)]
pub(crate) enum KeepAliveReply {
    Renewed(LeaseKeepAliveResponse),
    /// The lease does not exist. Only the simple format has a line for it.
    Gone {
        id: i64,
    },
}

impl Reply for KeepAliveReply {
    const FIELDS: &'static [&'static str] = &["id", "ttl"];
    const STREAM: Option<&'static [usize]> = Some(&[16, 5]);

    fn simple(&self, page: &mut Buffer) {
        match self {
            Self::Renewed(LeaseKeepAliveResponse { id, ttl, .. }) => {
                page.confirmation(format_args!(
                    "lease {} keepalived with TTL({ttl})",
                    LeaseId(*id)
                ));
            }
            Self::Gone { id } => {
                page.line(format_args!("lease {} expired or revoked.", LeaseId(*id)));
            }
        }
    }

    fn fields(&self, page: &mut Buffer) {
        if let Self::Renewed(response) = self {
            fields_ttl(response.header, response.id, response.ttl, page);
        }
    }

    fn json(&self, page: &mut Buffer) {
        if let Self::Renewed(LeaseKeepAliveResponse { header, id, ttl }) = *self {
            page.json_object_line(|object| json_ttl(header, id, ttl, object));
        }
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

fn fields_ttl(header: Option<ResponseHeader>, id: i64, ttl: i64, page: &mut Buffer) {
    fields_header(header, page);
    fields_lease("ID", id, page);
    page.field("TTL", ttl);
}

fn json_ttl(header: Option<ResponseHeader>, id: i64, ttl: i64, object: &mut Object<'_>) {
    json_header_fields(header.unwrap_or_default(), false, object);
    object.field("ID", id);
    object.field("TTL", ttl);
}

fn ttl_record(id: i64, ttl: i64) -> Records {
    Records::one([("id", Cell::Lease(id)), ("ttl", Cell::Number(ttl))])
}
