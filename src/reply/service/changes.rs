//! Changes of a target's endpoints, made or planned.

use crate::output::{Buffer, Cell, Format, Records, Reply};
use crate::recipe::naming::{PlanStep, RecordEdit, key};

#[derive(Debug)]
pub(crate) struct EndpointChanges {
    pub(crate) target: Vec<u8>,
    pub(crate) steps: Vec<PlanStep>,
    /// The store's revision afterwards; `None` if nothing was written.
    pub(crate) revision: Option<i64>,
    /// Nothing was to be written.
    pub(crate) is_plan: bool,
}

impl Reply for EndpointChanges {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] =
        &["target", "change", "key", "addr", "metadata", "lease", "revision"];
    const MAIN: &'static [&'static str] = &["change", "addr", "key"];

    fn simple(&self, page: &mut Buffer) {
        // A plan is what was asked for; changes that were made are only confirmed.
        if page.quiet && !self.is_plan {
            return;
        }
        for PlanStep { change, endpoint } in &self.steps {
            page.text(format_args!("{} {}", sign(*change), endpoint.address));
            if endpoint.key != key(&self.target, endpoint.address.as_bytes()) {
                page.raw(b" (");
                page.raw(&endpoint.key);
                page.raw(b")");
            }
            page.raw(b"\n");
        }
    }

    fn records(&self) -> Records {
        let mut records = Records::new(Self::FIELDS);
        for PlanStep { change, endpoint } in &self.steps {
            records.push([
                Cell::Blob(self.target.clone()),
                Cell::text(name(*change)),
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

fn sign(change: RecordEdit) -> char {
    match change {
        RecordEdit::Add => '+',
        RecordEdit::Remove => '-',
        RecordEdit::Alter => '~',
        RecordEdit::Keep => '=',
    }
}

fn name(change: RecordEdit) -> &'static str {
    match change {
        RecordEdit::Add => "add",
        RecordEdit::Remove => "remove",
        RecordEdit::Alter => "alter",
        RecordEdit::Keep => "keep",
    }
}
