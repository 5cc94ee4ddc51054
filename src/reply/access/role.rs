use super::auth::{fields_names, json_names, name_records, simple_names};
use crate::etcd::prefix_end;
use crate::etcd::proto::{AuthRoleGetResponse, AuthRoleListResponse, Permission};
use crate::go::Object;
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{fields_header, json_header};

impl Reply for AuthRoleListResponse {
    const FIELDS: &'static [&'static str] = &["role"];

    fn simple(&self, page: &mut Buffer) {
        simple_names(&self.roles, page);
    }

    fn fields(&self, page: &mut Buffer) {
        fields_names(self.header, "Roles", &self.roles, page);
    }

    fn json(&self, page: &mut Buffer) {
        json_names(self.header, "roles", &self.roles, page);
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(self);
    }

    fn records(&self) -> Records {
        name_records("role", &self.roles)
    }
}

#[derive(Debug)]
pub(crate) struct RoleReply {
    pub(crate) name: String,
    pub(crate) response: AuthRoleGetResponse,
}

const READ: i32 = 0;
const WRITE: i32 = 1;
const READWRITE: i32 = 2;

impl Reply for RoleReply {
    const FIELDS: &'static [&'static str] = &PERMISSION_FIELDS;

    fn simple(&self, page: &mut Buffer) {
        page.line(format_args!("Role {}", self.name));
        for (title, kind) in [("KV Read:", READ), ("KV Write:", WRITE)] {
            page.line(format_args!("{title}"));
            // The role root may do everything without any permission granted.
            if self.name == "root" && self.response.perm.is_empty() {
                page.line(format_args!("\t[, <open ended>"));
            }
            let allowed = |p: &&Permission| p.perm_type == kind || p.perm_type == READWRITE;
            self.response.perm.iter().filter(allowed).for_each(|p| simple_range(p, page));
        }
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.response.header, page);
        fields_permissions(&self.response.perm, page);
    }

    fn json(&self, page: &mut Buffer) {
        page.json_object_line(|object| {
            json_header(self.response.header, object);
            json_permissions(&self.response.perm, object);
        });
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(&self.response);
    }

    fn records(&self) -> Records {
        role_records(std::slice::from_ref(self))
    }
}

pub(crate) const PERMISSION_FIELDS: [&str; 4] = ["role", "permission", "key", "range_end"];

pub(crate) fn fields_permissions(permissions: &[Permission], page: &mut Buffer) {
    for permission in permissions {
        page.field("PermType", format_args!(" {}", type_name(permission.perm_type)));
        page.field_quoted("Key", &permission.key);
        page.field_quoted("RangeEnd", &permission.range_end);
    }
}

pub(crate) fn json_permissions(permissions: &[Permission], object: &mut Object<'_>) {
    object.nonempty_list("perm", permissions, |permission, object| {
        object.nonzero("permType", permission.perm_type);
        object.bytes("key", &permission.key);
        object.bytes("range_end", &permission.range_end);
    });
}

pub(crate) fn role_records(roles: &[RoleReply]) -> Records {
    let mut records = Records::new(&PERMISSION_FIELDS);
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

/// Formats a range as etcdctl: a key, `[KEY, END)` or `[KEY, <open ended>`.
pub(crate) fn range_text(key: &[u8], range_end: &[u8]) -> Vec<u8> {
    match range_end {
        [] => key.to_vec(),
        [0] => [b"[", key, b", <open ended>"].concat(),
        end => [b"[", key, b", ", end, b")"].concat(),
    }
}
