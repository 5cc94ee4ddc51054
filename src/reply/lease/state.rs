use crate::etcd::proto::{LeaseLeasesResponse, LeaseTimeToLiveResponse};
use crate::go::{Base64, LeaseId};
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{fields_header, fields_lease, json_header_fields};

/// A lease's time to live, and its keys if requested.
#[derive(Debug)]
pub(crate) struct LeaseState {
    pub(crate) response: LeaseTimeToLiveResponse,
    pub(crate) with_keys: bool,
}

impl LeaseState {
    /// Returns whether the lease does not exist; etcd does not report whether it ever did.
    pub(crate) fn is_expired(&self) -> bool {
        self.response.ttl == -1 && self.response.granted_ttl == 0
    }
}

impl Reply for LeaseState {
    const FIELDS: &'static [&'static str] = &["id", "granted_ttl", "remaining_ttl", "keys"];

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
        fields_header(self.response.header, page);
        fields_lease("ID", self.response.id, page);
        page.field("TTL", self.response.ttl);
        page.field("GrantedTTL", self.response.granted_ttl);
        for key in &self.response.keys {
            page.field_quoted("Key", key);
        }
    }

    fn json(&self, page: &mut Buffer) {
        let LeaseTimeToLiveResponse { header, id, ttl, granted_ttl, keys } = &self.response;
        let keys: Vec<_> = keys.iter().map(|key| Base64(key)).collect();
        page.json_object_line(|object| {
            json_header_fields(header.unwrap_or_default(), false, object);
            object.field("id", id);
            object.field("ttl", ttl);
            object.field("granted-ttl", granted_ttl);
            object.field("keys", (!keys.is_empty()).then_some(keys));
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

#[derive(Debug)]
pub(crate) struct LeaseList {
    pub(crate) response: LeaseLeasesResponse,
    /// The state of each lease: the rows of `table` and `jsonl`.
    pub(crate) states: Vec<LeaseState>,
}

impl Reply for LeaseList {
    const FIELDS: &'static [&'static str] = &["id", "granted_ttl", "remaining_ttl", "key_count"];

    fn simple(&self, page: &mut Buffer) {
        page.line(format_args!("found {} leases", self.response.leases.len()));
        for lease in &self.response.leases {
            page.line(format_args!("{}", LeaseId(lease.id)));
        }
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.response.header, page);
        for lease in &self.response.leases {
            fields_lease("ID", lease.id, page);
        }
    }

    fn json(&self, page: &mut Buffer) {
        page.json_object_line(|object| {
            json_header_fields(self.response.header.unwrap_or_default(), false, object);
            object.list("leases", &self.response.leases, |lease, object| {
                object.field("id", lease.id);
            });
        });
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(&self.response);
    }

    fn records(&self) -> Records {
        let mut records = Records::new(Self::FIELDS);
        // A lease may expire after the list was made.
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

#[cfg(test)]
mod tests {
    use super::{LeaseList, LeaseState};
    use crate::etcd::proto::{LeaseLeasesResponse, LeaseTimeToLiveResponse};
    use crate::output::{Cell, Reply as _};

    #[test]
    fn expired_leases_are_omitted() {
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
