//! The columns of `endpoint status`: for the simple format and `table`, and for `jsonl`.

use crate::etcd::proto::{ResponseHeader, StatusResponse};
use crate::go::si_bytes;
use crate::output::{Cell, Records, names, percent, share};

/// The facts about an endpoint that answered.
pub(crate) struct Row<'a> {
    pub(crate) status: &'a StatusResponse,
    /// The member's name; only for the wide columns.
    pub(crate) name: Option<&'a str>,
    /// Log entries that it lacks compared to the leader; only for the wide columns.
    pub(crate) lag: Option<u64>,
}

impl Row<'_> {
    fn header(&self) -> ResponseHeader {
        self.status.header.unwrap_or_default()
    }

    fn downgrade(&self) -> (&str, bool) {
        let info = self.status.downgrade_info.as_ref();
        info.map_or(("", false), |info| (&info.target_version, info.enabled))
    }
}

type StatusColumn = (&'static str, fn(&Row<'_>) -> Cell);

/// Number of columns without `--wide`.
const NARROW: usize = 16;

const SHOWN: [StatusColumn; 21] = [
    (ENDPOINT, |_| Cell::Nothing),
    ("ID", |row| Cell::Id(row.header().member_id)),
    ("version", |row| Cell::text(&row.status.version)),
    ("storage_version", |row| Cell::text(&row.status.storage_version)),
    ("db_size", |row| size(row.status.db_size)),
    ("in_use", |row| size(row.status.db_size_in_use)),
    ("percentage_not_in_use", |row| Cell::text(format!("{}%", percentage_not_in_use(row.status)))),
    ("quota", |row| size(row.status.db_size_quota)),
    ("is_leader", |row| Cell::Flag(is_leader(row.status))),
    ("is_learner", |row| Cell::Flag(row.status.is_learner)),
    ("raft_term", |row| Cell::UnsignedCounter(row.status.raft_term)),
    ("raft_index", |row| Cell::UnsignedCounter(row.status.raft_index)),
    ("raft_applied_index", |row| Cell::UnsignedCounter(row.status.raft_applied_index)),
    ("errors", |row| Cell::text(row.status.errors.join(", "))),
    ("downgrade_target_version", |row| Cell::text(row.downgrade().0)),
    ("downgrade_enabled", |row| Cell::Flag(row.downgrade().1)),
    ("name", |row| Cell::text_or_nothing(row.name)),
    ("percentage_in_use", |row| Cell::text(format!("{}%", percentage_in_use(row.status)))),
    ("percentage_of_quota", |row| {
        Cell::text_or_nothing(share(row.status.db_size, row.status.db_size_quota))
    }),
    ("revision", |row| Cell::Counter(row.header().revision)),
    ("raft_lag", |row| row.lag.map_or(Cell::Nothing, Cell::UnsignedCounter)),
];

const NARROW_JSONL: usize = 20;

const JSONL: [StatusColumn; 24] = [
    (ENDPOINT, |_| Cell::Nothing),
    ("id", |row| Cell::Id(row.header().member_id)),
    ("cluster_id", |row| Cell::Id(row.header().cluster_id)),
    ("revision", |row| Cell::Counter(row.header().revision)),
    ("version", |row| Cell::text(&row.status.version)),
    ("storage_version", |row| known(&row.status.storage_version)),
    ("db_size", |row| Cell::Number(row.status.db_size)),
    ("db_size_in_use", |row| Cell::Number(row.status.db_size_in_use)),
    ("db_size_quota", |row| match row.status.db_size_quota {
        0 => Cell::Nothing,
        bytes => Cell::Number(bytes),
    }),
    ("leader", |row| match row.status.leader {
        0 => Cell::Nothing,
        id => Cell::Id(id),
    }),
    ("is_leader", |row| Cell::Flag(is_leader(row.status))),
    ("is_learner", |row| Cell::Flag(row.status.is_learner)),
    ("raft_term", |row| Cell::UnsignedCounter(row.status.raft_term)),
    ("raft_index", |row| Cell::UnsignedCounter(row.status.raft_index)),
    ("raft_applied_index", |row| Cell::UnsignedCounter(row.status.raft_applied_index)),
    ("errors", |row| Cell::List(row.status.errors.clone())),
    ("downgrade_target_version", |row| known(row.downgrade().0)),
    ("downgrade_enabled", |row| Cell::Flag(row.downgrade().1)),
    ("percentage_not_in_use", |row| Cell::Number(percentage_not_in_use(row.status))),
    ("error", |_| Cell::Nothing),
    ("name", |row| Cell::text_or_nothing(row.name)),
    ("percentage_in_use", |row| Cell::Number(percentage_in_use(row.status))),
    ("percentage_of_quota", |row| {
        let of_quota = percent(row.status.db_size, row.status.db_size_quota);
        of_quota.map_or(Cell::Nothing, Cell::Number)
    }),
    ("raft_lag", |row| row.lag.map_or(Cell::Nothing, Cell::UnsignedCounter)),
];

pub(crate) const FIELDS: [&str; 24] = names(&JSONL);

/// The fields without `--wide`.
pub(crate) const NARROW_FIELDS: &[&str] = FIELDS.split_at(NARROW_JSONL).0;

const ENDPOINT: &str = "endpoint";

/// An endpoint, and its facts or the cause of its failure.
pub(crate) type StatusEntry<'a> = (&'a str, Result<Row<'a>, &'a str>);

/// Returns the rows of `table`, also the lines of the simple format. The column for errors says why an
/// endpoint did not answer.
pub(crate) fn shown<'a>(entries: impl Iterator<Item = StatusEntry<'a>>, wide: bool) -> Records {
    let columns = if wide { &SHOWN } else { SHOWN.split_at(NARROW).0 };
    records(columns, entries, "errors")
}

pub(crate) fn jsonl<'a>(entries: impl Iterator<Item = StatusEntry<'a>>, wide: bool) -> Records {
    let columns = if wide { &JSONL } else { JSONL.split_at(NARROW_JSONL).0 };
    records(columns, entries, "error")
}

fn records<'a>(
    columns: &[StatusColumn],
    entries: impl Iterator<Item = StatusEntry<'a>>,
    error: &str,
) -> Records {
    let names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
    let mut records = Records::new(&names);
    for (endpoint, answer) in entries {
        records.push(columns.iter().map(|(name, cell)| match &answer {
            _ if *name == ENDPOINT => Cell::text(endpoint),
            Ok(row) => cell(row),
            Err(why) if *name == error => Cell::text(*why),
            Err(_) => Cell::Nothing,
        }));
    }
    records
}

pub(crate) fn is_leader(status: &StatusResponse) -> bool {
    status.leader == status.header.unwrap_or_default().member_id
}

/// Returns the share of the file that defragmenting would free; 0 for an empty file, where etcdctl panics.
fn percentage_not_in_use(status: &StatusResponse) -> i64 {
    percent(status.db_size.saturating_sub(status.db_size_in_use), status.db_size).unwrap_or(0)
}

fn percentage_in_use(status: &StatusResponse) -> i64 {
    100 - percentage_not_in_use(status)
}

fn size(bytes: i64) -> Cell {
    Cell::text(si_bytes(bytes.cast_unsigned()))
}

/// Servers before 3.6 leave fields empty that newer ones fill.
fn known(text: &str) -> Cell {
    if text.is_empty() { Cell::Nothing } else { Cell::text(text) }
}
