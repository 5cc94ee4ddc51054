//! All endpoints of a target after a change.

use crate::output::{Buffer, Cell, Column, Format, Records, Reply};
use crate::recipe::naming::{Endpoints, ServiceEndpoint};

#[derive(Debug)]
pub(crate) struct EndpointSet {
    pub(crate) target: Vec<u8>,
    pub(crate) endpoints: Endpoints,
}

impl Reply for EndpointSet {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] = &["target", "revision", "endpoints"];
    const MAIN: &'static [&'static str] = &["addr", "metadata"];

    /// Writes the addresses, and an empty line at the end.
    fn simple(&self, page: &mut Buffer) {
        self.endpoints.addresses().for_each(|address| page.line(format_args!("{address}")));
        page.raw(b"\n");
    }

    fn records(&self) -> Records {
        let [key, addr, metadata, lease, modified] = COLUMNS.map(|(name, _)| name);
        let columns = ["target", key, addr, metadata, lease, modified, "revision"];
        let mut records = Records::new(&columns);
        for endpoint in &self.endpoints.list {
            let target = Cell::Blob(self.target.clone());
            let [key, addr, metadata, lease, modified] = COLUMNS.map(|(_, cell)| cell(endpoint));
            let revision = Cell::Counter(self.endpoints.revision);
            records.push([target, key, addr, metadata, lease, modified, revision]);
        }
        records
    }

    /// Returns one row, even without endpoints.
    fn jsonl_records(&self) -> Records {
        let endpoints = Records::table(&COLUMNS, &self.endpoints.list);
        Records::one([
            ("target", Cell::Blob(self.target.clone())),
            ("revision", Cell::Counter(self.endpoints.revision)),
            ("endpoints", Cell::Rows(endpoints)),
        ])
    }
}

const COLUMNS: [Column<ServiceEndpoint>; 5] = [
    ("key", |endpoint| Cell::Blob(endpoint.key.clone())),
    ("addr", |endpoint| Cell::text(&endpoint.address)),
    ("metadata", |endpoint| Cell::Json(endpoint.metadata.as_json().to_owned())),
    ("lease", |endpoint| Cell::lease(endpoint.lease)),
    ("mod_revision", |endpoint| Cell::Counter(endpoint.mod_revision)),
];

impl EndpointSet {
    /// Returns the input of a hook: a line with an object for each endpoint.
    pub(crate) fn lines(&self) -> Vec<u8> {
        let mut page = Buffer::new(false);
        self.records().jsonl(&mut page);
        page.take().to_vec()
    }
}
