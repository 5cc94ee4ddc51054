//! Replies about roles.

use super::auth::{NamesJson, fields_names, name_records, simple_names};
use crate::etcd::prefix_end;
use crate::etcd::proto::{AuthRoleGetResponse, AuthRoleListResponse, Permission};
use crate::go::base64;
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{Header, fields_header};
use crate::reply::is_default;
use serde::Serialize;

impl Reply for AuthRoleListResponse {
    fn simple(&self, page: &mut Buffer) {
        simple_names(&self.roles, page);
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.header.as_ref(), page);
        fields_names("Roles", &self.roles, page);
    }

    fn json(&self, page: &mut Buffer) {
        let header = Header::of(self.header.as_ref());
        page.json_line(&NamesJson { header, roles: &self.roles, ..NamesJson::default() });
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(self);
    }

    fn records(&self) -> Records {
        name_records("role", &self.roles)
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
    fn simple(&self, page: &mut Buffer) {
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

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.response.header.as_ref(), page);
        self.fields_permissions(page);
    }

    fn json(&self, page: &mut Buffer) {
        page.json_line(&RoleJson {
            role: None,
            header: Header::of(self.response.header.as_ref()),
            perm: self.permissions(),
        });
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(&self.response);
    }

    fn records(&self) -> Records {
        role_records(std::slice::from_ref(self))
    }
}

impl RoleReply {
    /// As one of several in an object that has a header itself.
    pub(crate) fn named_json(&self) -> RoleJson<'_> {
        RoleJson { role: Some(&self.name), header: None, perm: self.permissions() }
    }

    pub(crate) fn fields_permissions(&self, page: &mut Buffer) {
        for permission in &self.response.perm {
            page.field("PermType", format_args!(" {}", type_name(permission.perm_type)));
            page.field_quoted("Key", &permission.key);
            page.field_quoted("RangeEnd", &permission.range_end);
        }
    }

    fn permissions(&self) -> Vec<PermissionJson<'_>> {
        self.response.perm.iter().map(PermissionJson::of).collect()
    }
}

/// A row for every permission of these roles.
pub(crate) fn role_records(roles: &[RoleReply]) -> Records {
    let mut records = Records::new(&["role", "permission", "key", "range_end"]);
    for role in roles {
        for permission in &role.response.perm {
            records.push([
                Cell::text(&role.name),
                Cell::text(type_name(permission.perm_type)),
                Cell::Blob(permission.key.clone()),
                Cell::Blob(permission.range_end.clone()),
            ]);
        }
    }
    records
}

#[derive(Serialize)]
pub(crate) struct RoleJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<Header>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    perm: Vec<PermissionJson<'a>>,
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

fn simple_range(permission: &Permission, page: &mut Buffer) {
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
