//! Responses that consist of a header only.

use super::header::{fields_header, json_header, revision};
use crate::etcd::proto::{
    AuthRoleAddResponse, AuthRoleDeleteResponse, AuthRoleGrantPermissionResponse,
    AuthRoleRevokePermissionResponse, AuthUserAddResponse, AuthUserChangePasswordResponse,
    AuthUserDeleteResponse, AuthUserGrantRoleResponse, AuthUserRevokeRoleResponse,
    LeaseRevokeResponse, MoveLeaderResponse, ResponseHeader,
};
use crate::go::LeaseId;
use crate::output::{Buffer, Cell, Records, Reply};

#[derive(Debug)]
pub(crate) struct Acknowledged {
    header: Option<ResponseHeader>,
    done: String,
    facts: Records,
}

impl Acknowledged {
    /// The fields of [`Self::new`].
    pub(crate) const DONE: [&str; 2] = ["done", "revision"];
    /// The fields of [`Self::lease_revoked`].
    pub(crate) const LEASE_REVOKED: [&str; 2] = ["id", "revision"];
    /// The fields of [`Self::leader_moved`].
    pub(crate) const LEADER_MOVED: [&str; 2] = ["from", "to"];

    pub(crate) fn new(response: impl HeaderOnly, done: String) -> Self {
        let header = response.header();
        let facts = Records::one([("done", Cell::text(&done)), ("revision", revision(header))]);
        Self { header, done, facts }
    }

    pub(crate) fn lease_revoked(id: i64, response: LeaseRevokeResponse) -> Self {
        let header = response.header;
        let facts = Records::one([("id", Cell::Lease(id)), ("revision", revision(header))]);
        Self { header, done: format!("lease {} revoked", LeaseId(id)), facts }
    }

    pub(crate) fn leader_moved(from: u64, to: u64, response: MoveLeaderResponse) -> Self {
        let done = format!("Leadership transferred from {from:x} to {to:x}");
        let facts = Records::one([("from", Cell::Id(from)), ("to", Cell::Id(to))]);
        Self { header: response.header, done, facts }
    }
}

pub(crate) trait HeaderOnly {
    fn header(self) -> Option<ResponseHeader>;
}

macro_rules! header_only {
    ($($response:ty),+ $(,)?) => {$(
        impl HeaderOnly for $response {
            fn header(self) -> Option<ResponseHeader> {
                self.header
            }
        }
    )+};
}

header_only!(
    AuthRoleAddResponse,
    AuthRoleDeleteResponse,
    AuthRoleGrantPermissionResponse,
    AuthRoleRevokePermissionResponse,
    AuthUserAddResponse,
    AuthUserChangePasswordResponse,
    AuthUserDeleteResponse,
    AuthUserGrantRoleResponse,
    AuthUserRevokeRoleResponse,
);

impl Reply for Acknowledged {
    fn simple(&self, page: &mut Buffer) {
        page.confirmation(format_args!("{}", self.done));
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.header, page);
    }

    fn json(&self, page: &mut Buffer) {
        page.json_object_line(|object| json_header(self.header, object));
    }

    fn protobuf(&self, page: &mut Buffer) {
        // Every message that is a header only has it in field 1: any of them serves.
        page.message(&AuthRoleAddResponse { header: self.header });
    }

    fn records(&self) -> Records {
        self.facts.clone()
    }
}
