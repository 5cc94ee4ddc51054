//! The status of each endpoint, and what follows from it: its member's name, shares of the file and of
//! the quota, how far it is behind the leader.

use super::{columns, is_leader, percentage_not_in_use};
use crate::etcd::proto::StatusResponse;
use crate::output::{Buffer, Cell, Format, Records, Reply, percent, share};
use crate::reply::per_endpoint::PerEndpoint;

/// What the endpoints answered, with the name of each one's member where it is known.
#[derive(Debug)]
pub(crate) struct WideStatus {
    pub(crate) answers: PerEndpoint<StatusResponse>,
    pub(crate) names: Vec<Option<String>>,
}

/// What is told of an endpoint that answered.
struct Wide<'a> {
    name: Option<&'a str>,
    in_use: i64,
    /// `None` if neither etcd nor its metrics tell the quota.
    of_quota: Option<i64>,
    /// The same in words.
    share_of_quota: Option<String>,
    revision: i64,
    /// How many entries of the log it lacks; `None` if the leader is not among the endpoints.
    lag: Option<u64>,
}

impl WideStatus {
    /// The endpoints, with what is told of those that answered.
    fn rows(&self) -> impl Iterator<Item = (&str, Option<(&StatusResponse, Wide<'_>)>)> {
        self.answers.list.iter().zip(&self.names).map(|((endpoint, answer), name)| {
            let wide = |status| (status, self.wide(status, name.as_deref()));
            (endpoint.as_str(), answer.as_ref().ok().map(wide))
        })
    }

    fn wide<'a>(&self, status: &StatusResponse, name: Option<&'a str>) -> Wide<'a> {
        let header = status.header.unwrap_or_default();
        let leader = self.answers.answered().map(|(_, other)| other).find(|other| {
            let theirs = other.header.unwrap_or_default();
            is_leader(other) && theirs.cluster_id == header.cluster_id
        });
        Wide {
            name,
            in_use: 100 - percentage_not_in_use(status),
            of_quota: percent(status.db_size, status.db_size_quota),
            share_of_quota: share(status.db_size, status.db_size_quota),
            revision: header.revision,
            lag: leader.map(|leader| leader.raft_index.saturating_sub(status.raft_index)),
        }
    }
}

impl Wide<'_> {
    /// The cells under [`COLUMNS`].
    fn cells(&self) -> [String; 5] {
        let shown = |number: Option<String>| number.unwrap_or_default();
        [
            self.name.unwrap_or_default().to_owned(),
            format!("{}%", self.in_use),
            shown(self.share_of_quota.clone()),
            self.revision.to_string(),
            shown(self.lag.map(|lag| lag.to_string())),
        ]
    }

    /// The cells under [`JSONL_COLUMNS`].
    fn jsonl_cells(&self) -> [Cell; 4] {
        [
            self.name.map_or(Cell::Nothing, Cell::text),
            Cell::Number(self.in_use),
            self.of_quota.map_or(Cell::Nothing, Cell::Number),
            self.lag.map_or(Cell::Nothing, Cell::UnsignedCounter),
        ]
    }
}

const COLUMNS: [&str; 5] =
    ["name", "percentage_in_use", "percentage_of_quota", "revision", "raft_lag"];

/// The revision is in `jsonl` anyway.
const JSONL_COLUMNS: [&str; 4] = ["name", "percentage_in_use", "percentage_of_quota", "raft_lag"];

impl Reply for WideStatus {
    const WITHOUT: &'static [Format] = &[Format::Fields, Format::Json, Format::Protobuf];

    fn simple(&self, page: &mut Buffer) {
        for (endpoint, told) in self.rows() {
            if let Some((status, wide)) = told {
                let line = [&columns(endpoint, status)[..], &wide.cells()].concat();
                page.line(format_args!("{}", line.join(", ")));
            }
        }
    }

    fn fields(&self, _page: &mut Buffer) {}

    fn json(&self, _page: &mut Buffer) {}

    fn protobuf(&self, _page: &mut Buffer) {}

    fn records(&self) -> Records {
        let mut records = Records::new(&COLUMNS);
        for (_, told) in self.rows() {
            let cells = told.map_or([const { String::new() }; 5], |(_, wide)| wide.cells());
            records.push(cells.map(Cell::Text));
        }
        self.answers.records().beside(records)
    }

    fn jsonl_records(&self) -> Records {
        let mut records = Records::new(&JSONL_COLUMNS);
        for (_, told) in self.rows() {
            let nothing = [const { Cell::Nothing }; 4];
            records.push(told.map_or(nothing, |(_, wide)| wide.jsonl_cells()));
        }
        self.answers.jsonl_records().beside(records)
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
    fn who_is_behind_and_how_far() {
        let lag = Cell::UnsignedCounter;
        // What was asked later may be ahead of the leader's answer.
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
