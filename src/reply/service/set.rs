//! The whole set of a target's endpoints, as it is after a change.

use crate::output::{Buffer, Cell, Format, Records, Reply};
use crate::recipe::naming::{Endpoints, ServiceEndpoint};

/// The endpoints of a target at one revision.
#[derive(Debug)]
pub(crate) struct EndpointSet {
    pub(crate) target: Vec<u8>,
    pub(crate) endpoints: Endpoints,
}

impl Reply for EndpointSet {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];

    /// The addresses, and an empty line as the end.
    fn simple(&self, page: &mut Buffer) {
        self.endpoints.addresses().for_each(|address| page.line(format_args!("{address}")));
        page.raw(b"\n");
    }

    fn protobuf(&self, _page: &mut Buffer) {}

    fn records(&self) -> Records {
        let mut records = Records::new(&COLUMNS);
        for endpoint in &self.endpoints.list {
            let [key, addr, metadata, lease, modified] = cells(endpoint);
            let revision = Cell::Counter(self.endpoints.revision);
            records.push([
                Cell::Blob(self.target.clone()),
                key,
                addr,
                metadata,
                lease,
                modified,
                revision,
            ]);
        }
        records
    }

    /// One row, also where there is no endpoint.
    fn jsonl_records(&self) -> Records {
        let mut endpoints = Records::new(&["key", "addr", "metadata", "lease", "mod_revision"]);
        self.endpoints.list.iter().for_each(|endpoint| endpoints.push(cells(endpoint)));
        Records::one([
            ("target", Cell::Blob(self.target.clone())),
            ("revision", Cell::Counter(self.endpoints.revision)),
            ("endpoints", Cell::Rows(endpoints)),
        ])
    }
}

const COLUMNS: [&str; 7] =
    ["target", "key", "addr", "metadata", "lease", "mod_revision", "revision"];

impl EndpointSet {
    /// What a command reads: an object a line and endpoint.
    pub(crate) fn lines(&self) -> Vec<u8> {
        let mut page = Buffer::new(false);
        self.records().jsonl(&mut page);
        page.take().to_vec()
    }
}

fn cells(endpoint: &ServiceEndpoint) -> [Cell; 5] {
    [
        Cell::Blob(endpoint.key.clone()),
        Cell::text(&endpoint.address),
        Cell::Json(endpoint.metadata.as_json().to_owned()),
        Cell::lease(endpoint.lease),
        Cell::Counter(endpoint.mod_revision),
    ]
}
