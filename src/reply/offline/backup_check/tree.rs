//! Findings as branches of a tree, and the order of several targets.

use crate::offline::verify::{FileFinding, FileVerdict, Ranked};
use crate::output::{Buffer, Color};

/// Names of checks are padded to this width.
const WIDTH: usize = 12;

pub(super) fn write(findings: &[FileFinding], page: &mut Buffer) {
    let mut findings = findings.iter().peekable();
    while let Some(FileFinding { check, verdict, text, remedy }) = findings.next() {
        let is_last = findings.peek().is_none();
        page.raw(if is_last { "└─ " } else { "├─ " }.as_bytes());
        page.painted(color(*verdict), &format!("{:<10}", verdict.name()));
        page.line(format_args!(" {check:<WIDTH$} {text}"));
        if let Some(remedy) = remedy {
            let bar = if is_last { ' ' } else { '│' };
            page.line(format_args!("{bar}             {:<WIDTH$} → {remedy}", ""));
        }
    }
}

fn color(verdict: FileVerdict) -> Color {
    match verdict {
        FileVerdict::Ok => Color::Green,
        FileVerdict::Warning => Color::Yellow,
        FileVerdict::Unreadable | FileVerdict::Error => Color::Red,
    }
}

pub(super) fn write_order(order: &[Ranked], page: &mut Buffer) {
    for (number, ranked) in (1..).zip(order) {
        let Ranked { commit, last, term, consistent_index, revision, .. } = ranked;
        let damaged = if ranked.is_damaged { ", damaged" } else { "" };
        page.line(format_args!("{number}. {}{damaged}", ranked.path.display()));
        page.line(format_args!(
            "   committed {commit}, last entry {last} of term {term}, applied {consistent_index}, \
             revision {revision}"
        ));
    }
}
