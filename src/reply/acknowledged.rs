//! Answers that hold nothing but a header: something was done.

use super::header::{Header, fields_header};
use crate::etcd::proto::{
    AuthRoleAddResponse, AuthRoleDeleteResponse, AuthRoleGrantPermissionResponse,
    AuthRoleRevokePermissionResponse, AuthUserAddResponse, AuthUserChangePasswordResponse,
    AuthUserDeleteResponse, AuthUserGrantRoleResponse, AuthUserRevokeRoleResponse, ResponseHeader,
    header_revision,
};
use crate::output::{Buffer, Cell, Records, Reply};
use serde::Serialize;

/// An answer that says no more than that a revision was reached, and our words for what was done.
#[derive(Debug)]
pub(crate) struct Acknowledged {
    header: Option<ResponseHeader>,
    done: String,
}

impl Acknowledged {
    pub(crate) fn new(response: impl HeaderOnly, done: String) -> Self {
        Self { header: response.header(), done }
    }
}

/// A message with a header and no other field.
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

#[derive(Serialize)]
struct AcknowledgedJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<Header>,
}

impl Reply for Acknowledged {
    fn simple(&self, page: &mut Buffer) {
        page.line(format_args!("{}", self.done));
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.header.as_ref(), page);
    }

    fn json(&self, page: &mut Buffer) {
        page.json_line(&AcknowledgedJson { header: Header::of(self.header.as_ref()) });
    }

    fn protobuf(&self, page: &mut Buffer) {
        // All messages that are a header alone have it in field 1: any of them will do.
        page.message(&AuthRoleAddResponse { header: self.header });
    }

    fn records(&self) -> Records {
        let revision = header_revision(self.header);
        Records::one([("done", Cell::text(&self.done)), ("revision", Cell::Counter(revision))])
    }
}
