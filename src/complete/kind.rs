//! What the values of the arguments are, by their names in help.

use clap::Arg;

/// What a value is, and so how it is completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueKind {
    /// Text and numbers that only the user knows.
    Text,
    Words(&'static [&'static str]),
    /// One of the words that the value's name lists: `all|quorum|any`.
    Named,
    Duration,
    File,
    /// A key, or a file behind `@`.
    KeyOrFile,
    Directory,
    /// A program, followed by its arguments.
    Program,
    /// A context of the config file.
    Context,
    /// A key of a context in the config file.
    ConfigKey,
    /// A command of ectl, as `help` takes it.
    Topic,
    Live(LiveKind),
}

/// What etcd, or ectl's own configuration, is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LiveKind {
    Key,
    Lease,
    Member,
    /// Addresses of members, separated by commas.
    Endpoints,
    User,
    Role,
    Target,
    /// Addresses of the target that the line names.
    Address,
    /// The name of a lock or an election.
    Contention,
}

use LiveKind as Live;
use ValueKind::{
    Context, Directory, Duration, File, KeyOrFile, Named, Program, Text, Topic, Words,
};

/// Arguments whose name in help means something else elsewhere: the command, the argument's id, its kind.
/// A command stands for those below it, too.
const EXCEPTIONS: &[(&str, &str, ValueKind)] = &[
    ("", "context", Context),
    ("", "password_command", Program),
    ("context set", "prefix", Text),
    ("context set", "unset", ValueKind::ConfigKey),
    ("context", "name", Context),
    ("context rename", "old", Context),
    ("context rename", "new", Text),
    ("doctor", "write_out", Words(&["simple", "json", "jsonl", "table", "junit", "prometheus"])),
    ("elect", "name", ValueKind::Live(Live::Contention)),
    ("get", "sort_by", Words(&["CREATE", "KEY", "MODIFY", "VALUE", "VERSION"])),
    ("lock", "name", ValueKind::Live(Live::Contention)),
    ("make-mirror", "destination", Text),
    ("make-mirror", "dest_prefix", Text),
    ("diff", "a", KeyOrFile),
    ("diff", "b", KeyOrFile),
    ("diff", "context2", Context),
    ("make-mirror", "dest_user", Text),
    ("role add", "name", Text),
    ("role", "name", ValueKind::Live(Live::Role)),
    ("service deregister", "addresses", ValueKind::Live(Live::Address)),
    ("service update", "remove", ValueKind::Live(Live::Address)),
    ("user add", "name", Text),
    ("user", "name", ValueKind::Live(Live::User)),
];

/// The kinds by the name that help gives a value.
const NAMES: &[(&[&str], ValueKind)] = &[
    (&["ACTION"], Words(&["term", "kill", "ignore"])),
    (&["SCOPE"], Words(&["process", "group"])),
    (&["BOOL"], Words(&["true", "false"])),
    (&["CMD"], Program),
    (&["COMMAND"], Topic),
    (&["DIR"], Directory),
    (&["DURATION", "TTL"], Duration),
    (&["FILE", "FILE|DIR", "PATH"], File),
    (&["FORMAT"], Words(&["simple", "fields", "json", "jsonl", "protobuf", "table"])),
    (
        &["KEY", "RANGE_END", "ENDKEY", "END", "PREFIX", "SRC", "DST", "A", "B"],
        ValueKind::Live(Live::Key),
    ),
    (&["HOST:PORT,…"], ValueKind::Live(Live::Endpoints)),
    (&["ID"], ValueKind::Live(Live::Lease)),
    (&["KINDS"], Words(&["put", "txn", "lease", "auth", "conf"])),
    (&["MEMBER"], ValueKind::Live(Live::Member)),
    (&["ORDER"], Words(&["ASCEND", "DESCEND"])),
    (&["ROLE"], ValueKind::Live(Live::Role)),
    (&["SIZE"], Words(&["s", "m", "l", "xl"])),
    (&["TARGET"], ValueKind::Live(Live::Target)),
    (&["TYPE"], Words(&["read", "write", "readwrite"])),
    (&["USER", "NAME[:PASSWORD]"], ValueKind::Live(Live::User)),
    (
        &[
            "ADDR",
            "ADDR,…",
            "BYTES",
            "COMPARISON",
            "DAYS",
            "DELIMITER",
            "DOMAIN",
            "ENTRIES",
            "HOST:PORT",
            "HOST:PORT[/SERVICE]",
            "INDEX",
            "JSON",
            "KEY=VALUE",
            "N",
            "NAME",
            "NAME=URL,…",
            "PASSWORD",
            "PERCENT",
            "PROPOSAL",
            "REQUEST",
            "REV",
            "REVISION",
            "SURPLUS",
            "TARGET=ADDR",
            "TEXT",
            "TOKEN",
            "URL",
            "URL,…",
            "URLS",
            "VALUE",
            "VERSION",
            "X.Y",
        ],
        Text,
    ),
];

/// Returns what the value of an argument is; `None` if this module does not know its name. `command` is
/// the command without the program's name, such as `lease grant`.
pub(super) fn kind(command: &str, arg: &Arg) -> Option<ValueKind> {
    let is_within = |level: &str| {
        let rest = command.strip_prefix(level);
        level.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let exception = EXCEPTIONS.iter().find(|(level, id, _)| is_within(level) && arg.get_id() == id);
    if let Some((_, _, kind)) = exception {
        return Some(*kind);
    }
    let name = arg.get_value_names().unwrap_or_default().first()?;
    let known = NAMES.iter().find(|(names, _)| names.contains(&name.as_str()));
    match known {
        Some((_, kind)) => Some(*kind),
        None if is_choice(name) => Some(Named),
        None => None,
    }
}

/// Returns whether the name of a value lists the words that it may be.
fn is_choice(name: &str) -> bool {
    name.contains('|') && !name.chars().any(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::kind;
    use crate::Cli;
    use clap::{Command, CommandFactory as _};

    fn check(level: &Command, path: &str, unknown: &mut Vec<String>) {
        for arg in level.get_arguments().filter(|arg| arg.get_action().takes_values()) {
            // The engine of clap completes these.
            let has_values = !arg.get_possible_values().is_empty();
            if !has_values && kind(path, arg).is_none() {
                unknown.push(format!("{path}: {arg}"));
            }
        }
        for sub in level.get_subcommands() {
            check(sub, format!("{path} {}", sub.get_name()).trim(), unknown);
        }
    }

    #[test]
    fn each_value_has_a_kind() {
        let mut tree = Cli::command();
        tree.build();
        let mut unknown = Vec::new();
        check(&tree, "", &mut unknown);
        assert_eq!(unknown, [""; 0], "add the name of the value to src/complete/kind.rs");
    }
}
