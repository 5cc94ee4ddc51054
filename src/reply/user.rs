//! Replies about users.

use super::auth::{NamesJson, fields_names, name_records, simple_names};
use super::header::{Header, fields_header};
use crate::etcd::proto::{AuthUserGetResponse, AuthUserListResponse};
use crate::output::{Cell, Page, Records, Reply};

impl Reply for AuthUserListResponse {
    fn simple(&self, page: &mut Page) {
        simple_names(&self.users, page);
    }

    fn fields(&self, page: &mut Page) {
        fields_header(self.header.as_ref(), page);
        fields_names("Users", &self.users, page);
    }

    fn json(&self, page: &mut Page) {
        let header = Header::of(self.header.as_ref());
        page.json_line(&NamesJson { header, users: &self.users, ..NamesJson::default() });
    }

    fn protobuf(&self, page: &mut Page) {
        page.message(self);
    }

    fn records(&self) -> Records {
        name_records("user", &self.users)
    }
}

/// A user and the roles it has been granted.
#[derive(Debug)]
pub(crate) struct UserReply {
    pub(crate) name: String,
    pub(crate) response: AuthUserGetResponse,
}

impl Reply for UserReply {
    fn simple(&self, page: &mut Page) {
        page.line(format_args!("User: {}", self.name));
        page.text(format_args!("Roles:"));
        self.response.roles.iter().for_each(|role| page.text(format_args!(" {role}")));
        page.raw(b"\n");
    }

    fn fields(&self, page: &mut Page) {
        fields_header(self.response.header.as_ref(), page);
        fields_names("Roles", &self.response.roles, page);
    }

    fn json(&self, page: &mut Page) {
        let header = Header::of(self.response.header.as_ref());
        page.json_line(&NamesJson { header, roles: &self.response.roles, ..NamesJson::default() });
    }

    fn protobuf(&self, page: &mut Page) {
        page.message(&self.response);
    }

    fn records(&self) -> Records {
        Records::one([
            ("user", Cell::text(&self.name)),
            ("roles", Cell::List(self.response.roles.clone())),
        ])
    }
}
