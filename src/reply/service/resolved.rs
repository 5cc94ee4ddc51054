//! The endpoints of a target, and what was learned of each.

use crate::output::{Buffer, Cell, Format, Records, Reply};
use crate::recipe::naming::ServiceEndpoint;

/// The endpoints as of a revision, in the order of their keys.
#[derive(Debug)]
pub(crate) struct Resolved {
    pub(crate) target: Vec<u8>,
    pub(crate) revision: i64,
    pub(crate) found: Vec<ResolvedEndpoint>,
    /// Whether somebody has tried to reach them.
    pub(crate) probed: bool,
}

/// One endpoint.
#[derive(Debug)]
pub(crate) struct ResolvedEndpoint {
    pub(crate) endpoint: ServiceEndpoint,
    /// How many seconds its lease has left, if it has one and somebody asked.
    pub(crate) remaining_ttl: Option<i64>,
    /// Why it cannot be reached, if somebody tried in vain.
    pub(crate) trouble: Option<String>,
}

impl Reply for Resolved {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];

    fn simple(&self, page: &mut Buffer) {
        for ResolvedEndpoint { endpoint, .. } in
            self.found.iter().filter(|found| found.trouble.is_none())
        {
            page.line(format_args!("{}", endpoint.address));
        }
    }

    fn protobuf(&self, _page: &mut Buffer) {}

    fn records(&self) -> Records {
        if self.probed {
            return self.jsonl_records();
        }
        let mut records = Records::new(&COLUMNS);
        self.found.iter().for_each(|found| records.push(self.cells(found)));
        records
    }

    /// A script finds the same fields whether it asked for a probe or not.
    fn jsonl_records(&self) -> Records {
        let mut records = Records::new(&PROBED_COLUMNS);
        for found in &self.found {
            let [target, key, addr, metadata, lease, ttl, modified, revision] = self.cells(found);
            let reachable =
                if self.probed { Cell::Flag(found.trouble.is_none()) } else { Cell::Nothing };
            let cause = found.trouble.as_ref().map_or(Cell::Nothing, Cell::text);
            records.push([
                target, key, addr, metadata, lease, ttl, modified, revision, reachable, cause,
            ]);
        }
        records
    }
}

const COLUMNS: [&str; 8] =
    ["target", "key", "addr", "metadata", "lease", "remaining_ttl", "mod_revision", "revision"];

const PROBED_COLUMNS: [&str; 10] = [
    "target",
    "key",
    "addr",
    "metadata",
    "lease",
    "remaining_ttl",
    "mod_revision",
    "revision",
    "reachable",
    "cause",
];

impl Resolved {
    fn cells(
        &self,
        ResolvedEndpoint { endpoint, remaining_ttl, .. }: &ResolvedEndpoint,
    ) -> [Cell; 8] {
        [
            Cell::Blob(self.target.clone()),
            Cell::Blob(endpoint.key.clone()),
            Cell::text(&endpoint.address),
            Cell::Json(endpoint.metadata.as_json().to_owned()),
            Cell::lease(endpoint.lease),
            remaining_ttl.map_or(Cell::Nothing, Cell::Number),
            Cell::Counter(endpoint.mod_revision),
            Cell::Counter(self.revision),
        ]
    }
}
