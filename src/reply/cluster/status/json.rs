//! The status of an endpoint in JSON, in the order of etcd's struct, and in `jsonl`.

use super::{downgrade, is_leader, percentage_not_in_use};
use crate::etcd::proto::StatusResponse;
use crate::output::Cell;
use crate::reply::header::Header;
use crate::reply::is_default;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(crate) struct EndpointStatusJson<'a> {
    #[serde(rename = "Endpoint")]
    endpoint: &'a str,
    #[serde(rename = "Status", skip_serializing_if = "Option::is_none")]
    status: Option<StatusJson<'a>>,
    /// etcdctl leaves out what did not answer.
    #[serde(rename = "Error", skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

impl<'a> EndpointStatusJson<'a> {
    pub(crate) fn of(endpoint: &'a str, answer: &'a Result<StatusResponse, String>) -> Self {
        Self {
            endpoint,
            status: answer.as_ref().ok().map(StatusJson::of),
            error: answer.as_ref().err().map(String::as_str),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct StatusJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<Header>,
    #[serde(skip_serializing_if = "str::is_empty")]
    version: &'a str,
    #[serde(skip_serializing_if = "is_default")]
    db_size: i64,
    #[serde(skip_serializing_if = "is_default")]
    leader: u64,
    #[serde(skip_serializing_if = "is_default")]
    raft_index: u64,
    #[serde(skip_serializing_if = "is_default")]
    raft_term: u64,
    #[serde(skip_serializing_if = "is_default")]
    raft_applied_index: u64,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    errors: &'a [String],
    #[serde(skip_serializing_if = "is_default")]
    db_size_in_use: i64,
    #[serde(skip_serializing_if = "is_default")]
    is_learner: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    storage_version: &'a str,
    #[serde(skip_serializing_if = "is_default")]
    db_size_quota: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    downgrade_info: Option<DowngradeJson<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct DowngradeJson<'a> {
    #[serde(skip_serializing_if = "is_default")]
    enabled: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    target_version: &'a str,
}

impl<'a> StatusJson<'a> {
    fn of(status: &'a StatusResponse) -> Self {
        let downgrade_info = status.downgrade_info.as_ref().map(|info| DowngradeJson {
            enabled: info.enabled,
            target_version: &info.target_version,
        });
        Self {
            header: Header::of(status.header.as_ref()),
            version: &status.version,
            db_size: status.db_size,
            leader: status.leader,
            raft_index: status.raft_index,
            raft_term: status.raft_term,
            raft_applied_index: status.raft_applied_index,
            errors: &status.errors,
            db_size_in_use: status.db_size_in_use,
            is_learner: status.is_learner,
            storage_version: &status.storage_version,
            db_size_quota: status.db_size_quota,
            downgrade_info,
        }
    }
}

/// The columns of `jsonl`, which also tells of endpoints that did not answer.
pub(crate) const JSONL_COLUMNS: [&str; 20] = [
    "endpoint",
    "id",
    "cluster_id",
    "revision",
    "version",
    "storage_version",
    "db_size",
    "db_size_in_use",
    "db_size_quota",
    "leader",
    "is_leader",
    "is_learner",
    "raft_term",
    "raft_index",
    "raft_applied_index",
    "errors",
    "downgrade_target_version",
    "downgrade_enabled",
    "percentage_not_in_use",
    "error",
];

/// The cells under [`JSONL_COLUMNS`].
pub(crate) fn jsonl_row(
    endpoint: &str,
    answer: &Result<StatusResponse, String>,
) -> [Cell; JSONL_COLUMNS.len()] {
    let mut row = match answer {
        Ok(status) => jsonl_cells(status),
        Err(_) => [const { Cell::Nothing }; JSONL_COLUMNS.len()],
    };
    let [first, .., last] = &mut row;
    *first = Cell::text(endpoint);
    *last = answer.as_ref().err().map_or(Cell::Nothing, Cell::text);
    row
}

/// The cells of an answer; the first and the last are the caller's.
fn jsonl_cells(status: &StatusResponse) -> [Cell; JSONL_COLUMNS.len()] {
    let header = status.header.unwrap_or_default();
    let downgrade = downgrade(status);
    let leader = if status.leader == 0 { Cell::Nothing } else { Cell::Id(status.leader) };
    let quota = match status.db_size_quota {
        0 => Cell::Nothing,
        bytes => Cell::Number(bytes),
    };
    [
        Cell::Nothing,
        Cell::Id(header.member_id),
        Cell::Id(header.cluster_id),
        Cell::Counter(header.revision),
        Cell::text(&status.version),
        known(&status.storage_version),
        Cell::Number(status.db_size),
        Cell::Number(status.db_size_in_use),
        quota,
        leader,
        Cell::Flag(is_leader(status)),
        Cell::Flag(status.is_learner),
        Cell::UnsignedCounter(status.raft_term),
        Cell::UnsignedCounter(status.raft_index),
        Cell::UnsignedCounter(status.raft_applied_index),
        Cell::List(status.errors.clone()),
        known(&downgrade.target_version),
        Cell::Flag(downgrade.enabled),
        Cell::Number(percentage_not_in_use(status)),
        Cell::Nothing,
    ]
}

/// Servers before 3.6 say nothing where newer ones do.
fn known(text: &str) -> Cell {
    if text.is_empty() { Cell::Nothing } else { Cell::text(text) }
}
