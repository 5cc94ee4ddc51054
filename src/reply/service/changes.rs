//! What is changed about a target's endpoints, or would be.

use crate::output::{Cell, Format, Page, Records, Reply};
use crate::recipe::naming::{Change, Step, key};

/// The steps of a change.
#[derive(Debug)]
pub(crate) struct EndpointChanges {
    pub(crate) target: Vec<u8>,
    pub(crate) steps: Vec<Step>,
    /// The revision of the store after it; `None` if nothing was written.
    pub(crate) revision: Option<i64>,
}

impl Reply for EndpointChanges {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];

    fn simple(&self, page: &mut Page) {
        for Step { change, endpoint } in &self.steps {
            page.text(format_args!("{} {}", sign(*change), endpoint.address));
            if endpoint.key != key(&self.target, endpoint.address.as_bytes()) {
                page.raw(b" (");
                page.raw(&endpoint.key);
                page.raw(b")");
            }
            page.raw(b"\n");
        }
    }

    fn protobuf(&self, _page: &mut Page) {}

    fn records(&self) -> Records {
        let columns = ["target", "change", "key", "addr", "metadata", "lease", "revision"];
        let mut records = Records::new(&columns);
        for Step { change, endpoint } in &self.steps {
            records.push([
                Cell::Blob(self.target.clone()),
                Cell::text(word(*change)),
                Cell::Blob(endpoint.key.clone()),
                Cell::text(&endpoint.address),
                Cell::Json(endpoint.metadata.as_json().to_owned()),
                Cell::lease(endpoint.lease),
                self.revision.map_or(Cell::Nothing, Cell::Counter),
            ]);
        }
        records
    }
}

fn sign(change: Change) -> char {
    match change {
        Change::Add => '+',
        Change::Remove => '-',
        Change::Alter => '~',
        Change::Keep => '=',
    }
}

fn word(change: Change) -> &'static str {
    match change {
        Change::Add => "add",
        Change::Remove => "remove",
        Change::Alter => "alter",
        Change::Keep => "keep",
    }
}
