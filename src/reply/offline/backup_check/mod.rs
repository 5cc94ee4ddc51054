//! `snapshot check`.

mod tree;

use crate::offline::verify::{FileFinding, FileVerdict, Ranked, Ranking, TargetReport};
use crate::output::{Buffer, Cell, Column, Format, Records, Reply};
use std::path::Path;

/// The findings: target by target, then those about all of them, and the order in which to restore.
#[derive(Debug)]
pub(crate) struct BackupCheck {
    pub(crate) reports: Vec<TargetReport>,
    /// `None` for a single target.
    pub(crate) ranking: Option<Ranking>,
}

/// A finding, and the target it is about.
pub(crate) type AboutFile<'a> = (Option<&'a Path>, &'a FileFinding);

impl BackupCheck {
    fn by_target(&self) -> impl Iterator<Item = (Option<&Path>, &[FileFinding])> {
        let each = self.reports.iter();
        let each = each.map(|report| (Some(report.path.as_path()), report.findings.as_slice()));
        each.chain(self.ranking.iter().map(|ranking| (None, ranking.findings.as_slice())))
    }

    fn findings(&self) -> impl Iterator<Item = AboutFile<'_>> {
        self.by_target().flat_map(|(path, findings)| findings.iter().map(move |it| (path, it)))
    }

    /// Returns the findings with a verdict, the first one first.
    pub(crate) fn with(&self, verdict: FileVerdict) -> Vec<AboutFile<'_>> {
        self.findings().filter(|(_, finding)| finding.verdict == verdict).collect()
    }

    fn order(&self) -> &[Ranked] {
        self.ranking.as_ref().map_or(&[], |ranking| &ranking.order)
    }
}

impl Reply for BackupCheck {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] = &["file", "check", "verdict", "text", "remedy"];
    const MAIN: &'static [&'static str] = &["verdict", "check", "text"];

    fn simple(&self, page: &mut Buffer) {
        for (path, findings) in self.by_target() {
            match path {
                Some(path) => page.line(format_args!("{}", path.display())),
                None => page.line(format_args!("all of them")),
            }
            tree::write(findings, page);
            page.raw(b"\n");
        }
        if !self.order().is_empty() {
            tree::write_order(self.order(), page);
            page.raw(b"\n");
        }
        let counts = FileVerdict::ALL.map(|verdict| (verdict, self.with(verdict).len()));
        let counts = counts.iter().filter(|(_, count)| *count > 0);
        let counts = counts.map(|(verdict, count)| format!("{count} {}", verdict.name()));
        page.line(format_args!("{}", counts.collect::<Vec<_>>().join(", ")));
    }

    fn json(&self, page: &mut Buffer) {
        let worst = self.findings().map(|(_, finding)| finding.verdict).max();
        page.json_object_line(|object| {
            object.field("verdict", worst.unwrap_or(FileVerdict::Ok).name());
            self.records().json_field("findings", object);
            Records::table(&RANKED, self.order()).json_field("order", object);
        });
    }

    fn records(&self) -> Records {
        let findings: Vec<_> = self.findings().collect();
        Records::table(&columns(), &findings)
    }
}

fn columns<'a>() -> [Column<AboutFile<'a>>; 5] {
    [
        ("file", |(path, _)| Cell::text_or_nothing(path.map(|path| path.display().to_string()))),
        ("check", |(_, finding)| Cell::text(finding.check)),
        ("verdict", |(_, finding)| Cell::text(finding.verdict.name())),
        ("text", |(_, finding)| Cell::text(&finding.text)),
        ("remedy", |(_, finding)| Cell::text_or_nothing(finding.remedy.as_ref())),
    ]
}

const RANKED: [Column<Ranked>; 9] = [
    ("file", |ranked| Cell::text(ranked.path.display().to_string())),
    ("member", |ranked| ranked.member.map_or(Cell::Nothing, Cell::Id)),
    ("cluster", |ranked| ranked.cluster.map_or(Cell::Nothing, Cell::Id)),
    ("damaged", |ranked| Cell::Flag(ranked.is_damaged)),
    ("commit_index", |ranked| Cell::UnsignedCounter(ranked.commit)),
    ("last_term", |ranked| Cell::UnsignedCounter(ranked.term)),
    ("last_index", |ranked| Cell::UnsignedCounter(ranked.last)),
    ("consistent_index", |ranked| Cell::UnsignedCounter(ranked.consistent_index)),
    ("revision", |ranked| Cell::Counter(ranked.revision)),
];
