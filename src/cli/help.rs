//! Help texts: of each command, and of the program with its commands in groups.

pub(crate) mod sections;

use crate::output;
use clap::{Arg, Command};
use std::ffi::OsString;
use std::fmt::Write as _;

/// The commands by title: the five groups of etcdctl's help, and the commands that etcdctl lacks.
pub(crate) const GROUPS: [(&str, &[&str]); 10] = [
    ("Key-value commands", &["compaction", "del", "get", "lease", "put", "txn", "watch"]),
    (
        "Cluster maintenance commands",
        &["alarm", "defrag", "downgrade", "endpoint", "member", "move-leader", "snapshot"],
    ),
    ("Concurrency commands", &["elect", "lock"]),
    ("Authentication commands", &["auth", "role", "user"]),
    ("Utility commands", &["check", "completion", "help", "make-mirror", "options", "version"]),
    (OFFLINE, &["hashkv", "migrate", "wal"]),
    (BROWSING, &["du", "ls", "tree"]),
    (CHANGES, &["edit", "history", "revert", "undelete"]),
    (BULK, &["cp", "diff", "export", "import", "mv"]),
    (ADDITIONAL, &["context", "doctor", "sandbox", "service", "session", "wait"]),
];

/// The commands that work on files only.
const OFFLINE: &str = "Offline commands";
const BROWSING: &str = "Browsing commands";
const CHANGES: &str = "Change commands";
const BULK: &str = "Bulk commands";
const ADDITIONAL: &str = "Additional commands";

/// The commands are part of `{after-help}`, since clap's own list has no groups.
const TEMPLATE: &str = "{about-with-newline}\n{usage-heading} {usage}{after-help}";

pub(crate) const TIME: &str =
    "DURATION is a number of seconds, or a duration such as 500ms, 5s or 1m30s.";

/// Commands that talk to no server, and so have no use for most global options.
const WITHOUT_SERVER: [&str; 12] = [
    "completion",
    "hashkv",
    "help",
    "migrate",
    "options",
    "sandbox",
    "snapshot check",
    "snapshot inspect",
    "snapshot restore",
    "snapshot status",
    "version",
    "wal",
];

/// The first steps, in the help of the program.
const FIRST_STEPS: &str = "\
Examples:
  ectl put config/port 8080             put a value into a key
  ectl get --prefix config/             the keys that begin with config/, with their values
  ectl watch --prefix config/ -w jsonl  their changes, a JSON object per line
  ectl doctor --cluster                 is the cluster in order?
  ectl sandbox -- bash                  try these in a shell with its own etcd

";

pub(crate) fn is_additional(name: &str) -> bool {
    let is_additional =
        |title: &str| [OFFLINE, BROWSING, CHANGES, BULK, ADDITIONAL].contains(&title);
    GROUPS.iter().any(|(title, names)| is_additional(title) && names.contains(&name))
}

/// Returns the help of the command with this path, or of the last command on it that exists.
pub(crate) fn text(tree: Command, path: &[OsString]) -> String {
    let mut root = grouped(tree);
    root.build();
    render(&mut root, path, output::help_width())
}

fn render(level: &mut Command, path: &[OsString], width: usize) -> String {
    match path.split_first() {
        Some((first, rest)) if level.find_subcommand(first).is_some() => level
            .find_subcommand_mut(first)
            .map(|command| render(command, rest, width))
            .unwrap_or_default(),
        _ => {
            // Each pointer is a paragraph by itself, although no lines are between them.
            let pointers: String =
                pointers(level).iter().map(|pointer| output::wrap(pointer, width)).collect();
            let gap = if pointers.is_empty() { "" } else { "\n" };
            output::wrap(&body(level), width) + gap + &pointers
        }
    }
}

/// Returns the help without its pointers: the long text about the command, but one line for each option.
fn body(level: &mut Command) -> String {
    let about = level.get_long_about().or(level.get_about()).cloned();
    let mut after = level.get_after_help().map(ToString::to_string).unwrap_or_default();
    if level.has_subcommands() && !is_root(level) {
        let gap = if after.is_empty() { "" } else { "\n\n" };
        after = format!("Examples:\n{}{gap}{after}", examples(level));
    }
    let level = std::mem::take(level).about(about.unwrap_or_default()).after_help(after);
    // clap's text points to a longer help, which does not exist.
    let mut level = level.mut_args(|arg| match arg.get_long() {
        Some("help") => arg.help("Print help"),
        _ => arg,
    });
    level.render_help().to_string()
}

fn is_root(level: &Command) -> bool {
    !level.get_bin_name().is_some_and(|name| name.contains(' '))
}

/// Returns the lines at the end of the help, which say where there is more.
fn pointers(level: &Command) -> Vec<String> {
    let name = level.get_bin_name().unwrap_or_default();
    let mut pointers = Vec::new();
    if is_root(level) {
        return pointers;
    }
    if level.has_subcommands() {
        pointers
            .push(format!("Use \"{name} COMMAND --help\" for options and examples of a command."));
    }
    if level.get_arguments().any(takes_duration) {
        pointers.push(TIME.to_owned());
    }
    let (_, name) = name.split_once(' ').unwrap_or_default();
    let first = name.split(' ').next().unwrap_or_default();
    let needs_server = !WITHOUT_SERVER.iter().any(|known| *known == name || *known == first);
    let named = if needs_server { " (--endpoints, --write-out, …)" } else { "" };
    pointers.push(format!("Use \"ectl options\" for a list of global options{named}."));
    pointers
}

fn takes_duration(arg: &Arg) -> bool {
    let names = arg.get_value_names().unwrap_or_default();
    !arg.is_hide_set() && names.iter().any(|name| name == "DURATION")
}

/// Returns the first example of each command of a group, one per line.
fn examples(group: &Command) -> String {
    let shown = group.get_subcommands().filter(|command| !command.is_hide_set());
    let texts: Vec<_> =
        shown.filter_map(|command| Some(command.get_after_help()?.to_string())).collect();
    let lines: Vec<_> = texts
        .iter()
        .filter_map(|text| text.split_once("Examples:\n")?.1.lines().next())
        .map(|line| line.trim_start().split_once("  ").unwrap_or((line.trim_start(), "")))
        .collect();
    let width = lines.iter().map(|(typed, _)| typed.chars().count()).max().unwrap_or_default();
    let lines = lines.iter().map(|(typed, what)| {
        let line = format!("  {typed:width$}  {}", what.trim_start());
        if line.chars().count() > 100 { format!("  {typed}") } else { line.trim_end().to_owned() }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn grouped(root: Command) -> Command {
    let mut text = String::new();
    for (title, names) in GROUPS {
        let commands: Vec<_> = names.iter().filter_map(|name| root.find_subcommand(name)).collect();
        if commands.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{title}:");
        for command in commands {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(text, "  {:<11}  {about}", command.get_name());
        }
        text.push('\n');
    }
    let more = root.get_after_help().map(ToString::to_string).unwrap_or_default();
    root.after_help(text + FIRST_STEPS + &more).help_template(TEMPLATE)
}

#[cfg(test)]
mod tests;
