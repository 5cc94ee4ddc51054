//! The leases there are, and how long they have left.

use super::fields_lease;
use crate::etcd::proto::{LeaseLeasesResponse, LeaseTimeToLiveResponse};
use crate::go::{Base64, LeaseId};
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{Header, fields_header};
use serde::Serialize;

/// A lease's time to live, and its keys if they were asked for.
#[derive(Debug)]
pub(crate) struct LeaseState {
    pub(crate) response: LeaseTimeToLiveResponse,
    pub(crate) with_keys: bool,
}

impl LeaseState {
    /// Whether there is no such lease: etcd does not say if there ever was.
    pub(crate) fn is_expired(&self) -> bool {
        self.response.ttl == -1 && self.response.granted_ttl == 0
    }
}

impl Reply for LeaseState {
    fn simple(&self, page: &mut Buffer) {
        let LeaseTimeToLiveResponse { id, ttl, granted_ttl, .. } = self.response;
        let name = LeaseId(id);
        if self.is_expired() {
            page.line(format_args!("lease {name} already expired"));
            return;
        }
        page.text(format_args!("lease {name} granted with TTL({granted_ttl}s), remaining({ttl}s)"));
        if self.with_keys {
            page.raw(b", attached keys([");
            page.raw(&self.response.keys.join(&b' '));
            page.raw(b"])");
        }
        page.raw(b"\n");
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.response.header.as_ref(), page);
        fields_lease(self.response.id, page);
        page.field("TTL", self.response.ttl);
        page.field("GrantedTTL", self.response.granted_ttl);
        for key in &self.response.keys {
            page.field_quoted("Key", key);
        }
    }

    fn json(&self, page: &mut Buffer) {
        let keys: Vec<_> = self.response.keys.iter().map(|key| Base64(key)).collect();
        page.json_line(&StateJson {
            header: Header::of(self.response.header.as_ref()),
            id: self.response.id,
            ttl: self.response.ttl,
            granted_ttl: self.response.granted_ttl,
            keys: (!keys.is_empty()).then_some(keys),
        });
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(&self.response);
    }

    fn records(&self) -> Records {
        let keys = self.with_keys.then(|| Cell::Blobs(self.response.keys.clone()));
        Records::one([
            ("id", Cell::Lease(self.response.id)),
            ("granted_ttl", Cell::Number(self.response.granted_ttl)),
            ("remaining_ttl", Cell::Number(self.response.ttl)),
            ("keys", keys.unwrap_or(Cell::Nothing)),
        ])
    }
}

/// All leases.
#[derive(Debug)]
pub(crate) struct LeaseList {
    pub(crate) response: LeaseLeasesResponse,
    /// What was learned of each: the rows of `table` and `jsonl`.
    pub(crate) states: Vec<LeaseState>,
}

impl Reply for LeaseList {
    fn simple(&self, page: &mut Buffer) {
        page.line(format_args!("found {} leases", self.response.leases.len()));
        for lease in &self.response.leases {
            page.line(format_args!("{}", LeaseId(lease.id)));
        }
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.response.header.as_ref(), page);
        for lease in &self.response.leases {
            fields_lease(lease.id, page);
        }
    }

    fn json(&self, page: &mut Buffer) {
        page.json_line(&ListJson {
            header: Header::of(self.response.header.as_ref()),
            leases: self.response.leases.iter().map(|lease| LeaseIdJson { id: lease.id }).collect(),
        });
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(&self.response);
    }

    fn records(&self) -> Records {
        let mut records = Records::new(&["id", "granted_ttl", "remaining_ttl", "key_count"]);
        // One that expired since the list was made is no longer part of it.
        for state in self.states.iter().filter(|state| !state.is_expired()) {
            let LeaseState { response, with_keys } = state;
            let count = i64::try_from(response.keys.len()).unwrap_or(i64::MAX);
            records.push([
                Cell::Lease(response.id),
                Cell::Number(response.granted_ttl),
                Cell::Number(response.ttl),
                if *with_keys { Cell::Number(count) } else { Cell::Nothing },
            ]);
        }
        records
    }
}

#[derive(Debug, Serialize)]
struct StateJson<'a> {
    #[serde(flatten)]
    header: Option<Header>,
    id: i64,
    ttl: i64,
    #[serde(rename = "granted-ttl")]
    granted_ttl: i64,
    keys: Option<Vec<Base64<'a>>>,
}

#[derive(Debug, Serialize)]
struct ListJson {
    #[serde(flatten)]
    header: Option<Header>,
    leases: Vec<LeaseIdJson>,
}

#[derive(Debug, Serialize)]
struct LeaseIdJson {
    id: i64,
}

#[cfg(test)]
mod tests {
    use super::{LeaseList, LeaseState};
    use crate::etcd::proto::{LeaseLeasesResponse, LeaseTimeToLiveResponse};
    use crate::output::{Cell, Reply as _};

    #[test]
    fn what_expired_meanwhile_is_left_out() {
        let state = |id, ttl, granted_ttl, with_keys| {
            let keys = vec![b"a".to_vec()];
            let response = LeaseTimeToLiveResponse { header: None, id, ttl, granted_ttl, keys };
            LeaseState { response, with_keys }
        };
        let states = vec![state(1, 9, 10, true), state(2, -1, 0, true), state(3, 0, 10, false)];
        let records = LeaseList { response: LeaseLeasesResponse::default(), states }.records();
        let row = |id, ttl, keys| vec![Cell::Lease(id), Cell::Number(10), Cell::Number(ttl), keys];
        assert_eq!(records.rows(), [row(1, 9, Cell::Number(1)), row(3, 0, Cell::Nothing)]);
    }
}
