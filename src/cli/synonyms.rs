//! Names that other programs, and older versions of etcdctl, have for commands and options of ectl.

use clap::Command;

/// Words in place of a command, and the command that is meant.
const COMMANDS: &[(&str, &str)] = &[
    ("acquire", "ectl lock"),
    ("alarms", "ectl alarm list"),
    ("backup", "ectl snapshot save"),
    ("campaign", "ectl elect"),
    ("cat", "ectl get"),
    ("check-health", "ectl endpoint health"),
    ("clone", "ectl cp"),
    ("cluster-health", "ectl endpoint health --cluster"),
    ("compare", "ectl diff"),
    ("config", "ectl context show"),
    ("contexts", "ectl context list"),
    ("copy", "ectl cp"),
    ("count", "ectl get --prefix --count-only KEY"),
    ("create", "ectl put"),
    ("ctx", "ectl context use"),
    ("delete", "ectl del"),
    ("deregister", "ectl service deregister"),
    ("df", "ectl endpoint status --wide"),
    ("diagnose", "ectl doctor"),
    ("dir", "ectl ls"),
    ("disarm", "ectl alarm disarm"),
    ("discover", "ectl service resolve"),
    ("dump", "ectl export"),
    ("exec-watch", "ectl watch"),
    ("exists", "ectl get -e KEY"),
    ("find", "ectl get --prefix --keys-only KEY"),
    ("follow", "ectl watch"),
    ("grant", "ectl lease grant"),
    ("grep", "ectl get --prefix KEY"),
    ("hash", "ectl endpoint hashkv"),
    ("head", "ectl get"),
    ("health", "ectl endpoint health"),
    ("info", "ectl endpoint status"),
    ("join", "ectl member add"),
    ("keep-alive", "ectl lease keep-alive"),
    ("keepalive", "ectl lease keep-alive"),
    ("keys", "ectl get --prefix --keys-only KEY"),
    ("leader", "ectl endpoint status --cluster"),
    ("leaders", "ectl endpoint status --cluster"),
    ("leases", "ectl lease list"),
    ("less", "ectl get"),
    ("list", "ectl ls"),
    ("ll", "ectl ls -l"),
    ("load", "ectl import"),
    ("log", "ectl history"),
    ("members", "ectl member list"),
    ("mirror", "ectl make-mirror"),
    ("mk", "ectl put"),
    ("mkdir", "ectl put"),
    ("monitor", "ectl watch"),
    ("move", "ectl mv"),
    ("nano", "ectl edit"),
    ("observe", "ectl elect --listen"),
    ("passwd", "ectl user passwd"),
    ("perf", "ectl check perf"),
    ("ping", "ectl endpoint health"),
    ("print", "ectl get"),
    ("profile", "ectl context list"),
    ("profiles", "ectl context list"),
    ("promote", "ectl member promote"),
    ("range", "ectl get"),
    ("read", "ectl get"),
    ("register", "ectl service register"),
    ("remove", "ectl del"),
    ("rename", "ectl mv"),
    ("resolve", "ectl service resolve"),
    ("restore", "ectl snapshot restore"),
    ("revoke", "ectl lease revoke"),
    ("rm", "ectl del"),
    ("rmdir", "ectl del --prefix KEY"),
    ("roles", "ectl role list"),
    ("rollback", "ectl revert"),
    ("save", "ectl snapshot save"),
    ("scan", "ectl get --prefix KEY"),
    ("services", "ectl service list"),
    ("set", "ectl put"),
    ("show", "ectl get"),
    ("size", "ectl du"),
    ("stat", "ectl ls -l"),
    ("status", "ectl endpoint status"),
    ("subscribe", "ectl watch"),
    ("switch", "ectl context use"),
    ("sync", "ectl make-mirror"),
    ("tail", "ectl watch"),
    ("touch", "ectl put"),
    ("transaction", "ectl txn"),
    ("ttl", "ectl lease timetolive"),
    ("undo", "ectl undelete"),
    ("unset", "ectl del"),
    ("update", "ectl put"),
    ("usage", "ectl du"),
    ("use", "ectl context use"),
    ("use-context", "ectl context use"),
    ("useradd", "ectl user add"),
    ("users", "ectl user list"),
    ("vacuum", "ectl defrag"),
    ("vi", "ectl edit"),
    ("vim", "ectl edit"),
    ("wc", "ectl get --prefix --count-only KEY"),
    ("write", "ectl put"),
    ("snapshot hashkv", "ectl hashkv"),
    ("endpoint list", "ectl member list"),
];

/// Words in place of a command of a group, and the commands that may be meant.
const IN_GROUPS: &[(&str, &[&str])] = &[
    ("add", &["set"]),
    ("create", &["grant", "add", "register", "set"]),
    ("delete", &["revoke", "remove", "deregister"]),
    ("info", &["timetolive", "get", "status"]),
    ("ls", &["list"]),
    ("remove", &["revoke", "delete", "deregister"]),
    ("rm", &["revoke", "delete", "remove", "deregister"]),
    ("show", &["timetolive", "get", "status", "list"]),
    ("switch", &["use"]),
    ("ttl", &["timetolive"]),
];

/// Options of other programs, and what is meant: an option, with a value, or another command.
const OPTIONS: &[(&str, &str)] = &[
    ("-d", "--depth"),
    ("-j", "-w json"),
    ("-L", "--depth"),
    ("-n", "--limit"),
    ("-o", "-w"),
    ("-r", "--prefix"),
    ("-r", "ectl tree"),
    ("-R", "--prefix"),
    ("-R", "ectl tree"),
    ("-v", "--debug"),
    ("--ca-file", "--cacert"),
    ("--cert-file", "--cert"),
    ("--columns", "--field"),
    ("--count", "--count-only"),
    ("--format", "--write-out"),
    ("--host", "--endpoints"),
    ("--insecure", "--insecure-skip-tls-verify"),
    ("--key-file", "--key"),
    ("--json", "-w json"),
    ("--jsonl", "-w jsonl"),
    ("--keys", "--keys-only"),
    ("--level", "--depth"),
    ("--max-depth", "--depth"),
    ("--max-keys", "--limit"),
    ("--output", "--write-out"),
    ("--peers", "--endpoints"),
    ("--recursive", "--prefix"),
    ("--recursive", "ectl tree"),
    ("--revision", "--rev"),
    ("--sep", "--delimiter"),
    ("--separator", "--delimiter"),
    ("--server", "--endpoints"),
    ("--silent", "--quiet"),
    ("--table", "-w table"),
    ("--timeout", "--command-timeout"),
    ("--total-timeout", "--command-timeout"),
    ("--username", "--user"),
    ("--values", "--print-value-only"),
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

/// Returns what may be meant by an option; which of it there is, depends on the command.
pub(crate) fn options(typed: &str) -> impl Iterator<Item = &'static str> {
    OPTIONS.iter().filter(move |(known, _)| *known == typed).map(|(_, meant)| *meant)
}

fn lookup<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table.iter().find(|(known, _)| *known == word).map(|(_, meant)| *meant)
}

/// Returns whether the command has an option of this name, which includes its dashes; a value may follow.
pub(crate) fn has_option(command: &Command, name: &str) -> bool {
    let name = name.split(' ').next().unwrap_or_default();
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
            name if name.starts_with('-') => {
                [level, root].iter().any(|it| has_option(it, name)).then_some(level)
            }
            name => level.find_subcommand(name),
        })
    }

    #[test]
    fn synonyms_name_existing_commands_and_hide_none() {
        let root = Cli::command();
        for (word, meant) in COMMANDS {
            // `--cluster` is an option of the group.
            let meant = match meant.strip_suffix(" --cluster").and_then(|it| it.rsplit_once(' ')) {
                Some((group, _)) => format!("{group} --cluster"),
                None => (*meant).to_owned(),
            };
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
        for (_, meant) in OPTIONS.iter().filter(|(_, meant)| !meant.starts_with("ectl ")) {
            assert!(commands().any(|command| has_option(command, meant)), "no command has {meant}");
        }
    }
}
