//! What etcd said, in every format. Pure: a message in, text out.

mod acknowledged;
mod alarm;
mod answers;
mod auth;
mod check;
mod comparison;
mod defrag;
mod del;
mod diagnosis;
mod diagnosis_report;
mod done;
mod downgrade;
mod hashkv;
mod header;
mod health;
mod kv;
mod lease;
mod member;
mod member_json;
mod member_status;
mod mirror;
mod move_leader;
mod put;
mod queue;
mod range;
mod role;
mod service;
mod snapshot;
mod status;
mod status_json;
mod status_wide;
mod txn;
mod user;
mod verdict;
mod version;
mod watch;
mod would_delete;

pub(crate) use acknowledged::{Acknowledged, HeaderOnly};
pub(crate) use alarm::{AlarmReply, alarm_name};
pub(crate) use answers::Answers;
pub(crate) use check::CheckLine;
pub(crate) use comparison::Comparison;
pub(crate) use defrag::Defragmentation;
pub(crate) use del::Deletion;
pub(crate) use diagnosis::DiagnosisReply;
pub(crate) use done::Done;
pub(crate) use downgrade::DowngradeReply;
pub(crate) use health::EndpointHealth;
pub(crate) use lease::{KeepAlive, LeaseGranted, LeaseList, LeaseRevoked, LeaseState};
pub(crate) use member::{MemberAdded, MemberChanged};
pub(crate) use member_status::MemberStatus;
pub(crate) use mirror::Mirrored;
pub(crate) use move_leader::MoveLeaderReply;
pub(crate) use queue::{Place, Queue};
pub(crate) use range::{RangeFragment, Show};
pub(crate) use role::{RoleReply, range_text};
pub(crate) use service::{EndpointChanges, EndpointSet, Findings, Found, Resolved, Targets};
pub(crate) use snapshot::SnapshotReply;
pub(crate) use status_wide::WideStatus;
pub(crate) use user::{UserDetail, UserReply};
pub(crate) use verdict::{Ailment, CONDITION, HealthCheck, Question, Verdict};
pub(crate) use version::Versions;
pub(crate) use watch::{WatchPart, event_type, is_progress};
pub(crate) use would_delete::WouldDelete;

/// Whether serde should leave a field out, as Go's `omitempty` does.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
