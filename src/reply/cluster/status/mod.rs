//! The status of each endpoint.

pub(crate) mod json;
pub(crate) mod wide;

use crate::etcd::proto::{DowngradeInfo, StatusResponse};
use crate::go::si_bytes;
use crate::output::{Buffer, Cell, Format, Records, Reply, percent};
use crate::reply::header::fields_header;
use crate::reply::per_endpoint::PerEndpoint;
use json::{EndpointStatusJson, JSONL_COLUMNS, jsonl_row};

impl Reply for PerEndpoint<StatusResponse> {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];

    fn simple(&self, page: &mut Buffer) {
        for (endpoint, status) in self.answered() {
            page.line(format_args!("{}", columns(endpoint, status).join(", ")));
        }
    }

    fn fields(&self, page: &mut Buffer) {
        for (endpoint, status) in self.answered() {
            fields_status(endpoint, status, page);
            page.line(format_args!(""));
        }
    }

    fn json(&self, page: &mut Buffer) {
        let views =
            self.list.iter().map(|(endpoint, answer)| EndpointStatusJson::of(endpoint, answer));
        page.json_line(&views.collect::<Vec<_>>());
    }

    fn protobuf(&self, _page: &mut Buffer) {}

    fn records(&self) -> Records {
        let mut records = Records::new(&COLUMNS);
        for (endpoint, answer) in &self.list {
            let row = match answer {
                Ok(status) => columns(endpoint, status),
                Err(why) => silent(endpoint, why),
            };
            records.push(row.map(Cell::Text));
        }
        records
    }

    fn jsonl_records(&self) -> Records {
        let mut records = Records::new(&JSONL_COLUMNS);
        for (endpoint, answer) in &self.list {
            records.push(jsonl_row(endpoint, answer));
        }
        records
    }
}

const COLUMNS: [&str; 16] = [
    "endpoint",
    "ID",
    "version",
    "storage_version",
    "db_size",
    "in_use",
    "percentage_not_in_use",
    "quota",
    "is_leader",
    "is_learner",
    "raft_term",
    "raft_index",
    "raft_applied_index",
    "errors",
    "downgrade_target_version",
    "downgrade_enabled",
];

/// The cells under [`COLUMNS`], also the line of the simple format.
pub(crate) fn columns(endpoint: &str, status: &StatusResponse) -> [String; 16] {
    let downgrade = downgrade(status);
    let size = |bytes: i64| si_bytes(bytes.cast_unsigned());
    [
        endpoint.to_owned(),
        format!("{:x}", member_id(status)),
        status.version.clone(),
        status.storage_version.clone(),
        size(status.db_size),
        size(status.db_size_in_use),
        format!("{}%", percentage_not_in_use(status)),
        size(status.db_size_quota),
        is_leader(status).to_string(),
        status.is_learner.to_string(),
        status.raft_term.to_string(),
        status.raft_index.to_string(),
        status.raft_applied_index.to_string(),
        status.errors.join(", "),
        downgrade.target_version,
        downgrade.enabled.to_string(),
    ]
}

/// The cells of an endpoint that did not answer: why not is in the column for errors.
fn silent(endpoint: &str, why: &str) -> [String; 16] {
    let mut row = [const { String::new() }; 16];
    for (cell, name) in row.iter_mut().zip(COLUMNS) {
        match name {
            "endpoint" => endpoint.clone_into(cell),
            "errors" => why.clone_into(cell),
            _ => {}
        }
    }
    row
}

fn member_id(status: &StatusResponse) -> u64 {
    status.header.map_or(0, |header| header.member_id)
}

pub(crate) fn is_leader(status: &StatusResponse) -> bool {
    status.leader == member_id(status)
}

pub(crate) fn downgrade(status: &StatusResponse) -> DowngradeInfo {
    status.downgrade_info.clone().unwrap_or_default()
}

/// How much of the file a defragmentation would free. Of an empty file that is nothing; etcdctl
/// divides by its size and panics.
pub(crate) fn percentage_not_in_use(status: &StatusResponse) -> i64 {
    percent(status.db_size.saturating_sub(status.db_size_in_use), status.db_size).unwrap_or(0)
}

fn fields_status(endpoint: &str, status: &StatusResponse, page: &mut Buffer) {
    let downgrade = downgrade(status);
    fields_header(status.header.as_ref(), page);
    page.field_quoted("Version", status.version.as_bytes());
    page.field_quoted("StorageVersion", status.storage_version.as_bytes());
    page.field("DBSize", status.db_size);
    page.field("DBSizeInUse", status.db_size_in_use);
    page.field("DBSizeQuota", status.db_size_quota);
    page.field("Leader", status.leader);
    page.field("IsLearner", status.is_learner);
    page.field("RaftIndex", status.raft_index);
    page.field("RaftAppliedIndex", status.raft_applied_index);
    page.field("Errors", format_args!("[{}]", status.errors.join(" ")));
    page.field_quoted("Endpoint", endpoint.as_bytes());
    page.field_quoted("DowngradeTargetVersion", downgrade.target_version.as_bytes());
    page.field("DowngradeEnabled", downgrade.enabled);
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::etcd::proto::{DowngradeInfo, ResponseHeader, StatusResponse};
    use crate::output::{Buffer, Reply};
    use crate::reply::PerEndpoint;

    /// What a server of 3.7 sends in the midst of a downgrade.
    fn status() -> StatusResponse {
        StatusResponse {
            header: Some(ResponseHeader {
                cluster_id: 1,
                member_id: 10,
                revision: 5,
                raft_term: 2,
            }),
            version: "3.7.1".to_owned(),
            db_size: 24_576,
            leader: 10,
            raft_index: 4,
            raft_term: 2,
            raft_applied_index: 4,
            errors: vec!["memberID:10 alarm:NOSPACE".to_owned(), "second".to_owned()],
            db_size_in_use: 16_384,
            is_learner: false,
            storage_version: "3.7.0".to_owned(),
            db_size_quota: 2_147_483_648,
            downgrade_info: Some(DowngradeInfo {
                enabled: true,
                target_version: "3.6.0".to_owned(),
            }),
        }
    }

    fn reply(status: StatusResponse) -> PerEndpoint<StatusResponse> {
        PerEndpoint { list: vec![("a:1".to_owned(), Ok(status))] }
    }

    fn printed(
        reply: &PerEndpoint<StatusResponse>,
        print: impl Fn(&PerEndpoint<StatusResponse>, &mut Buffer),
    ) -> String {
        let mut page = Buffer::new(false);
        print(reply, &mut page);
        String::from_utf8(page.take().to_vec()).unwrap()
    }

    #[test]
    fn sixteen_columns() {
        assert_eq!(
            printed(&reply(status()), Reply::simple),
            "a:1, a, 3.7.1, 3.7.0, 25 kB, 16 kB, 34%, 2.1 GB, true, false, 2, 4, 4, \
             memberID:10 alarm:NOSPACE, second, 3.6.0, true\n"
        );
    }

    #[test]
    fn fields_of_newer_servers() {
        assert_eq!(
            printed(&reply(status()), Reply::fields),
            "\"ClusterID\" : 1\n\"MemberID\" : 10\n\"Revision\" : 5\n\"RaftTerm\" : 2\n\
             \"Version\" : \"3.7.1\"\n\"StorageVersion\" : \"3.7.0\"\n\"DBSize\" : 24576\n\
             \"DBSizeInUse\" : 16384\n\"DBSizeQuota\" : 2147483648\n\"Leader\" : 10\n\
             \"IsLearner\" : false\n\"RaftIndex\" : 4\n\
             \"RaftAppliedIndex\" : 4\n\"Errors\" : [memberID:10 alarm:NOSPACE second]\n\
             \"Endpoint\" : \"a:1\"\n\"DowngradeTargetVersion\" : \"3.6.0\"\n\
             \"DowngradeEnabled\" : true\n\n"
        );
    }

    #[test]
    fn json_in_the_order_of_the_struct() {
        assert_eq!(
            printed(&reply(status()), Reply::json),
            "[{\"Endpoint\":\"a:1\",\"Status\":{\"header\":{\"cluster_id\":1,\"member_id\":10,\
             \"revision\":5,\"raft_term\":2},\"version\":\"3.7.1\",\"dbSize\":24576,\"leader\":10,\
             \"raftIndex\":4,\"raftTerm\":2,\"raftAppliedIndex\":4,\
             \"errors\":[\"memberID:10 alarm:NOSPACE\",\"second\"],\"dbSizeInUse\":16384,\
             \"storageVersion\":\"3.7.0\",\"dbSizeQuota\":2147483648,\
             \"downgradeInfo\":{\"enabled\":true,\"targetVersion\":\"3.6.0\"}}}]\n"
        );
        let idle = StatusResponse {
            version: "3.7.1".to_owned(),
            downgrade_info: Some(DowngradeInfo::default()),
            ..Default::default()
        };
        assert_eq!(
            printed(&reply(idle), Reply::json),
            "[{\"Endpoint\":\"a:1\",\"Status\":{\"version\":\"3.7.1\",\"downgradeInfo\":{}}}]\n"
        );
    }

    #[test]
    fn an_empty_file_divides_nothing() {
        let empty = StatusResponse { db_size: 0, ..status() };
        let line = printed(&reply(empty), Reply::simple);
        assert!(line.contains(", 0 B, 16 kB, 0%, "), "{line}");
        let absurd = StatusResponse { db_size: -1, db_size_in_use: i64::MIN, ..status() };
        printed(&reply(absurd), Reply::simple);
    }
}
