//! What a check-up found, for people and programs; [`report`] has the reports.

mod report;

use crate::doctor::{Diagnosis, Finding, Level, brief};
use crate::output::{Buffer, Cell, Color, Format, Records, Reply};
use serde::Serialize;

/// The findings, endpoint by endpoint and then of the cluster.
#[derive(Debug)]
pub(crate) struct DiagnosisReply {
    pub(crate) diagnosis: Diagnosis,
    /// Whether a warning is a failure too.
    pub(crate) strict: bool,
}

impl DiagnosisReply {
    /// Whether a finding makes the whole a failure.
    pub(crate) fn fails(&self, finding: &Finding) -> bool {
        finding.level == Level::Critical || self.strict && finding.level == Level::Warn
    }

    /// The first finding that does, and how many there are.
    pub(crate) fn failure(&self) -> Option<(&Finding, usize)> {
        let mut failing = self.diagnosis.findings.iter().filter(|finding| self.fails(finding));
        let first = failing.next()?;
        Some((first, 1 + failing.count()))
    }

    /// The findings about one endpoint after the other, the cluster being the last.
    pub(crate) fn branches(&self) -> impl Iterator<Item = &[Finding]> {
        self.diagnosis.findings.chunk_by(|one, other| one.endpoint == other.endpoint)
    }
}

impl Reply for DiagnosisReply {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const IS_REPORT: bool = true;

    fn simple(&self, page: &mut Buffer) {
        for branch in self.branches() {
            tree(branch, page);
            page.line(format_args!(""));
        }
        let counts = Level::ALL.map(|level| match self.diagnosis.count(level) {
            0 => String::new(),
            n => format!("{n} {}", level.name()),
        });
        let counts: Vec<_> = counts.into_iter().filter(|count| !count.is_empty()).collect();
        page.line(format_args!("{}", counts.join(", ")));
    }

    fn fields(&self, page: &mut Buffer) {
        for finding in &self.diagnosis.findings {
            page.field_quoted(
                "Endpoint",
                finding.endpoint.as_deref().unwrap_or_default().as_bytes(),
            );
            page.field_quoted("Check", finding.check.as_bytes());
            page.field_quoted("Level", finding.level.name().as_bytes());
            page.field_quoted("Text", finding.text.as_bytes());
            page.field_quoted("Remedy", finding.remedy.as_deref().unwrap_or_default().as_bytes());
            page.line(format_args!(""));
        }
    }

    fn json(&self, page: &mut Buffer) {
        page.json_line(&DiagnosisJson {
            verdict: self.diagnosis.worst().name(),
            findings: self.diagnosis.findings.iter().map(FindingJson::of).collect(),
        });
    }

    fn protobuf(&self, _page: &mut Buffer) {}

    fn junit(&self, page: &mut Buffer) {
        report::junit(self, page);
    }

    fn prometheus(&self, page: &mut Buffer) {
        report::prometheus(self, page);
    }

    fn records(&self) -> Records {
        let mut records = Records::new(&["endpoint", "check", "level", "text", "remedy"]);
        for finding in &self.diagnosis.findings {
            let [endpoint, check, level, text, remedy, _] = row(finding);
            records.push([endpoint, check, level, text, remedy]);
        }
        records
    }

    fn jsonl_records(&self) -> Records {
        let columns = ["endpoint", "check", "level", "text", "remedy", "took_ms"];
        let mut records = Records::new(&columns);
        self.diagnosis.findings.iter().for_each(|finding| records.push(row(finding)));
        records
    }
}

fn row(finding: &Finding) -> [Cell; 6] {
    let text = |text: &Option<String>| text.as_ref().map_or(Cell::Nothing, Cell::text);
    [
        text(&finding.endpoint),
        Cell::text(finding.check),
        Cell::text(finding.level.name()),
        Cell::text(&finding.text),
        text(&finding.remedy),
        finding.took_ms().map_or(Cell::Nothing, Cell::Number),
    ]
}

impl Finding {
    fn took_ms(&self) -> Option<i64> {
        self.took.and_then(|took| i64::try_from(took.as_millis()).ok())
    }
}

/// What the findings of one branch are about.
pub(crate) fn subject(branch: &[Finding]) -> &str {
    branch.first().and_then(|finding| finding.endpoint.as_deref()).unwrap_or("cluster")
}

/// The name of a check is padded to this: most are shorter.
const WIDTH: usize = 18;

fn tree(branch: &[Finding], page: &mut Buffer) {
    page.line(format_args!("{}", subject(branch)));
    let twigs: Vec<_> = branch.chunk_by(is_alike).collect();
    for (index, twig) in twigs.iter().enumerate() {
        let is_last = index + 1 == twigs.len();
        let Some(finding) = twig.first() else { continue };
        page.raw(if is_last { "└─ " } else { "├─ " }.as_bytes());
        page.painted(color(finding.level), &format!("{:<9}", finding.level.name()));
        if twig.len() > 1 {
            let checks: Vec<_> = twig.iter().map(|finding| finding.check).collect();
            page.line(format_args!(" {}: {}", checks.join(", "), finding.text));
        } else {
            page.text(format_args!(" {:<WIDTH$} {}", finding.check, finding.text));
            if let Some(took) = finding.took.filter(|took| took.as_micros() >= 50) {
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

/// Whether both could not be seen, for one reason: it is told once.
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

#[derive(Serialize)]
struct DiagnosisJson<'a> {
    verdict: &'static str,
    findings: Vec<FindingJson<'a>>,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    endpoint: Option<&'a str>,
    check: &'static str,
    level: &'static str,
    text: &'a str,
    remedy: Option<&'a str>,
    took_ms: Option<i64>,
}

impl<'a> FindingJson<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self {
            endpoint: finding.endpoint.as_deref(),
            check: finding.check,
            level: finding.level.name(),
            text: &finding.text,
            remedy: finding.remedy.as_deref(),
            took_ms: finding.took_ms(),
        }
    }
}
