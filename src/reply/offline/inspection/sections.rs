//! The sections of `snapshot inspect`, for people.

use super::section::Section;
use crate::etcd::prefix_end;
use crate::go::{LeaseId, quote, si_bytes};
use crate::offline::inspect::{Inspection, LeaseUse};
use crate::offline::schema::{StoredMember, StoredPermission, StoredUser};
use crate::output::counted;
use crate::reply::cluster::alarm::alarm_name;
use std::cmp::Reverse;

/// Leases that are listed; JSON lists all.
const LEASES: usize = 5;

pub(super) fn sections(of: &Inspection) -> Vec<Section> {
    let all = [
        database(of),
        buckets(of),
        key_values(of),
        raft(of),
        versions(of),
        members(of),
        leases(of),
        access(of),
        alarms(of),
        unreadable(of),
    ];
    all.into_iter().filter(|section| !section.rows.is_empty()).collect()
}

fn database(of: &Inspection) -> Section {
    let mut section = Section::new("Database");
    let amount = |pages| {
        let size = si_bytes(of.bytes(pages));
        format!("{} ({size})", counted(pages, "page", "pages"))
    };
    section.add("file", [of.path.display().to_string(), format!("{} bytes", of.file_size)]);
    section.add("page size", [of.meta.page_size.to_string()]);
    section.add("transaction", [of.meta.txid.to_string()]);
    section.add("total", [amount(of.meta.high_water)]);
    section.add("used", [amount(of.used_pages)]);
    section.add("free", [amount(of.free_pages())]);
    section
}

fn buckets(of: &Inspection) -> Section {
    let mut section = Section::new("Buckets");
    for bucket in &of.buckets {
        let pages = match bucket.pages {
            0 => "inline".to_owned(),
            pages => counted(pages, "page", "pages"),
        };
        let entries = counted(bucket.entries, "entry", "entries");
        section.add(escaped(&bucket.name), [entries, si_bytes(bucket.bytes), pages]);
    }
    section
}

fn key_values(of: &Inspection) -> Section {
    let mut section = Section::new("Key-values");
    let (found, marks) = (&of.key_values, &of.small.marks);
    section.add("revision", [found.revision.to_string()]);
    section.add("oldest entry", [found.oldest.to_string()]);
    let compacted = marks.compacted.map_or("never".to_owned(), |revision| revision.to_string());
    section.add("compacted", [compacted]);
    let scheduled = marks.compaction_scheduled.filter(|_| marks.is_compacting());
    let scheduled = scheduled.map(|revision| format!("at {revision}, not finished"));
    section.add("compaction", [scheduled.unwrap_or_default()]);
    section.add("keys", [found.live.count().to_string()]);
    section.add("deletions", [found.tombstones.to_string()]);
    section
}

fn raft(of: &Inspection) -> Section {
    let mut section = Section::new("Raft");
    let marks = &of.small.marks;
    let number = |number: Option<u64>| number.map(|it| it.to_string()).unwrap_or_default();
    section.add("consistent index", [number(marks.consistent_index)]);
    section.add("term", [number(marks.term)]);
    if let Some(state) = &of.small.conf_state {
        for (name, ids) in [
            ("voters", &state.voters),
            ("learners", &state.learners),
            ("outgoing voters", &state.voters_outgoing),
            ("next learners", &state.learners_next),
        ] {
            section.add_list(name, ids.iter().map(|id| format!("{id:x}")));
        }
    }
    section
}

fn versions(of: &Inspection) -> Section {
    let mut section = Section::new("Versions");
    let storage =
        of.small.marks.storage_version.as_deref().map_or("none (3.5 or older)".to_owned(), escaped);
    section.add("storage", [storage]);
    section
        .add("cluster", [of.small.cluster.version.as_deref().map_or("none".to_owned(), escaped)]);
    let enabled = of.small.cluster.downgrade.as_ref().filter(|downgrade| downgrade.enabled);
    let enabled = enabled.map(|downgrade| format!("to {} enabled", escaped(&downgrade.target)));
    section.add("downgrade", [enabled.unwrap_or_else(|| "not enabled".to_owned())]);
    section
}

fn members(of: &Inspection) -> Section {
    let mut section = Section::new("Members");
    for member in &of.small.members {
        let StoredMember { id, name, is_learner, .. } = member;
        let name = if name.is_empty() { "not started".to_owned() } else { escaped(name) };
        let learner = if *is_learner { "learner" } else { "" };
        let urls = |what, urls: &[String]| match urls {
            [] => String::new(),
            urls => format!("{what} {}", escaped(&urls.join(" "))),
        };
        let (peers, clients) =
            (urls("peers", member.peer_urls()), urls("clients", member.client_urls()));
        section.add(format!("{id:x}"), [name, learner.to_owned(), peers, clients]);
    }
    section.add_list("removed", of.small.removed_members.iter().map(|id| format!("{id:x}")));
    section
}

/// Lists the leases with the most keys.
fn leases(of: &Inspection) -> Section {
    let mut section = Section::new("Leases");
    let keys: u64 = of.leases.iter().map(|lease| lease.keys).sum();
    let granted = of.leases.iter().filter(|lease| lease.ttl.is_some()).count();
    let attached = format!("{} attached", counted(keys, "key", "keys"));
    section.add("total", [counted(granted as u64, "lease", "leases"), attached]);
    let mut largest: Vec<_> = of.leases.iter().collect();
    largest.sort_by_key(|lease| (lease.ttl.is_some(), Reverse(lease.keys)));
    for LeaseUse { id, ttl, keys } in largest.iter().take(LEASES) {
        let ttl = ttl.map_or("does not exist".to_owned(), |ttl| format!("TTL {ttl}s"));
        section.add(LeaseId(*id).to_string(), [ttl, counted(*keys, "key", "keys")]);
    }
    if let Some(more) = of.leases.len().checked_sub(LEASES).filter(|more| *more > 0) {
        section.add("more", [format!("{more}, listed by -w json")]);
    }
    section
}

fn access(of: &Inspection) -> Section {
    let mut section = Section::new("Authentication");
    let auth = &of.small.auth;
    let state = if auth.is_enabled { "enabled" } else { "disabled" };
    let revision = auth.revision.map(|revision| format!("revision {revision}"));
    section.add("state", [state.to_owned(), revision.unwrap_or_default()]);
    for StoredUser { name, roles, has_no_password } in &of.small.users {
        let roles = roles.iter().map(|role| escaped(role));
        let roles = match roles.collect::<Vec<_>>().join(" ").as_str() {
            "" => "no roles".to_owned(),
            roles => format!("roles {roles}"),
        };
        let password = if *has_no_password { "no password" } else { "" };
        section.add(format!("user {}", escaped(name)), [roles, password.to_owned()]);
    }
    for role in &of.small.roles {
        let mut permissions: Vec<_> = role.permissions.iter().map(permission).collect();
        if permissions.is_empty() {
            permissions.push("no permissions".to_owned());
        }
        section.add_list(format!("role {}", escaped(&role.name)), permissions);
    }
    section
}

fn permission(permission: &StoredPermission) -> String {
    let StoredPermission { kind, key, range_end } = permission;
    let kind = permission_kind(*kind).to_lowercase();
    let range = match (key.as_slice(), range_end.as_slice()) {
        (key, []) => quote(key),
        ([0] | [], [0]) => "all keys".to_owned(),
        (key, [0]) => format!("from {} on", quote(key)),
        (key, end) if prefix_end(key) == end => format!("prefix {}", quote(key)),
        (key, end) => format!("{} to {}", quote(key), quote(end)),
    };
    format!("{kind} {range}")
}

/// Returns etcd's name of a type of permissions.
pub(super) fn permission_kind(kind: i32) -> &'static str {
    match kind {
        0 => "READ",
        1 => "WRITE",
        2 => "READWRITE",
        _ => "UNKNOWN",
    }
}

fn alarms(of: &Inspection) -> Section {
    let mut section = Section::new("Alarms");
    for alarm in &of.small.alarms {
        section.add(format!("{:x}", alarm.member), [alarm_name(alarm.alarm).to_owned()]);
    }
    section
}

fn unreadable(of: &Inspection) -> Section {
    let mut section = Section::new("Unreadable");
    for found in of.unreadable() {
        let count = counted(found.count, "entry", "entries");
        section.add(found.bucket, [count, format!("the first at {}", found.first)]);
    }
    section
}

/// Keeps stored text on its line.
fn escaped(text: &str) -> String {
    let quoted = quote(text.as_bytes());
    quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(&quoted).to_owned()
}
