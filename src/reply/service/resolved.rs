use crate::output::{Buffer, Cell, Format, Records, Reply};
use crate::recipe::naming::ServiceEndpoint;

/// Endpoints as of a revision, in the order of their keys.
#[derive(Debug)]
pub(crate) struct Resolved {
    pub(crate) target: Vec<u8>,
    pub(crate) revision: i64,
    pub(crate) found: Vec<ResolvedEndpoint>,
    pub(crate) probed: bool,
}

#[derive(Debug)]
pub(crate) struct ResolvedEndpoint {
    pub(crate) endpoint: ServiceEndpoint,
    /// Remaining seconds of its lease, if it has one and it was looked up.
    pub(crate) remaining_ttl: Option<i64>,
    /// Cause of a failed probe.
    pub(crate) trouble: Option<String>,
}

impl Reply for Resolved {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] = &COLUMNS;
    const MAIN: &'static [&'static str] = &["addr", "metadata", "remaining_ttl", "reachable"];

    fn simple(&self, page: &mut Buffer) {
        for found in self.found.iter().filter(|found| found.trouble.is_none()) {
            page.line(format_args!("{}", found.endpoint.address));
        }
    }

    fn records(&self) -> Records {
        let records = self.jsonl_records();
        if self.probed { records } else { records.first_columns(8) }
    }

    /// Has the same fields with and without a probe, for scripts.
    fn jsonl_records(&self) -> Records {
        let mut records = Records::new(&COLUMNS);
        for ResolvedEndpoint { endpoint, remaining_ttl, trouble } in &self.found {
            records.push([
                Cell::Blob(self.target.clone()),
                Cell::Blob(endpoint.key.clone()),
                Cell::text(&endpoint.address),
                Cell::Json(endpoint.metadata.as_json().to_owned()),
                Cell::lease(endpoint.lease),
                remaining_ttl.map_or(Cell::Nothing, Cell::Number),
                Cell::Counter(endpoint.mod_revision),
                Cell::Counter(self.revision),
                if self.probed { Cell::Flag(trouble.is_none()) } else { Cell::Nothing },
                Cell::text_or_nothing(trouble.as_ref()),
            ]);
        }
        records
    }
}

const COLUMNS: [&str; 10] = [
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
