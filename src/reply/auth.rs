//! Replies about authentication, users and roles.

use super::header::{Header, fields_header};
use super::is_default;
use crate::etcd::proto::{
    AuthRoleGetResponse, AuthRoleListResponse, AuthStatusResponse, AuthUserGetResponse,
    AuthUserListResponse, Permission,
};
use crate::input::prefix_end;
use crate::output::{Cell, Page, Records, Reply, base64, quote};
use serde::Serialize;

impl Reply for AuthStatusResponse {
    fn simple(&self, page: &mut Page) {
        page.line(format_args!("Authentication Status: {}", self.enabled));
        page.line(format_args!("AuthRevision: {}", self.auth_revision));
    }

    fn fields(&self, page: &mut Page) {
        fields_header(self.header.as_ref(), page);
        page.field("Enabled", self.enabled);
        page.field("AuthRevision", self.auth_revision);
    }

    fn json(&self, page: &mut Page) {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Json {
            #[serde(skip_serializing_if = "Option::is_none")]
            header: Option<Header>,
            #[serde(skip_serializing_if = "is_default")]
            enabled: bool,
            #[serde(skip_serializing_if = "is_default")]
            auth_revision: u64,
        }
        page.json_line(&Json {
            header: Header::of(self.header.as_ref()),
            enabled: self.enabled,
            auth_revision: self.auth_revision,
        });
    }

    fn protobuf(&self, page: &mut Page) {
        page.message(self);
    }

    fn records(&self) -> Records {
        Records::one([
            ("enabled", Cell::Flag(self.enabled)),
            ("auth_revision", Cell::UnsignedCounter(self.auth_revision)),
        ])
    }
}

/// A header and a list of names, as JSON has it under `roles` or `users`.
#[derive(Serialize, Default)]
struct NamesJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<Header>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    roles: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    users: &'a [String],
}

fn simple_names(names: &[String], page: &mut Page) {
    names.iter().for_each(|name| page.line(format_args!("{name}")));
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| quote(name.as_bytes())).collect::<Vec<_>>().join(" ")
}

fn name_records(column: &'static str, names: &[String]) -> Records {
    let mut records = Records::new(&[column]);
    names.iter().for_each(|name| records.push([Cell::text(name)]));
    records
}

impl Reply for AuthUserListResponse {
    fn simple(&self, page: &mut Page) {
        simple_names(&self.users, page);
    }

    fn fields(&self, page: &mut Page) {
        fields_header(self.header.as_ref(), page);
        page.field("Users", quoted(&self.users));
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

impl Reply for AuthRoleListResponse {
    fn simple(&self, page: &mut Page) {
        simple_names(&self.roles, page);
    }

    fn fields(&self, page: &mut Page) {
        fields_header(self.header.as_ref(), page);
        page.field("Roles", quoted(&self.roles));
    }

    fn json(&self, page: &mut Page) {
        let header = Header::of(self.header.as_ref());
        page.json_line(&NamesJson { header, roles: &self.roles, ..NamesJson::default() });
    }

    fn protobuf(&self, page: &mut Page) {
        page.message(self);
    }

    fn records(&self) -> Records {
        name_records("role", &self.roles)
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
        page.field("Roles", quoted(&self.response.roles));
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

/// A role and what it permits.
#[derive(Debug)]
pub(crate) struct RoleReply {
    pub(crate) name: String,
    pub(crate) response: AuthRoleGetResponse,
}

const READ: i32 = 0;
const WRITE: i32 = 1;
const READWRITE: i32 = 2;

impl Reply for RoleReply {
    fn simple(&self, page: &mut Page) {
        page.line(format_args!("Role {}", self.name));
        for (title, kind) in [("KV Read:", READ), ("KV Write:", WRITE)] {
            page.line(format_args!("{title}"));
            // The role root may do everything without being granted anything.
            if self.name == "root" && self.response.perm.is_empty() {
                page.line(format_args!("\t[, <open ended>"));
            }
            let allowed = |p: &&Permission| p.perm_type == kind || p.perm_type == READWRITE;
            self.response.perm.iter().filter(allowed).for_each(|p| simple_range(p, page));
        }
    }

    fn fields(&self, page: &mut Page) {
        fields_header(self.response.header.as_ref(), page);
        for permission in &self.response.perm {
            page.field("PermType", format_args!(" {}", type_name(permission.perm_type)));
            page.field_quoted("Key", &permission.key);
            page.field_quoted("RangeEnd", &permission.range_end);
        }
    }

    fn json(&self, page: &mut Page) {
        #[derive(Serialize)]
        struct Json<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            header: Option<Header>,
            #[serde(skip_serializing_if = "Vec::is_empty")]
            perm: Vec<PermissionJson<'a>>,
        }
        page.json_line(&Json {
            header: Header::of(self.response.header.as_ref()),
            perm: self.response.perm.iter().map(PermissionJson::of).collect(),
        });
    }

    fn protobuf(&self, page: &mut Page) {
        page.message(&self.response);
    }

    fn records(&self) -> Records {
        let mut records = Records::new(&["role", "permission", "key", "range_end"]);
        for permission in &self.response.perm {
            records.push([
                Cell::text(&self.name),
                Cell::text(type_name(permission.perm_type)),
                Cell::Blob(permission.key.clone()),
                Cell::Blob(permission.range_end.clone()),
            ]);
        }
        records
    }
}

#[derive(Serialize)]
struct PermissionJson<'a> {
    #[serde(rename = "permType", skip_serializing_if = "is_default")]
    perm_type: i32,
    #[serde(serialize_with = "base64", skip_serializing_if = "<[u8]>::is_empty")]
    key: &'a [u8],
    #[serde(serialize_with = "base64", skip_serializing_if = "<[u8]>::is_empty")]
    range_end: &'a [u8],
}

impl<'a> PermissionJson<'a> {
    fn of(permission: &'a Permission) -> Self {
        Self {
            perm_type: permission.perm_type,
            key: &permission.key,
            range_end: &permission.range_end,
        }
    }
}

fn type_name(kind: i32) -> &'static str {
    match kind {
        READ => "READ",
        WRITE => "WRITE",
        READWRITE => "READWRITE",
        _ => "UNKNOWN",
    }
}

fn simple_range(permission: &Permission, page: &mut Page) {
    let Permission { key, range_end, .. } = permission;
    page.raw(b"\t");
    page.raw(&range_text(key, range_end));
    if !key.is_empty() && *range_end == prefix_end(key) {
        page.raw(b" (prefix ");
        page.raw(key);
        page.raw(b")");
    }
    page.raw(b"\n");
}

/// A key, `[KEY, END)`, or `[KEY, <open ended>`.
pub(crate) fn range_text(key: &[u8], range_end: &[u8]) -> Vec<u8> {
    match range_end {
        [] => key.to_vec(),
        [0] => [b"[", key, b", <open ended>"].concat(),
        end => [b"[", key, b", ", end, b")"].concat(),
    }
}
