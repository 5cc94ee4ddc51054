//! Replies about users.

use super::auth::{NamesJson, fields_names, name_records, simple_names};
use super::role::{RoleJson, RoleReply, role_records};
use crate::etcd::proto::{AuthUserGetResponse, AuthUserListResponse};
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{Header, fields_header};
use serde::Serialize;

impl Reply for AuthUserListResponse {
    fn simple(&self, page: &mut Buffer) {
        simple_names(&self.users, page);
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.header.as_ref(), page);
        fields_names("Users", &self.users, page);
    }

    fn json(&self, page: &mut Buffer) {
        let header = Header::of(self.header.as_ref());
        page.json_line(&NamesJson { header, users: &self.users, ..NamesJson::default() });
    }

    fn protobuf(&self, page: &mut Buffer) {
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
    fn simple(&self, page: &mut Buffer) {
        page.line(format_args!("User: {}", self.name));
        page.text(format_args!("Roles:"));
        self.response.roles.iter().for_each(|role| page.text(format_args!(" {role}")));
        page.raw(b"\n");
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.response.header.as_ref(), page);
        fields_names("Roles", &self.response.roles, page);
    }

    fn json(&self, page: &mut Buffer) {
        let header = Header::of(self.response.header.as_ref());
        page.json_line(&NamesJson { header, roles: &self.response.roles, ..NamesJson::default() });
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(&self.response);
    }

    fn records(&self) -> Records {
        Records::one([
            ("user", Cell::text(&self.name)),
            ("roles", Cell::List(self.response.roles.clone())),
        ])
    }
}

/// A user, and what each of its roles permits.
#[derive(Debug)]
pub(crate) struct UserDetail {
    pub(crate) user: UserReply,
    pub(crate) roles: Vec<RoleReply>,
}

impl Reply for UserDetail {
    fn simple(&self, page: &mut Buffer) {
        page.line(format_args!("User: {}", self.user.name));
        for role in &self.roles {
            page.raw(b"\n");
            role.simple(page);
        }
    }

    fn fields(&self, page: &mut Buffer) {
        self.user.fields(page);
        for role in &self.roles {
            page.raw(b"\n");
            page.field_quoted("Role", role.name.as_bytes());
            role.fields_permissions(page);
        }
    }

    /// The object of the user, with one more field: etcdctl prints text between objects.
    fn json(&self, page: &mut Buffer) {
        #[derive(Serialize)]
        struct UserJson<'a> {
            #[serde(flatten)]
            user: NamesJson<'a>,
            details: Vec<RoleJson<'a>>,
        }
        let AuthUserGetResponse { header, roles } = &self.user.response;
        page.json_line(&UserJson {
            user: NamesJson { header: Header::of(header.as_ref()), roles, ..NamesJson::default() },
            details: self.roles.iter().map(RoleReply::named_json).collect(),
        });
    }

    fn protobuf(&self, page: &mut Buffer) {
        self.roles.iter().for_each(|role| role.protobuf(page));
    }

    fn records(&self) -> Records {
        role_records(&self.roles)
    }
}
