//! etcd's responses in every format. Pure: a message in, text out.

mod access;
mod acknowledged;
mod browse;
mod bulk;
mod check;
mod cluster;
mod context;
mod doctor;
mod done;
mod header;
mod kv;
mod lease;
mod line_diff;
mod lock;
mod mirror;
mod offline;
mod per_endpoint;
mod service;
mod version;

pub(crate) use access::role::{RoleReply, range_text};
pub(crate) use access::user::{UserDetail, UserReply};
pub(crate) use acknowledged::{Acknowledged, HeaderOnly};
pub(crate) use browse::{LevelDetails, LevelName, ListItem, ListPart, TreeItem, UsageItem};
pub(crate) use bulk::change::{ChangedKey, DifferencePart};
pub(crate) use bulk::done::{ExportDone, ImportDone, TransferDone};
pub(crate) use bulk::export::ExportPart;
pub(crate) use bulk::tree::ExportTree;
pub(crate) use check::CheckLine;
pub(crate) use cluster::alarm::{AlarmReply, alarm_name};
pub(crate) use cluster::comparison::Comparison;
pub(crate) use cluster::defrag::{DefragOutcome, Defragmentation};
pub(crate) use cluster::downgrade::DowngradeReply;
pub(crate) use cluster::health::EndpointHealth;
pub(crate) use cluster::health_model::{CONDITION, HealthCheck, HealthError, ProbeKind, Verdict};
pub(crate) use cluster::member::status::MemberStatus;
pub(crate) use cluster::member::{MemberAdded, MemberChanged};
pub(crate) use cluster::snapshot::SnapshotReply;
pub(crate) use cluster::status::wide::WideStatus;
pub(crate) use context::{ContextChanged, ContextReply, SettingReply};
pub(crate) use doctor::DiagnosisReply;
pub(crate) use done::Done;
pub(crate) use kv::del::Deletion;
pub(crate) use kv::delete_preview::DeletePreview;
pub(crate) use kv::history::{Before, HistoryColumns, HistoryPart, KeyChange};
pub(crate) use kv::range::{RangeFragment, Show};
pub(crate) use kv::reversion::{Reversion, ReversionPreview};
pub(crate) use kv::undelete::Undeletion;
pub(crate) use kv::watch::{WatchPart, WatchSource, event_line, event_type, is_progress};
pub(crate) use lease::{KeepAliveReply, LeaseGranted, LeaseList, LeaseState};
pub(crate) use line_diff::{CONFLICT_MARK, TextVersions, line_diff, merge, text};
pub(crate) use lock::{Contenders, Place};
pub(crate) use mirror::Mirrored;
pub(crate) use offline::{
    AboutFile, BackupCheck, RestoredMember, RowPosition, ShowFields, WalPart, WalRow,
};
pub(crate) use per_endpoint::PerEndpoint;
pub(crate) use service::{
    EndpointChanges, EndpointSet, Findings, Resolved, ResolvedEndpoint, Targets,
};
pub(crate) use version::VersionReply;
