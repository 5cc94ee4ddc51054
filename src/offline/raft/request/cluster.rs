//! The requests for the cluster as a whole: alarms, versions, members.

use super::schema::FieldKind::{Choice, Flag, Id, Json, Payload, Signed, Text, Unsigned};
use super::schema::{MessageSpec, field, message};

pub(super) static ALARM: MessageSpec = MessageSpec::new(&[
    field(1, "action", Choice(&[("get", 0), ("activate", 0), ("deactivate", 0)])).always_shown(),
    field(2, "member", Id),
    field(3, "alarm", Choice(&[("none", 0), ("nospace", 0), ("corrupt", 3)])).always_shown(),
]);

pub(super) static VERSION: MessageSpec = MessageSpec::new(&[field(1, "version", Text)]).since(5);

pub(super) static VERSION_TEST: MessageSpec =
    MessageSpec::new(&[field(1, "version", Text)]).since(6);

pub(super) static MEMBER_ATTRIBUTES: MessageSpec =
    MessageSpec::new(&[field(1, "member", Id), message(2, "attributes", &ATTRIBUTES)]).since(5);

static ATTRIBUTES: MessageSpec =
    MessageSpec::new(&[field(1, "name", Text), field(2, "client_urls", Text).repeated()]).since(5);

pub(super) static DOWNGRADE: MessageSpec =
    MessageSpec::new(&[field(1, "enabled", Flag), field(2, "version", Text)]).since(5);

/// `raftpb.ConfChange`.
pub(super) static CONF_CHANGE: MessageSpec = MessageSpec::new(&[
    field(2, "change", CHANGE).always_shown(),
    field(3, "member", Id),
    field(4, "context", Json),
    field(1, "id", Unsigned),
])
.with_zeros();

/// `raftpb.ConfChangeV2`, which etcd does not write.
pub(super) static CONF_CHANGE_V2: MessageSpec = MessageSpec::new(&[
    field(1, "transition", Choice(&[("auto", 0), ("joint_implicit", 0), ("joint_explicit", 0)])),
    message(2, "changes", &SINGLE_CHANGE).repeated(),
    field(3, "context", Json),
])
.since(4)
.with_zeros();

static SINGLE_CHANGE: MessageSpec =
    MessageSpec::new(&[field(1, "change", CHANGE).always_shown(), field(2, "member", Id)])
        .with_zeros();

const CHANGE: super::schema::FieldKind =
    Choice(&[("add", 0), ("remove", 0), ("update", 0), ("add_learner", 0)]);

/// `etcdserverpb.Request` of the v2 API, which servers up to 3.5 also use for members and versions.
pub(super) static V2_REQUEST: MessageSpec = MessageSpec::new(&[
    field(2, "method", Text),
    field(3, "path", Text),
    field(4, "value", Payload),
    field(5, "dir", Flag),
    field(6, "prev_value", Payload),
    field(7, "prev_index", Unsigned),
    field(8, "prev_exist", Flag),
    field(9, "expiration", Signed),
    field(10, "wait", Flag),
    field(11, "since", Unsigned),
    field(12, "recursive", Flag),
    field(13, "sorted", Flag),
    field(14, "quorum", Flag),
    field(15, "time", Signed),
    field(16, "stream", Flag),
    field(17, "refresh", Flag),
    field(1, "id", Unsigned),
])
.with_zeros();
