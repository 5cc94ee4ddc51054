//! The targets that have endpoints.

use crate::output::{Cell, Format, Page, Records, Reply};
use std::collections::BTreeMap;

/// How many endpoints each target has.
#[derive(Debug, Default)]
pub(crate) struct Targets {
    pub(crate) counts: BTreeMap<Vec<u8>, i64>,
}

impl Reply for Targets {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];

    fn simple(&self, page: &mut Page) {
        for (target, count) in &self.counts {
            page.raw(target);
            page.line(format_args!("\t{count}"));
        }
    }

    fn protobuf(&self, _page: &mut Page) {}

    fn records(&self) -> Records {
        let mut records = Records::new(&["target", "endpoints"]);
        for (target, count) in &self.counts {
            records.push([Cell::Blob(target.clone()), Cell::Number(*count)]);
        }
        records
    }
}
