//! The command tree has every command and option of etcdctl 3.7, with its default.

use clap::{Arg, ArgAction, Command, CommandFactory as _};

/// Commands and their options: `name` is a flag, `name=default` takes a value, `name=` has no default;
/// `-n/` before the name is its short form.
const COMMANDS: &[(&str, &[&str])] = &[
    ("alarm disarm", &[]),
    ("alarm list", &[]),
    ("auth disable", &[]),
    ("auth enable", &[]),
    ("auth status", &[]),
    (
        "check datascale",
        &["load=s", "prefix=/etcdctl-check-datascale/", "auto-compact", "auto-defrag"],
    ),
    ("check perf", &["load=s", "prefix=/etcdctl-check-perf/", "auto-compact", "auto-defrag"]),
    ("compaction", &["physical"]),
    ("completion", &[]),
    ("defrag", &["cluster"]),
    ("del", &["prefix", "prev-kv", "from-key", "range"]),
    ("downgrade cancel", &[]),
    ("downgrade enable", &[]),
    ("downgrade validate", &[]),
    ("elect", &["-l/listen"]),
    ("endpoint hashkv", &["cluster", "rev=0"]),
    ("endpoint health", &["cluster"]),
    ("endpoint status", &["cluster"]),
    (
        "get",
        &[
            "consistency=l",
            "order=",
            "sort-by=",
            "limit=0",
            "prefix",
            "from-key",
            "rev=0",
            "keys-only",
            "count-only",
            "print-value-only",
            "min-create-rev=0",
            "max-create-rev=0",
            "min-mod-rev=0",
            "max-mod-rev=0",
            "stream",
        ],
    ),
    ("help", &[]),
    ("lease grant", &[]),
    ("lease keep-alive", &["once"]),
    ("lease list", &[]),
    ("lease revoke", &[]),
    ("lease timetolive", &["keys"]),
    ("lock", &["ttl=10"]),
    (
        "make-mirror",
        &[
            "prefix=",
            "rev=0",
            "max-txn-ops=128",
            "dest-prefix=",
            "no-dest-prefix",
            "dest-cert=",
            "dest-key=",
            "dest-cacert=",
            "dest-insecure-transport=true",
            "dest-user=",
            "dest-password=",
        ],
    ),
    ("member add", &["peer-urls=", "learner"]),
    ("member list", &["consistency=l"]),
    ("member promote", &[]),
    ("member remove", &[]),
    ("member update", &["peer-urls="]),
    ("move-leader", &[]),
    ("options", &[]),
    ("put", &["lease=0", "prev-kv", "ignore-value", "ignore-lease"]),
    ("role add", &[]),
    ("role delete", &[]),
    ("role get", &[]),
    ("role grant-permission", &["prefix", "from-key"]),
    ("role list", &[]),
    ("role revoke-permission", &["prefix", "from-key"]),
    ("snapshot save", &[]),
    ("txn", &["-i/interactive"]),
    ("user add", &["interactive=true", "new-user-password=", "no-password"]),
    ("user delete", &[]),
    ("user get", &["detail"]),
    ("user grant-role", &[]),
    ("user list", &[]),
    ("user passwd", &["interactive=true"]),
    ("user revoke-role", &[]),
    ("version", &[]),
    ("watch", &["-i/interactive", "prefix", "rev=0", "prev-kv", "progress-notify"]),
];

/// The global options, in the notation of [`COMMANDS`].
const GLOBALS: &[&str] = &[
    "endpoints=127.0.0.1:2379",
    "debug=false",
    "-w/write-out=simple",
    "hex=false",
    "dial-timeout=2s",
    "command-timeout=5s",
    // etcdctl shows 2s and uses 10s, and waits 6s for an answer.
    "keepalive-time=10s",
    "keepalive-timeout=5s",
    "max-request-bytes=0",
    "max-recv-bytes=0",
    "insecure-transport=true",
    "insecure-discovery=true",
    "insecure-skip-tls-verify=false",
    "cert=",
    "key=",
    "cacert=",
    "auth-jwt-token=",
    "user=",
    "password=",
    "-d/discovery-srv=",
    "discovery-srv-name=",
];

/// Defaults that the tree may leave out.
const OMITTED: [&str; 3] = ["", "0", "false"];

#[test]
fn every_etcdctl_command_and_option_exists() {
    let mut tree = ectl::Cli::command();
    tree.build();
    let options = COMMANDS.iter().flat_map(|(path, options)| {
        let command = find(&tree, path);
        let wrong =
            options.iter().filter_map(move |option| Wanted::parse(option).wrong_in(command?));
        let missing = command.is_none().then(|| "no such command".to_owned());
        missing.into_iter().chain(wrong).map(move |what| format!("{path}: {what}"))
    });
    let globals = GLOBALS.iter().filter_map(|option| Wanted::parse(option).missing_in(&tree));
    let wrong: Vec<_> = options.chain(globals).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// `ectl options` is read, since the tree has no defaults of global options.
#[test]
fn global_options_show_their_defaults() {
    let options = crate::support::ectl("", &["options"]).run();
    for option in GLOBALS {
        let Wanted { name, default, .. } = Wanted::parse(option);
        let is_it = |line: &&str| {
            let (with_value, flag) = (format!("--{name} "), format!("--{name}[="));
            line.contains(&with_value) || line.contains(&flag)
        };
        let line = options.text().lines().find(is_it);
        let line = line.unwrap_or_else(|| panic!("--{name} is not listed"));
        let documented = default.is_none_or(|default| {
            OMITTED.contains(&default) || line.ends_with(&format!("(default {default})"))
        });
        assert!(documented, "{line}: not {default:?}");
    }
}

/// An option of the tables above.
struct Wanted<'a> {
    short: Option<char>,
    name: &'a str,
    /// `None` for a flag.
    default: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    fn parse(text: &'a str) -> Self {
        let (head, default) = match text.split_once('=') {
            Some((head, default)) => (head, Some(default)),
            None => (text, None),
        };
        match head.strip_prefix('-').and_then(|head| head.split_once('/')) {
            Some((short, name)) => Self { short: short.chars().next(), name, default },
            None => Self { short: None, name: head, default },
        }
    }

    fn find_in<'c>(&self, command: &'c Command) -> Option<&'c Arg> {
        command.get_arguments().find(|arg| arg.get_long() == Some(self.name))
    }

    fn missing_in(&self, command: &Command) -> Option<String> {
        match self.find_in(command) {
            None => Some(format!("--{} is not there", self.name)),
            Some(arg) if self.short.is_some() && arg.get_short() != self.short => {
                Some(format!("--{} has no short form", self.name))
            }
            Some(_) => None,
        }
    }

    /// Returns the difference between it and the option of this command.
    fn wrong_in(&self, command: &Command) -> Option<String> {
        let Some(arg) = self.find_in(command) else { return self.missing_in(command) };
        let values = arg.get_default_values();
        let default = values.first().and_then(|value| value.to_str());
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let default = default.or_else(|| documented(&help)).unwrap_or_default();
        let is_equal = match self.default {
            Some(wanted) => wanted == default || (OMITTED.contains(&wanted) && values.is_empty()),
            None => OMITTED.contains(&default),
        };
        let takes_value = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append)
            && !arg.is_require_equals_set();
        let is_flag = self.default.is_none_or(|default| ["true", "false"].contains(&default));
        match (self.missing_in(command), is_equal, takes_value == is_flag) {
            (Some(missing), ..) => Some(missing),
            (None, false, _) => Some(format!("--{} is {default:?} by default", self.name)),
            (None, _, true) => Some(format!("--{}: a value or none?", self.name)),
            (None, true, false) => None,
        }
    }
}

/// The default in the help of an option; clap does not know it if it matters whether the option was
/// given.
fn documented(help: &str) -> Option<&str> {
    help.split_once("[default: ")?.1.strip_suffix(']')
}

fn find<'c>(tree: &'c Command, path: &str) -> Option<&'c Command> {
    path.split(' ').try_fold(tree, |level, name| level.find_subcommand(name))
}
