//! `InternalRaftRequest`: one of the requests that go through raft, and who sent it.

use super::access::{
    AUTHENTICATE, ROLE_GRANT, ROLE_NAME, ROLE_REVOKE, USER_ADD, USER_NAME, USER_PASSWORD, USER_ROLE,
};
use super::cluster::{ALARM, DOWNGRADE, MEMBER_ATTRIBUTES, VERSION, VERSION_TEST};
use super::key_values::{
    COMPACTION, DELETE_RANGE, LEASE_CHECKPOINT, LEASE_GRANT, LEASE_REVOKE, PUT, RANGE, TXN,
};
use super::schema::{FieldKind, FieldSpec, MessageSpec, field, message};

/// The field with who sent the request.
pub(super) const HEADER: u64 = 100;

/// The field that names a version; only tests of etcd propose it.
pub(super) const DOWNGRADE_VERSION_TEST: u64 = 9900;

pub(super) static INTERNAL_REQUEST: MessageSpec = MessageSpec::new(&[
    message(HEADER, "header", &REQUEST_HEADER),
    field(1, "id", FieldKind::Unsigned),
    message(3, "range", &RANGE),
    message(4, "put", &PUT),
    message(5, "delete_range", &DELETE_RANGE),
    message(6, "txn", &TXN),
    message(7, "compaction", &COMPACTION),
    message(8, "lease_grant", &LEASE_GRANT),
    message(9, "lease_revoke", &LEASE_REVOKE),
    message(10, "alarm", &ALARM),
    message(11, "lease_checkpoint", &LEASE_CHECKPOINT).since(4),
    message(1000, "auth_enable", &NOTHING),
    message(1011, "auth_disable", &NOTHING),
    message(1012, "authenticate", &AUTHENTICATE),
    message(1013, "auth_status", &NOTHING_3_5).since(5),
    message(1100, "auth_user_add", &USER_ADD),
    message(1101, "auth_user_delete", &USER_NAME),
    message(1102, "auth_user_get", &USER_NAME),
    message(1103, "auth_user_change_password", &USER_PASSWORD),
    message(1104, "auth_user_grant_role", &USER_ROLE),
    message(1105, "auth_user_revoke_role", &USER_ROLE),
    message(1106, "auth_user_list", &NOTHING),
    message(1107, "auth_role_list", &NOTHING),
    message(1200, "auth_role_add", &ROLE_NAME),
    message(1201, "auth_role_delete", &ROLE_NAME),
    message(1202, "auth_role_get", &ROLE_NAME),
    message(1203, "auth_role_grant_permission", &ROLE_GRANT),
    message(1204, "auth_role_revoke_permission", &ROLE_REVOKE),
    message(1300, "cluster_version_set", &VERSION).since(5),
    message(1301, "cluster_member_attr_set", &MEMBER_ATTRIBUTES).since(5),
    message(1302, "downgrade_info_set", &DOWNGRADE).since(5),
    message(DOWNGRADE_VERSION_TEST, "downgrade_version_test", &VERSION_TEST).since(6),
]);

static REQUEST_HEADER: MessageSpec = MessageSpec::new(&[
    field(1, "id", FieldKind::Unsigned),
    field(2, "username", FieldKind::Text),
    field(3, "auth_revision", FieldKind::Unsigned).since(1),
]);

static NOTHING: MessageSpec = MessageSpec::new(&[]);
static NOTHING_3_5: MessageSpec = MessageSpec::new(&[]).since(5);

/// Returns the names of all requests.
pub(super) fn requests() -> impl Iterator<Item = &'static FieldSpec> {
    let is_request =
        |field: &&FieldSpec| matches!(field.kind, FieldKind::Message(_)) && field.number != HEADER;
    INTERNAL_REQUEST.fields.iter().filter(is_request)
}
