//! The page of the program: all commands and global options.

use super::example::examples;
use super::help_text::{Block, HelpText};
use super::options::options;
use super::page::{FILES, about, head, synopsis};
use super::roff::{bold, plain, prose, reference, sentence};
use clap::{Arg, Command};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The usage of the program.
const SYNOPSIS: [&str; 3] = [
    "ectl [GLOBAL OPTIONS] COMMAND [OPTIONS] [ARGUMENTS]",
    "ectl [GLOBAL OPTIONS] COMMAND [OPTIONS] [ARGUMENTS] -- CMD [ARGUMENTS]",
    "ectl help [COMMAND]",
];

/// The sections before the list of commands, and those at the end.
const DESCRIPTION: &str = include_str!("description.roff");
const END: &str = include_str!("end.roff");

/// The part of `ENVIRONMENT` before the variables.
const ENVIRONMENT: &str = r#".SH ENVIRONMENT
Every global option except \fB\-\-field\fR, \fB\-\-quiet\fR, \fB\-\-wide\fR and \fB\-\-yes\fR can be given as a variable.
A flag beats its variable, and an empty variable counts as unset, but for \fBECTL_CONTEXT\fR: empty, it means no context.
\fB\-\-debug\fR says where each setting came from.
"#;

/// Variables that are no options.
const VARIABLES: [(&str, &str); 12] = [
    ("ECTL_CONFIG", "The config file: see ectl-config(7)."),
    ("ETCDCTL_CLUSTER", "The option --cluster of `endpoint` and `defrag`."),
    (
        "ETCDCTL_WATCH_KEY, ETCDCTL_WATCH_RANGE_END",
        "The keys of `watch`, where none are given on the line.",
    ),
    (
        "ECTL_LEASE",
        "The lease of `ectl session`, for `put`, `lock`, `elect` and `service register`.",
    ),
    (
        "ETCD_LOCK_KEY, ETCD_LOCK_LEASE, ETCD_LOCK_REV",
        "The lock around CMD; set by `lock` and `elect`, read by --if-held.",
    ),
    ("ETCD_WATCH_*", "A change, for the CMD of `watch`: see ectl-watch(1)."),
    ("ECTL_ENDPOINTS, ECTL_TARGET, ECTL_REVISION", "A change, for the CMD of `service watch`."),
    ("ECTL_SANDBOX_PIDS", "The processes of the members, for the CMD of `sandbox`."),
    ("NOTIFY_SOCKET", "The socket at which `service register` tells systemd that it is ready."),
    ("ETCD", "The etcd program that `sandbox` starts."),
    ("NO_COLOR", "Turns colours off, if not empty."),
    ("TERM", "Turns colours off, if unset or dumb; they are for terminals only."),
];

/// Returns the options that every command takes, as a section.
pub(super) fn global_options(tree: &Command) -> String {
    let is_own = |arg: &Arg| arg.get_id() == "help" || arg.get_id() == "version";
    let shown = tree.clone().mut_args(|arg| {
        let hidden = is_own(&arg);
        arg.hide(hidden)
    });
    options(&shown, &BTreeSet::new()).replacen(".SH OPTIONS", ".SH \"GLOBAL OPTIONS\"", 1)
}

/// Returns the page; `globals` are the global options.
pub(super) fn page(tree: &Command, globals: &str) -> String {
    let help = crate::support::ectl("", "help").run().stdout;
    let help = HelpText::parse(std::str::from_utf8(&help).expect("help is text"));
    let mut page = head("ectl", &about(tree));
    page += &synopsis(&SYNOPSIS.map(str::to_owned));
    page += DESCRIPTION;
    page += &commands(&help);
    page += globals;
    page += &environment();
    page += END;
    if let Some(section) = help.sections.iter().find(|section| section.heading == "Examples") {
        page += &format!(".SH EXAMPLES\n{}", examples(section, &BTreeSet::new()));
    }
    page += FILES;
    let manuals = ["ectl-config", "ectl-errors", "ectl-formats"].map(|page| reference(page, "7"));
    let options = reference("ectl-options", "1");
    page + &format!(".SH \"SEE ALSO\"\n{options},\n{},\n\\fBetcd\\fR(1)\n", manuals.join(",\n"))
}

/// Returns the commands, in the groups of the help.
fn commands(help: &HelpText) -> String {
    let mut page = ".SH COMMANDS\nEach command has a page of its own.\n".to_owned();
    for section in help.sections.iter().filter(|section| section.heading.ends_with(" commands")) {
        let _ = writeln!(page, ".SS \"{}\"", plain(&section.heading));
        for block in section.blocks() {
            let Block::List(rows) = block else { continue };
            for (name, about) in rows {
                let about = plain(&sentence(&about));
                let name = reference(&format!("ectl-{name}"), "1");
                let _ = write!(page, ".TP\n{name}\n{about}\n");
            }
        }
    }
    page
}

/// Returns every variable: those of the options are the ones that `--debug` lists.
fn environment() -> String {
    let line = ["get", "k", "--debug", "--endpoints", "127.0.0.1:1"];
    let told = crate::support::ectl("", &line).run().stderr;
    let mut page = ENVIRONMENT.to_owned();
    let names = BTreeSet::from(["CMD".to_owned()]);
    for name in told.lines().filter_map(|line| Some(line.split_once('=')?.0)) {
        let option = name.trim_start_matches("ETCDCTL_").trim_start_matches("ECTL_");
        let is_variable =
            name.starts_with('E') && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
        if is_variable {
            let option = bold(&format!("--{}", option.to_lowercase().replace('_', "-")));
            let _ = write!(page, ".TP\n{}\nThe option {option}.\n", bold(name));
        }
    }
    for (name, what) in VARIABLES {
        let name = name.split(", ").map(bold).collect::<Vec<_>>().join(", ");
        let _ = write!(page, ".TP\n{name}\n{}\n", prose(what, &names));
    }
    page
}
