use super::columns::{self, Row, StatusEntry, is_leader};
use crate::etcd::proto::StatusResponse;
use crate::output::{Buffer, Format, Records, Reply};
use crate::reply::per_endpoint::PerEndpoint;

/// Answers of the endpoints, and the names of their members where known.
#[derive(Debug)]
pub(crate) struct WideStatus {
    pub(crate) answers: PerEndpoint<StatusResponse>,
    pub(crate) names: Vec<Option<String>>,
}

impl WideStatus {
    fn entries(&self) -> impl Iterator<Item = StatusEntry<'_>> {
        self.answers.list.iter().zip(&self.names).map(|((endpoint, answer), name)| {
            let row = answer.as_ref().map(|status| Row {
                status,
                name: name.as_deref(),
                lag: self.lag(status),
            });
            (endpoint.as_str(), row.map_err(String::as_str))
        })
    }

    /// Returns the number of log entries that a member lacks; `None` if no endpoint is its leader.
    fn lag(&self, status: &StatusResponse) -> Option<u64> {
        let cluster = |status: &StatusResponse| status.header.unwrap_or_default().cluster_id;
        let mut others = self.answers.answered().map(|(_, other)| other);
        let leader = others.find(|other| is_leader(other) && cluster(other) == cluster(status))?;
        Some(leader.raft_index.saturating_sub(status.raft_index))
    }
}

impl Reply for WideStatus {
    const WITHOUT: &'static [Format] = &[Format::Fields, Format::Json, Format::Protobuf];
    const FIELDS: &'static [&'static str] = &columns::FIELDS;
    const MAIN: &'static [&'static str] =
        &["endpoint", "name", "version", "db_size", "in_use", "is_leader", "errors"];

    fn simple(&self, page: &mut Buffer) {
        let answered = self.entries().filter(|(_, answer)| answer.is_ok());
        columns::shown(answered, true).lines(page);
    }

    fn records(&self) -> Records {
        columns::shown(self.entries(), true)
    }

    fn jsonl_records(&self) -> Records {
        columns::jsonl(self.entries(), true)
    }
}

#[cfg(test)]
mod tests {
    use super::WideStatus;
    use crate::etcd::proto::{ResponseHeader, StatusResponse};
    use crate::output::{Cell, Reply as _};
    use crate::reply::PerEndpoint;

    fn member(cluster_id: u64, member_id: u64, raft_index: u64) -> StatusResponse {
        let header = ResponseHeader { cluster_id, member_id, ..ResponseHeader::default() };
        StatusResponse { header: Some(header), leader: 1, raft_index, ..StatusResponse::default() }
    }

    fn lags(members: Vec<Option<StatusResponse>>) -> Vec<Cell> {
        let names = members.iter().map(|_| None).collect();
        let answer = |member: Option<StatusResponse>| member.ok_or_else(|| "dead".to_owned());
        let list = members.into_iter().map(|member| ("e".to_owned(), answer(member))).collect();
        let reply = WideStatus { answers: PerEndpoint { list }, names };
        let rows = reply.jsonl_records();
        rows.rows().iter().map(|row| row.last().unwrap().clone()).collect()
    }

    #[test]
    fn lag_counts_entries_behind_the_leader() {
        let lag = Cell::UnsignedCounter;
        // A member asked later than the leader may be ahead of the leader's answer.
        assert_eq!(
            lags(vec![Some(member(9, 2, 5)), None, Some(member(9, 1, 8)), Some(member(9, 3, 9))]),
            [lag(3), Cell::Nothing, lag(0), lag(0)]
        );
        assert_eq!(
            lags(vec![Some(member(9, 2, 5)), Some(member(8, 1, 8))]),
            [Cell::Nothing, lag(0)]
        );
    }
}
