//! Users, roles and whether authentication is enabled: `authpb`. The hashes of passwords are never read.

use super::entries::{Entries, read};
use crate::failure::Failure;
use crate::offline::bolt::Database;
use crate::offline::protobuf::{Fields, WireField};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct AuthState {
    pub(crate) is_enabled: bool,
    /// Number of changes of users and roles.
    pub(crate) revision: Option<u64>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct StoredUser {
    pub(crate) name: String,
    pub(crate) roles: Vec<String>,
    /// The user logs in by a certificate only.
    pub(crate) has_no_password: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct StoredRole {
    pub(crate) name: String,
    pub(crate) permissions: Vec<StoredPermission>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct StoredPermission {
    /// 0 to read, 1 to write, 2 for both.
    pub(crate) kind: i32,
    pub(crate) key: Vec<u8>,
    pub(crate) range_end: Vec<u8>,
}

pub(crate) fn auth_state(database: &Database) -> Result<AuthState, Failure> {
    let enabled = database.value("auth", b"authEnabled")?;
    let revision = database.value("auth", b"authRevision")?;
    Ok(AuthState {
        is_enabled: enabled.is_some_and(|value| value == [1]),
        revision: revision.and_then(|value| Some(u64::from_be_bytes(*value.first_chunk()?))),
    })
}

pub(crate) fn users(database: &Database) -> Result<Entries<StoredUser>, Failure> {
    read(database, "authUsers", |_, value| parse_user(value))
}

pub(crate) fn roles(database: &Database) -> Result<Entries<StoredRole>, Failure> {
    read(database, "authRoles", |_, value| parse_role(value))
}

fn parse_user(value: &[u8]) -> Option<StoredUser> {
    let mut user = StoredUser::default();
    for field in Fields::new(value) {
        match field.ok()? {
            WireField::Bytes(1, name) => user.name = text(name),
            WireField::Bytes(3, role) => user.roles.push(text(role)),
            WireField::Bytes(4, options) => {
                user.has_no_password =
                    Fields::new(options).any(|field| field.ok() == Some(WireField::Varint(1, 1)));
            }
            _ => {}
        }
    }
    Some(user)
}

fn parse_role(value: &[u8]) -> Option<StoredRole> {
    let mut role = StoredRole::default();
    for field in Fields::new(value) {
        match field.ok()? {
            WireField::Bytes(1, name) => role.name = text(name),
            WireField::Bytes(2, permission) => role.permissions.push(parse_permission(permission)?),
            _ => {}
        }
    }
    Some(role)
}

fn parse_permission(value: &[u8]) -> Option<StoredPermission> {
    let mut permission = StoredPermission::default();
    for field in Fields::new(value) {
        match field.ok()? {
            WireField::Varint(1, kind) => permission.kind = i32::try_from(kind).ok()?,
            WireField::Bytes(2, key) => permission.key = key.to_vec(),
            WireField::Bytes(3, end) => permission.range_end = end.to_vec(),
            _ => {}
        }
    }
    Some(permission)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{StoredPermission, StoredRole, StoredUser, parse_role, parse_user};

    #[test]
    fn users_have_roles_and_options() {
        let stored = b"\x0a\x01u\x12\x04hash\x1a\x01r\x1a\x01s\x22\x02\x08\x01";
        let user = StoredUser {
            name: "u".to_owned(),
            roles: vec!["r".to_owned(), "s".to_owned()],
            has_no_password: true,
        };
        assert_eq!(parse_user(stored), Some(user));
        assert_eq!(parse_user(b"\x0a\x05u"), None);
    }

    #[test]
    fn roles_have_permissions() {
        let permission = StoredPermission { kind: 2, key: b"a".to_vec(), range_end: b"b".to_vec() };
        let role = StoredRole { name: "r".to_owned(), permissions: vec![permission] };
        assert_eq!(parse_role(b"\x0a\x01r\x12\x08\x08\x02\x12\x01a\x1a\x01b"), Some(role));
        assert_eq!(parse_role(b"\x12\x01\x08"), None);
    }
}
