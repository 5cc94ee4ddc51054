mod junit;
mod prometheus;

use crate::doctor::{Diagnosis, Finding, Level, brief};
use crate::output::{Buffer, Cell, Color, Column, Format, Records, Reply, names};

/// The findings: endpoint by endpoint, then those about the cluster.
#[derive(Debug)]
pub(crate) struct DiagnosisReply {
    pub(crate) diagnosis: Diagnosis,
    pub(crate) strict: bool,
}

impl DiagnosisReply {
    /// Returns the first finding that is a failure, and the number of failures.
    pub(crate) fn failure(&self) -> Option<(&Finding, usize)> {
        let mut failing =
            self.diagnosis.findings.iter().filter(|finding| finding.fails(self.strict));
        let first = failing.next()?;
        Some((first, 1 + failing.count()))
    }
}

impl Reply for DiagnosisReply {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const IS_REPORT: bool = true;
    const FIELDS: &'static [&'static str] = &names(&COLUMNS);
    const MAIN: &'static [&'static str] = &["level", "check", "text"];

    fn simple(&self, page: &mut Buffer) {
        for (subject, findings) in self.diagnosis.by_subject() {
            page.line(format_args!("{subject}"));
            tree(findings, page);
            page.line(format_args!(""));
        }
        let counts = Level::ALL.map(|level| (level, self.diagnosis.count(level)));
        let counts = counts.iter().filter(|(_, count)| *count > 0);
        let counts = counts.map(|(level, count)| format!("{count} {}", level.name()));
        page.line(format_args!("{}", counts.collect::<Vec<_>>().join(", ")));
    }

    fn fields(&self, page: &mut Buffer) {
        for finding in &self.diagnosis.findings {
            for (name, text) in [
                ("Endpoint", finding.endpoint.as_deref().unwrap_or_default()),
                ("Check", finding.check),
                ("Level", finding.level.name()),
                ("Text", &finding.text),
                ("Remedy", finding.remedy.as_deref().unwrap_or_default()),
            ] {
                page.field_quoted(name, text.as_bytes());
            }
            page.line(format_args!(""));
        }
    }

    fn json(&self, page: &mut Buffer) {
        page.json_object_line(|object| {
            object.field("verdict", self.diagnosis.worst().name());
            self.jsonl_records().json_field("findings", object);
        });
    }

    fn junit(&self, page: &mut Buffer) {
        junit::write(&self.diagnosis, self.strict, page);
    }

    fn prometheus(&self, page: &mut Buffer) {
        prometheus::write(&self.diagnosis, page);
    }

    fn records(&self) -> Records {
        self.jsonl_records().first_columns(5)
    }

    fn jsonl_records(&self) -> Records {
        Records::table(&COLUMNS, &self.diagnosis.findings)
    }
}

/// Columns of `jsonl`; `table` has all but the last.
const COLUMNS: [Column<Finding>; 6] = [
    ("endpoint", |finding| Cell::text_or_nothing(finding.endpoint.as_ref())),
    ("check", |finding| Cell::text(finding.check)),
    ("level", |finding| Cell::text(finding.level.name())),
    ("text", |finding| Cell::text(&finding.text)),
    ("remedy", |finding| Cell::text_or_nothing(finding.remedy.as_ref())),
    ("took_ms", |finding| {
        let millis = finding.took.and_then(|took| i64::try_from(took.as_millis()).ok());
        millis.map_or(Cell::Nothing, Cell::Number)
    }),
];

/// Names of checks are padded to this width; most are shorter.
const WIDTH: usize = 18;

/// Draws the findings about one subject as branches of a tree.
fn tree(findings: &[Finding], page: &mut Buffer) {
    let mut branches = findings.chunk_by(is_alike).peekable();
    while let Some(branch) = branches.next() {
        let Some(finding) = branch.first() else { continue };
        let is_last = branches.peek().is_none();
        page.raw(if is_last { "└─ " } else { "├─ " }.as_bytes());
        page.painted(color(finding.level), &format!("{:<9}", finding.level.name()));
        if branch.len() > 1 {
            let checks: Vec<_> = branch.iter().map(|finding| finding.check).collect();
            page.line(format_args!(" {}: {}", checks.join(", "), finding.text));
        } else {
            page.text(format_args!(" {:<WIDTH$} {}", finding.check, finding.text));
            if let Some(took) = finding.took.filter(|took| !took.is_zero()) {
                page.painted(Color::Dim, &format!(" ({})", brief(took)));
            }
            page.raw(b"\n");
        }
        if let Some(remedy) = &finding.remedy {
            let bar = if is_last { ' ' } else { '│' };
            page.line(format_args!("{bar}            {:<WIDTH$} → {remedy}", ""));
        }
    }
}

/// Returns whether two checks are unknown for the same reason, which is printed once.
fn is_alike(one: &Finding, other: &Finding) -> bool {
    let is_unknown = one.level == Level::Unknown && other.level == Level::Unknown;
    is_unknown && one.text == other.text && one.remedy == other.remedy
}

fn color(level: Level) -> Color {
    match level {
        Level::Ok => Color::Green,
        Level::Unknown => Color::Dim,
        Level::Warn => Color::Yellow,
        Level::Critical => Color::Red,
    }
}
