//! Help texts: of each command, and of the program with its commands in groups.

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

const GLOBAL: &str =
    "Use \"ectl options\" for a list of global options (--endpoints, --write-out, …).";

pub(crate) fn is_additional(name: &str) -> bool {
    let is_additional =
        |title: &str| [OFFLINE, BROWSING, CHANGES, BULK, ADDITIONAL].contains(&title);
    GROUPS.iter().any(|(title, names)| is_additional(title) && names.contains(&name))
}

/// Returns the help of the command with this path, or of the last command on it that exists.
pub(crate) fn text(tree: Command, path: &[OsString]) -> String {
    let mut root = grouped(tree);
    root.build();
    output::wrapped(&render(&mut root, path))
}

fn render(level: &mut Command, path: &[OsString]) -> String {
    match path.split_first() {
        Some((first, rest)) if level.find_subcommand(first).is_some() => level
            .find_subcommand_mut(first)
            .map(|command| render(command, rest))
            .unwrap_or_default(),
        _ => {
            // The long text about the command, but one line for each option.
            let about = level.get_long_about().or(level.get_about()).cloned();
            let after = after_help(level);
            let level = std::mem::take(level).about(about.unwrap_or_default()).after_help(after);
            // clap's text points to a longer help, which does not exist.
            let mut level = level.mut_args(|arg| match arg.get_long() {
                Some("help") => arg.help("Print help"),
                _ => arg,
            });
            level.render_help().to_string()
        }
    }
}

/// Returns the text behind the options: examples, and pointers to more help.
fn after_help(level: &Command) -> String {
    let mut parts: Vec<_> = level.get_after_help().map(ToString::to_string).into_iter().collect();
    let Some(name) = level.get_bin_name().filter(|name| name.contains(' ')) else {
        return parts.concat();
    };
    let mut pointers = Vec::new();
    if level.has_subcommands() {
        parts.push(format!("Examples:\n{}", examples(level)));
        pointers
            .push(format!("Use \"{name} COMMAND --help\" for options and examples of a command."));
    }
    if level.get_arguments().any(takes_duration) {
        pointers.push(TIME.to_owned());
    }
    pointers.push(GLOBAL.to_owned());
    parts.push(pointers.join("\n"));
    parts.join("\n\n")
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
    root.after_help(text + &more).help_template(TEMPLATE)
}

#[cfg(test)]
mod tests {
    use super::GROUPS;
    use crate::Cli;
    use clap::CommandFactory as _;

    #[test]
    fn each_command_is_in_one_group() {
        for command in Cli::command().get_subcommands().filter(|command| !command.is_hide_set()) {
            let name = command.get_name();
            let groups = GROUPS.iter().filter(|(_, names)| names.contains(&name)).count();
            assert_eq!(groups, 1, "{name}: see GROUPS in src/cli/help.rs");
        }
    }
}
