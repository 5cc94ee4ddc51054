use super::auth::{fields_names, json_names, name_records, simple_names};
use super::role::{
    PERMISSION_FIELDS, RoleReply, fields_permissions, json_permissions, role_records,
};
use crate::etcd::proto::{AuthUserGetResponse, AuthUserListResponse};
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::json_header;

impl Reply for AuthUserListResponse {
    const FIELDS: &'static [&'static str] = &["user"];

    fn simple(&self, page: &mut Buffer) {
        simple_names(&self.users, page);
    }

    fn fields(&self, page: &mut Buffer) {
        fields_names(self.header, "Users", &self.users, page);
    }

    fn json(&self, page: &mut Buffer) {
        json_names(self.header, "users", &self.users, page);
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(self);
    }

    fn records(&self) -> Records {
        name_records("user", &self.users)
    }
}

#[derive(Debug)]
pub(crate) struct UserReply {
    pub(crate) name: String,
    pub(crate) response: AuthUserGetResponse,
}

impl Reply for UserReply {
    const FIELDS: &'static [&'static str] = &["user", "roles"];

    fn simple(&self, page: &mut Buffer) {
        page.line(format_args!("User: {}", self.name));
        page.text(format_args!("Roles:"));
        self.response.roles.iter().for_each(|role| page.text(format_args!(" {role}")));
        page.raw(b"\n");
    }

    fn fields(&self, page: &mut Buffer) {
        fields_names(self.response.header, "Roles", &self.response.roles, page);
    }

    fn json(&self, page: &mut Buffer) {
        json_names(self.response.header, "roles", &self.response.roles, page);
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

#[derive(Debug)]
pub(crate) struct UserDetail {
    pub(crate) user: UserReply,
    pub(crate) roles: Vec<RoleReply>,
}

impl Reply for UserDetail {
    const FIELDS: &'static [&'static str] = &PERMISSION_FIELDS;

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
            fields_permissions(&role.response.perm, page);
        }
    }

    /// Writes the user's object with a field for the roles; etcdctl prints text between objects.
    fn json(&self, page: &mut Buffer) {
        let AuthUserGetResponse { header, roles } = &self.user.response;
        page.json_object_line(|object| {
            json_header(*header, object);
            object.nonzero("roles", &**roles);
            object.list("details", &self.roles, |role, object| {
                object.field("role", &role.name);
                json_permissions(&role.response.perm, object);
            });
        });
    }

    fn protobuf(&self, page: &mut Buffer) {
        self.roles.iter().for_each(|role| role.protobuf(page));
    }

    fn records(&self) -> Records {
        role_records(&self.roles)
    }
}
