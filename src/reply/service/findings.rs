use crate::output::{Buffer, Cell, Format, Records, Reply};
use crate::recipe::naming::{LintFinding, Severity};

/// Findings in the order of the keys.
#[derive(Debug)]
pub(crate) struct Findings {
    pub(crate) list: Vec<LintFinding>,
}

impl Reply for Findings {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] = &["severity", "fault", "key", "what", "remedy"];
    const MAIN: &'static [&'static str] = &["severity", "key", "what"];

    fn simple(&self, page: &mut Buffer) {
        for LintFinding { severity, key, what, remedy, .. } in &self.list {
            page.text(format_args!("{}: ", name(*severity)));
            page.raw(key);
            page.line(format_args!(": {what}"));
            page.line(format_args!("  remedy: {remedy}"));
        }
    }

    fn records(&self) -> Records {
        let mut records = Records::new(Self::FIELDS);
        for LintFinding { severity, fault, key, what, remedy } in &self.list {
            records.push([
                Cell::text(name(*severity)),
                Cell::text(*fault),
                Cell::Blob(key.clone()),
                Cell::text(what),
                Cell::text(remedy),
            ]);
        }
        records
    }
}

fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
