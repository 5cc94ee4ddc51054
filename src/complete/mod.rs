//! Completion in a shell. The scripts in `completions/` ask ectl itself, by the hidden command
//! `_complete SHELL …`, what may stand at the end of a line. It answers within a fixed time, and
//! never writes to stderr.

mod bash;
mod engine;
mod kind;
mod line_before;
mod live;
mod programs;
mod shell;
mod suggestion;
mod typed;
mod value;

pub(crate) use shell::{SHELLS, ShellQuestion, script};
pub(crate) use suggestion::{Suggestion, Suggestions};

use crate::settings::program::Program;
use clap::Command;
use engine::Asked;
use line_before::LineBefore;
use live::LiveQuery;

/// Returns what may stand at the end of a line of ectl.
pub(crate) fn suggestions(
    question: &ShellQuestion,
    tree: &Command,
    program: Program,
) -> Suggestions {
    crate::output::silence();
    match engine::ask(tree, question.words(), question.current()) {
        Asked::Words(words) => Suggestions::Words(words),
        Asked::Value(wanted, line) => {
            let LineBefore { globals, places, .. } = *line;
            let query = LiveQuery { globals, places, program };
            value::suggestions(wanted, query, tree)
        }
    }
}
