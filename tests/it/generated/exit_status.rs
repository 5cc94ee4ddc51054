//! The exit codes of a command: those of its help, and those that it shares with others.

use super::help_text::{Block, Section};
use super::roff::{capitalised, plain, prose, sentence};
use clap::Command;
use std::collections::BTreeSet;
use std::fmt::Write as _;

type Code = (&'static str, &'static str);

/// A command that calls etcd.
const CALLS: [Code; 8] = [
    ("0", "success"),
    ("1", "etcd refused the request, or another failure"),
    ("2", "no endpoint could be reached"),
    ("4", "an unknown output format, or one that the command lacks"),
    ("6", "a local file or stdout failed"),
    ("9", "not authenticated, or not permitted"),
    ("124", "etcd did not answer in time; the outcome of a write is then unknown"),
    ("128", "wrong arguments"),
];

/// A command that reports on each endpoint.
const ENDPOINTS: [Code; 7] = [
    ("0", "success"),
    ("1", "an endpoint failed"),
    ("2", "no endpoint could be reached for the list of members, with --cluster"),
    ("4", "an unknown output format, or one that the command lacks"),
    ("6", "a local file or stdout failed"),
    ("9", "not authenticated, or not permitted"),
    ("128", "wrong arguments"),
];

/// A command that calls no server.
const LOCAL: [Code; 5] = [
    ("0", "success"),
    ("1", "failure"),
    ("4", "an unknown output format, or one that the command lacks"),
    ("6", "a local file or stdout failed"),
    ("128", "wrong arguments"),
];

/// What `-e` adds.
const ABSENCE: Option<Code> = Some(("7", "nothing was found, with --exit-status"));

const ON_ENDPOINTS: [&str; 4] =
    ["ectl-defrag", "ectl-endpoint-hashkv", "ectl-endpoint-health", "ectl-endpoint-status"];

/// Commands that call no server, and `doctor`, whose report says what cannot be reached.
const WITHOUT_CALLS: [&str; 19] = [
    "ectl-completion",
    "ectl-context-list",
    "ectl-context-remove",
    "ectl-context-rename",
    "ectl-context-set",
    "ectl-context-show",
    "ectl-context-use",
    "ectl-doctor",
    "ectl-hashkv",
    "ectl-help",
    "ectl-migrate",
    "ectl-options",
    "ectl-sandbox",
    "ectl-snapshot-check",
    "ectl-snapshot-inspect",
    "ectl-snapshot-restore",
    "ectl-snapshot-status",
    "ectl-version",
    "ectl-wal-dump",
];

/// The help's term for the exit code of a command that ectl runs.
const OF_CMD: &str = "(CMD)";

const GROUP: &str =
    "128 if no command is given. The pages of the commands list the exit codes of each.\n";

const MORE: &str =
    ".PP\n\\fBectl\\fR(1) lists all exit codes, and \\fBectl\\-errors\\fR(7) the messages.\n";

/// Returns the section of a page. `listed` are the codes that the help has, and what it says about them.
pub(super) fn exit_status(
    page: &str,
    command: &Command,
    listed: Option<&Section>,
    names: &BTreeSet<String>,
) -> String {
    let mut text = ".SH \"EXIT STATUS\"\n".to_owned();
    if command.has_subcommands() {
        return text + GROUP;
    }
    let tells_absence = command.get_arguments().any(|arg| arg.get_long() == Some("exit-status"));
    let absence = ABSENCE.filter(|_| tells_absence).into_iter();
    let blocks = listed.map(Section::blocks).unwrap_or_default();
    let own = blocks.iter().filter_map(|block| match block {
        Block::List(rows) => Some(rows.clone()),
        Block::Paragraph(_) => None,
    });
    for (code, what) in merged(own.flatten().collect(), shared(page).iter().copied().chain(absence))
    {
        let code = if code == OF_CMD { "\\fICMD\\fR".to_owned() } else { plain(&code) };
        let _ = write!(text, ".TP\n{code}\n{}\n", prose(&sentence(&capitalised(&what)), names));
    }
    for block in &blocks {
        if let Block::Paragraph(paragraph) = block {
            let _ = write!(text, ".PP\n{}\n", prose(paragraph, names));
        }
    }
    text + MORE
}

fn shared(page: &str) -> &'static [Code] {
    match page {
        _ if ON_ENDPOINTS.contains(&page) => &ENDPOINTS,
        _ if WITHOUT_CALLS.contains(&page) => &LOCAL,
        _ => &CALLS,
    }
}

/// Returns all codes in their order, that of CMD first. What the help says counts.
fn merged(
    mut codes: Vec<(String, String)>,
    shared: impl Iterator<Item = Code>,
) -> Vec<(String, String)> {
    let numbers = |code: &str| code.split(", ").map(str::to_owned).collect::<Vec<_>>();
    let known: BTreeSet<_> = codes.iter().flat_map(|(code, _)| numbers(code)).collect();
    for (code, what) in shared {
        let is_cmds = code == "0" && known.contains(OF_CMD);
        if !known.contains(code) && !is_cmds {
            codes.push((code.to_owned(), what.to_owned()));
        }
    }
    codes.sort_by_key(|(code, _)| numbers(code).first().and_then(|n| n.parse().ok()).unwrap_or(-1));
    codes
}
