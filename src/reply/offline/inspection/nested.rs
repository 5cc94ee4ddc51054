//! `snapshot inspect` as one object with nested lists, for programs.

use super::sections::permission_kind;
use crate::offline::inspect::{BucketUse, Inspection, LeaseUse};
use crate::offline::schema::{
    StoredAlarm, StoredMember, StoredPermission, StoredRole, StoredUser, Unreadable,
};
use crate::output::{Cell, Column, Records};
use crate::reply::cluster::alarm::alarm_name;

pub(super) fn nested(of: &Inspection) -> Records {
    file(of).beside(key_values(of)).beside(raft(of)).beside(lists(of))
}

fn file(of: &Inspection) -> Records {
    let free = of.free_pages();
    Records::one([
        ("file", Cell::text(of.path.display().to_string())),
        ("file_size", count(of.file_size)),
        ("page_size", count(of.meta.page_size.into())),
        ("txid", Cell::UnsignedCounter(of.meta.txid)),
        ("total_pages", count(of.meta.high_water)),
        ("used_pages", count(of.used_pages)),
        ("free_pages", count(free)),
        ("total_bytes", count(of.meta.size())),
        ("used_bytes", count(of.bytes(of.used_pages))),
        ("free_bytes", count(of.bytes(free))),
        ("buckets", Cell::Rows(Records::table(&BUCKET, &of.buckets))),
    ])
}

fn key_values(of: &Inspection) -> Records {
    let revision = |number: Option<i64>| number.map_or(Cell::Nothing, Cell::Counter);
    Records::one([
        ("revision", Cell::Counter(of.key_values.revision)),
        ("oldest_revision", Cell::Counter(of.key_values.oldest)),
        ("compact_revision", revision(of.small.marks.compacted)),
        ("scheduled_compact_revision", revision(of.small.marks.compaction_scheduled)),
        ("keys", count(of.key_values.live.count())),
        ("deletions", count(of.key_values.tombstones)),
    ])
}

fn raft(of: &Inspection) -> Records {
    let number = |number: Option<u64>| number.map_or(Cell::Nothing, Cell::UnsignedCounter);
    let (marks, cluster) = (&of.small.marks, &of.small.cluster);
    let downgrade = cluster.downgrade.as_ref();
    let state = of.small.conf_state.clone().unwrap_or_default();
    let ids = |ids: &[u64]| Cell::List(ids.iter().map(|id| format!("{id:x}")).collect());
    let target = downgrade.filter(|it| it.enabled).map(|it| it.target.clone());
    Records::one([
        ("consistent_index", number(marks.consistent_index)),
        ("term", number(marks.term)),
        ("voters", ids(&state.voters)),
        ("learners", ids(&state.learners)),
        ("voters_outgoing", ids(&state.voters_outgoing)),
        ("learners_next", ids(&state.learners_next)),
        ("storage_version", Cell::text_or_nothing(marks.storage_version.clone())),
        ("cluster_version", Cell::text_or_nothing(cluster.version.clone())),
        ("downgrade_target", Cell::text_or_nothing(target)),
        ("removed_members", ids(&of.small.removed_members)),
        ("auth_enabled", Cell::Flag(of.small.auth.is_enabled)),
        ("auth_revision", number(of.small.auth.revision)),
    ])
}

fn lists(of: &Inspection) -> Records {
    Records::one([
        ("members", Cell::Rows(Records::table(&MEMBER, &of.small.members))),
        ("leases", Cell::Rows(Records::table(&LEASE, &of.leases))),
        ("users", Cell::Rows(Records::table(&USER, &of.small.users))),
        ("roles", Cell::Rows(Records::table(&ROLE, &of.small.roles))),
        ("alarms", Cell::Rows(Records::table(&ALARM, &of.small.alarms))),
        ("unreadable", Cell::Rows(Records::table(&UNREADABLE, of.unreadable()))),
    ])
}

fn count(number: u64) -> Cell {
    i64::try_from(number).map_or(Cell::UnsignedCounter(number), Cell::Number)
}

const BUCKET: [Column<BucketUse>; 4] = [
    ("name", |bucket| Cell::text(&bucket.name)),
    ("entries", |bucket| count(bucket.entries)),
    ("bytes", |bucket| count(bucket.bytes)),
    ("pages", |bucket| count(bucket.pages)),
];

const MEMBER: [Column<StoredMember>; 5] = [
    ("id", |member| Cell::Id(member.id)),
    ("name", |member| Cell::text(&member.name)),
    ("peer_addrs", |member| Cell::List(member.peer_urls().to_vec())),
    ("client_addrs", |member| Cell::List(member.client_urls().to_vec())),
    ("is_learner", |member| Cell::Flag(member.is_learner)),
];

const LEASE: [Column<LeaseUse>; 3] = [
    ("id", |lease| Cell::Lease(lease.id)),
    ("granted_ttl", |lease| lease.ttl.map_or(Cell::Nothing, Cell::Number)),
    ("keys", |lease| count(lease.keys)),
];

const USER: [Column<StoredUser>; 3] = [
    ("name", |user| Cell::text(&user.name)),
    ("roles", |user| Cell::List(user.roles.clone())),
    ("no_password", |user| Cell::Flag(user.has_no_password)),
];

const ROLE: [Column<StoredRole>; 2] = [
    ("name", |role| Cell::text(&role.name)),
    ("permissions", |role| Cell::Rows(Records::table(&PERMISSION, &role.permissions))),
];

const PERMISSION: [Column<StoredPermission>; 3] = [
    ("permission", |permission| Cell::text(permission_kind(permission.kind))),
    ("key", |permission| Cell::Blob(permission.key.clone())),
    ("range_end", |permission| Cell::Blob(permission.range_end.clone())),
];

const ALARM: [Column<StoredAlarm>; 2] = [
    ("member", |alarm| Cell::Id(alarm.member)),
    ("alarm", |alarm| Cell::text(alarm_name(alarm.alarm))),
];

const UNREADABLE: [Column<Unreadable>; 3] = [
    ("bucket", |found| Cell::text(found.bucket)),
    ("entries", |found| count(found.count)),
    ("first", |found| Cell::text(&found.first)),
];
