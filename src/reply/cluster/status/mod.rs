pub(crate) mod columns;
pub(crate) mod wide;

use crate::etcd::proto::{DowngradeInfo, StatusResponse};
use crate::go::Object;
use crate::output::{Buffer, Format, Records, Reply};
use crate::reply::header::{fields_header, json_header};
use crate::reply::per_endpoint::PerEndpoint;
use columns::{Row, StatusEntry};

impl Reply for PerEndpoint<StatusResponse> {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] = columns::NARROW_FIELDS;

    fn simple(&self, page: &mut Buffer) {
        let answered = entries(self).filter(|(_, answer)| answer.is_ok());
        columns::shown(answered, false).lines(page);
    }

    fn fields(&self, page: &mut Buffer) {
        for (endpoint, status) in self.answered() {
            fields_status(endpoint, status, page);
            page.raw(b"\n");
        }
    }

    fn json(&self, page: &mut Buffer) {
        page.json_objects(&self.list, |(endpoint, answer), object| {
            object.field("Endpoint", endpoint);
            match answer {
                Ok(status) => object.object("Status", |object| json_status(status, object)),
                // etcdctl omits endpoints that did not answer.
                Err(why) => object.field("Error", why),
            }
        });
        page.raw(b"\n");
    }

    fn records(&self) -> Records {
        columns::shown(entries(self), false)
    }

    fn jsonl_records(&self) -> Records {
        columns::jsonl(entries(self), false)
    }
}

fn entries(answers: &PerEndpoint<StatusResponse>) -> impl Iterator<Item = StatusEntry<'_>> {
    answers.list.iter().map(|(endpoint, answer)| {
        let row = answer.as_ref().map(|status| Row { status, name: None, lag: None });
        (endpoint.as_str(), row.map_err(String::as_str))
    })
}

fn fields_status(endpoint: &str, status: &StatusResponse, page: &mut Buffer) {
    let downgrade = status.downgrade_info.clone().unwrap_or_default();
    fields_header(status.header, page);
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

/// Writes the status in the order of etcd's struct.
fn json_status(status: &StatusResponse, object: &mut Object<'_>) {
    json_header(status.header, object);
    object.nonzero("version", &*status.version);
    object.nonzero("dbSize", status.db_size);
    object.nonzero("leader", status.leader);
    object.nonzero("raftIndex", status.raft_index);
    object.nonzero("raftTerm", status.raft_term);
    object.nonzero("raftAppliedIndex", status.raft_applied_index);
    object.nonzero("errors", &*status.errors);
    object.nonzero("dbSizeInUse", status.db_size_in_use);
    object.nonzero("isLearner", status.is_learner);
    object.nonzero("storageVersion", &*status.storage_version);
    object.nonzero("dbSizeQuota", status.db_size_quota);
    if let Some(info) = &status.downgrade_info {
        object.object("downgradeInfo", |object| json_downgrade(info, object));
    }
}

fn json_downgrade(info: &DowngradeInfo, object: &mut Object<'_>) {
    object.nonzero("enabled", info.enabled);
    object.nonzero("targetVersion", &*info.target_version);
}

#[cfg(test)]
mod tests {
    use crate::etcd::proto::{DowngradeInfo, ResponseHeader, StatusResponse};
    use crate::output::{Buffer, Reply};
    use crate::reply::PerEndpoint;

    /// The status of a server of 3.7 during a downgrade.
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
    fn simple_has_sixteen_columns() {
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
    fn json_has_the_order_of_etcds_struct() {
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
    fn empty_file_does_not_divide_by_zero() {
        let empty = StatusResponse { db_size: 0, ..status() };
        let line = printed(&reply(empty), Reply::simple);
        assert!(line.contains(", 0 B, 16 kB, 0%, "), "{line}");
        let absurd = StatusResponse { db_size: -1, db_size_in_use: i64::MIN, ..status() };
        printed(&reply(absurd), Reply::simple);
    }
}
