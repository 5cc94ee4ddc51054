//! The requests for users and roles.

use super::schema::FieldKind::{Choice, Flag, Key, Secret, Text};
use super::schema::{MessageSpec, field, message};

/// `InternalAuthenticateRequest`: a login.
pub(super) static AUTHENTICATE: MessageSpec = MessageSpec::new(&[
    field(1, "name", Text),
    field(2, "password", Secret),
    field(3, "simple_token", Secret),
]);

pub(super) static USER_ADD: MessageSpec = MessageSpec::new(&[
    field(1, "name", Text),
    field(2, "password", Secret),
    message(3, "options", &USER_OPTIONS).since(4),
    field(4, "hashed_password", Secret).since(5),
]);

static USER_OPTIONS: MessageSpec = MessageSpec::new(&[field(1, "no_password", Flag)]);

pub(super) static USER_NAME: MessageSpec = MessageSpec::new(&[field(1, "name", Text)]);

pub(super) static USER_PASSWORD: MessageSpec = MessageSpec::new(&[
    field(1, "name", Text),
    field(2, "password", Secret),
    field(3, "hashed_password", Secret).since(5),
]);

pub(super) static USER_ROLE: MessageSpec =
    MessageSpec::new(&[field(1, "name", Text), field(2, "role", Text)]);

pub(super) static ROLE_NAME: MessageSpec = MessageSpec::new(&[field(1, "role", Text)]);

pub(super) static ROLE_GRANT: MessageSpec =
    MessageSpec::new(&[field(1, "role", Text), message(2, "permission", &PERMISSION)]);

static PERMISSION: MessageSpec = MessageSpec::new(&[
    field(1, "type", Choice(&[("read", 0), ("write", 0), ("readwrite", 0)])).always_shown(),
    field(2, "key", Key),
    field(3, "range_end", Key),
]);

pub(super) static ROLE_REVOKE: MessageSpec =
    MessageSpec::new(&[field(1, "role", Text), field(2, "key", Key), field(3, "range_end", Key)]);
