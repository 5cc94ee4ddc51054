//! Names that other programs, and older versions of etcdctl, have for commands and options of ectl.

use clap::Command;

/// Words in place of a command, and the command that is meant.
const COMMANDS: &[(&str, &str)] = &[
    ("alarms", "ectl alarm list"),
    ("backup", "ectl snapshot save"),
    ("campaign", "ectl elect"),
    ("cat", "ectl get"),
    ("compare", "ectl diff"),
    ("copy", "ectl cp"),
    ("delete", "ectl del"),
    ("deregister", "ectl service deregister"),
    ("discover", "ectl service resolve"),
    ("du", "ectl endpoint status --wide"),
    ("dump", "ectl export"),
    ("grant", "ectl lease grant"),
    ("health", "ectl endpoint health"),
    ("info", "ectl endpoint status"),
    ("keep-alive", "ectl lease keep-alive"),
    ("keepalive", "ectl lease keep-alive"),
    ("keys", "ectl get --prefix --keys-only KEY"),
    ("leader", "ectl endpoint status --cluster"),
    ("leaders", "ectl endpoint status --cluster"),
    ("leases", "ectl lease list"),
    ("list", "ectl get --prefix --keys-only KEY"),
    ("ls", "ectl get --prefix --keys-only KEY"),
    ("load", "ectl import"),
    ("log", "ectl history"),
    ("members", "ectl member list"),
    ("mirror", "ectl make-mirror"),
    ("observe", "ectl elect --listen"),
    ("perf", "ectl check perf"),
    ("register", "ectl service register"),
    ("remove", "ectl del"),
    ("rename", "ectl mv"),
    ("resolve", "ectl service resolve"),
    ("restore", "ectl snapshot restore"),
    ("revoke", "ectl lease revoke"),
    ("rm", "ectl del"),
    ("roles", "ectl role list"),
    ("rollback", "ectl revert"),
    ("save", "ectl snapshot save"),
    ("services", "ectl service list"),
    ("set", "ectl put"),
    ("status", "ectl endpoint status"),
    ("transaction", "ectl txn"),
    ("tree", "ectl get --prefix --keys-only KEY"),
    ("ttl", "ectl lease timetolive"),
    ("undo", "ectl undelete"),
    ("users", "ectl user list"),
    ("vi", "ectl edit"),
    ("snapshot hashkv", "ectl hashkv"),
    ("endpoint list", "ectl member list"),
];

/// Words in place of a command of a group, and the commands that may be meant.
const IN_GROUPS: &[(&str, &[&str])] = &[
    ("create", &["grant", "add", "register"]),
    ("delete", &["revoke", "remove", "deregister"]),
    ("info", &["timetolive", "get", "status"]),
    ("ls", &["list"]),
    ("remove", &["revoke", "delete", "deregister"]),
    ("rm", &["revoke", "delete", "remove", "deregister"]),
    ("show", &["timetolive", "get", "status", "list"]),
    ("ttl", &["timetolive"]),
];

/// Options of other programs, and the option that is meant.
const OPTIONS: &[(&str, &str)] = &[
    ("-n", "--limit"),
    ("-o", "-w"),
    ("-r", "--prefix"),
    ("-v", "--debug"),
    ("--ca-file", "--cacert"),
    ("--cert-file", "--cert"),
    ("--count", "--count-only"),
    ("--format", "--write-out"),
    ("--host", "--endpoints"),
    ("--insecure", "--insecure-skip-tls-verify"),
    ("--key-file", "--key"),
    ("--max-keys", "--limit"),
    ("--output", "--write-out"),
    ("--peers", "--endpoints"),
    ("--recursive", "--prefix"),
    ("--server", "--endpoints"),
    ("--timeout", "--command-timeout"),
    ("--total-timeout", "--command-timeout"),
    ("--username", "--user"),
    ("--verbose", "--debug"),
    ("--wait", "--timeout"),
];

/// Returns the command line that is meant by a word behind a path such as `ectl snapshot`, whose
/// commands are `names`.
pub(crate) fn command(path: &str, word: &str, names: &[&str]) -> Option<String> {
    let typed = format!("{path} {word}");
    let typed = typed.strip_prefix("ectl ").unwrap_or(&typed);
    if let Some(meant) = lookup(COMMANDS, typed) {
        return Some(meant.to_owned());
    }
    let meant = lookup(IN_GROUPS, word)?.iter().find(|name| names.contains(name))?;
    Some(format!("{path} {meant}"))
}

pub(crate) fn option(typed: &str) -> Option<&'static str> {
    lookup(OPTIONS, typed)
}

fn lookup<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table.iter().find(|(known, _)| *known == word).map(|(_, meant)| *meant)
}

/// Returns whether the command has an option of this name, which includes its dashes.
pub(crate) fn has_option(command: &Command, name: &str) -> bool {
    command.get_arguments().any(|arg| match name.strip_prefix("--") {
        Some(long) => arg.get_long() == Some(long),
        None => arg.get_short().is_some_and(|short| name.chars().eq(['-', short])),
    })
}

#[cfg(test)]
mod tests {
    use super::{COMMANDS, IN_GROUPS, OPTIONS, has_option};
    use crate::Cli;
    use clap::{Command, CommandFactory as _};

    fn find<'a>(root: &'a Command, line: &str) -> Option<&'a Command> {
        line.split(' ').skip(1).try_fold(root, |level, name| match name {
            "KEY" => Some(level),
            name if name.starts_with("--") => has_option(level, name).then_some(level),
            name => level.find_subcommand(name),
        })
    }

    #[test]
    fn synonyms_name_existing_commands_and_hide_none() {
        let root = Cli::command();
        for (word, meant) in COMMANDS {
            // `--cluster` is an option of the group.
            let meant = meant.replace(" status --cluster", " --cluster");
            assert!(!meant.starts_with("ectl") || find(&root, &meant).is_some(), "{meant}");
            assert!(find(&root, &format!("ectl {word}")).is_none(), "{word} is a command");
        }
        let names: Vec<_> = root
            .get_subcommands()
            .flat_map(Command::get_subcommands)
            .map(Command::get_name)
            .collect();
        for meant in IN_GROUPS.iter().flat_map(|(_, meant)| *meant) {
            assert!(names.contains(meant), "{meant} is in no group");
        }
        let commands = || {
            let leaves = root.get_subcommands().flat_map(Command::get_subcommands);
            std::iter::once(&root).chain(root.get_subcommands()).chain(leaves)
        };
        for (_, meant) in OPTIONS {
            assert!(commands().any(|command| has_option(command, meant)), "no command has {meant}");
        }
    }
}
