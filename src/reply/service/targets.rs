use crate::output::{Buffer, Cell, Format, Records, Reply};
use std::collections::BTreeMap;

/// Number of endpoints of each target.
#[derive(Debug, Default)]
pub(crate) struct Targets {
    pub(crate) counts: BTreeMap<Vec<u8>, i64>,
}

impl Reply for Targets {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] = &["target", "endpoints"];

    fn simple(&self, page: &mut Buffer) {
        for (target, count) in &self.counts {
            page.raw(target);
            page.line(format_args!("\t{count}"));
        }
    }

    fn records(&self) -> Records {
        let mut records = Records::new(Self::FIELDS);
        for (target, count) in &self.counts {
            records.push([Cell::Blob(target.clone()), Cell::Number(*count)]);
        }
        records
    }
}
