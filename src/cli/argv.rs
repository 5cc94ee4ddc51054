//! Conventions of cobra, etcdctl's parser, that clap does not follow.

use crate::cli::help;
use clap::builder::ValueParser;
use clap::{Arg, ArgAction, Command};
use std::borrow::Cow;
use std::ffi::{OsStr, OsString};

/// Gives the tree cobra's conventions: the last of a repeated option wins, `--flag=false`, values that
/// begin with a dash. A group without a command is an error instead of a request for help.
pub(crate) fn as_cobra(command: Command) -> Command {
    let command = command.arg_required_else_help(false).mut_args(relaxed);
    command.mut_subcommands(as_cobra)
}

fn relaxed(arg: Arg) -> Arg {
    if arg.is_positional() {
        return arg;
    }
    let id = arg.get_id().clone();
    match arg.get_action() {
        ArgAction::SetTrue => {
            let arg = optional_bool(arg.action(ArgAction::Set)).default_value("false");
            arg.overrides_with(id)
        }
        ArgAction::Set if arg.is_require_equals_set() => arg.overrides_with(id),
        ArgAction::Set => arg.overrides_with(id).allow_hyphen_values(true),
        ArgAction::Append => arg.allow_hyphen_values(true),
        _ => arg,
    }
}

/// Makes an option for a `bool` that is not a plain flag take `--option` and `--option=false`.
pub(crate) fn bool_option(arg: Arg) -> Arg {
    let is_bool = arg.get_value_parser().type_id() == ValueParser::bool().type_id();
    match arg.get_action() {
        ArgAction::Set if is_bool => optional_bool(arg),
        _ => arg,
    }
}

fn optional_bool(arg: Arg) -> Arg {
    arg.num_args(0..=1)
        .require_equals(true)
        .default_missing_value("true")
        .value_name("BOOL")
        .value_parser(crate::go::boolean)
}

/// Spells out the names of commands, and moves the options before them behind them, where clap expects
/// the options of a command.
pub(crate) fn normalise(root: &Command, arguments: &[OsString]) -> Vec<OsString> {
    let mut arguments = arguments.iter().skip(1).cloned();
    // Help and errors name the program by one name, whatever link it was started through.
    let mut path: Vec<OsString> = vec![root.get_name().into()];
    let mut early = Vec::new();
    let mut rest = None;
    let mut level = root;
    while level.has_subcommands() && rest.is_none() {
        let Some(word) = arguments.next() else { break };
        if word == "--" {
            rest = Some(word);
        } else if word.is_empty() || word == "-" {
            early.push(word);
        } else if word.as_encoded_bytes().starts_with(b"-") {
            let takes_next = takes_next_word(root, level, &word);
            early.push(word);
            early.extend(takes_next.then(|| arguments.next()).flatten());
        } else if let Some(command) = find(level, &word) {
            path.push(command.get_name().into());
            level = command;
        } else if word == "help" {
            path.insert(1, word);
        } else {
            rest = Some(word);
        }
    }
    path.into_iter().chain(early).chain(rest).chain(arguments).collect()
}

/// Returns the first word that is neither an option nor its value: a command's name, as typed. `None` if that
/// depends on the options of commands. Their names differ from those of `globals`, the options of all.
pub(crate) fn first_word<'a>(globals: &Command, arguments: &'a [OsString]) -> Option<&'a OsStr> {
    let mut arguments = arguments.iter().skip(1);
    loop {
        let word = arguments.next().filter(|word| *word != "--")?;
        if word.is_empty() || word == "-" {
            continue;
        }
        if !word.as_encoded_bytes().starts_with(b"-") {
            return Some(word);
        }
        let option = EarlyOption::new(word);
        if !option.stands_alone() {
            let known: Vec<_> = globals.get_arguments().filter(|arg| option.is(arg)).collect();
            if known.is_empty() {
                return None;
            }
            if known.into_iter().any(takes_word) {
                arguments.next();
            }
        }
    }
}

/// Returns whether an option before the command's name takes the next word as its value. As in cobra,
/// an unknown option is assumed to take one.
fn takes_next_word(root: &Command, level: &Command, word: &OsStr) -> bool {
    let option = EarlyOption::new(word);
    if option.stands_alone() {
        return false;
    }
    let known = root.get_arguments().chain(all_arguments(level)).filter(|arg| option.is(arg));
    let mut known = known.peekable();
    known.peek().is_none() || known.any(takes_word)
}

fn takes_word(arg: &Arg) -> bool {
    arg.get_action().takes_values() && !arg.is_require_equals_set()
}

/// An option before the name of a command.
struct EarlyOption<'a>(Cow<'a, str>);

impl<'a> EarlyOption<'a> {
    fn new(word: &'a OsStr) -> Self {
        Self(word.to_string_lossy())
    }

    /// Returns whether the next word cannot be its value, whichever option it is.
    fn stands_alone(&self) -> bool {
        let has_value = self.0.contains('=');
        let is_group = !self.0.starts_with("--") && self.0.chars().count() > 2;
        has_value || is_group || matches!(&*self.0, "-h" | "--help" | "-V" | "--version")
    }

    fn is(&self, arg: &Arg) -> bool {
        match self.0.strip_prefix("--") {
            Some(long) => arg.get_long() == Some(long),
            None => arg.get_short() == self.0.chars().nth(1),
        }
    }
}

fn all_arguments(level: &Command) -> Box<dyn Iterator<Item = &Arg> + '_> {
    Box::new(level.get_arguments().chain(level.get_subcommands().flat_map(all_arguments)))
}

/// Words that are no abbreviations of a command, since they read as another one: `move` as `mv`.
const NO_ABBREVIATIONS: [&str; 1] = ["move"];

/// Returns the command of that name, or the only one that begins with it.
pub(crate) fn find<'a>(level: &'a Command, word: &OsStr) -> Option<&'a Command> {
    let shown = level.get_subcommands().filter(|command| !command.is_hide_set());
    let named = || by_prefix(shown.map(Command::get_name), word);
    level.find_subcommand(word).or_else(|| level.find_subcommand(named()?))
}

/// Returns the only name that a word abbreviates. etcdctl's commands take precedence, so that a prefix that
/// is unique in etcdctl is unique here.
pub(crate) fn by_prefix<'a>(names: impl Iterator<Item = &'a str>, word: &OsStr) -> Option<&'a str> {
    let word = word.to_str().filter(|word| !word.is_empty())?;
    if NO_ABBREVIATIONS.contains(&word) {
        return None;
    }
    let (additional, of_etcdctl): (Vec<_>, Vec<_>) =
        names.filter(|name| name.starts_with(word)).partition(|name| help::is_additional(name));
    match (of_etcdctl.as_slice(), additional.as_slice()) {
        ([only], _) | ([], [only]) => Some(only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{as_cobra, normalise};
    use crate::cli::usage_error::usage_error;
    use clap::{Arg, ArgAction, Command};
    use std::ffi::OsString;

    fn tree() -> Command {
        let flag = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
        let leaf = |name: &'static str| Command::new(name).arg(Arg::new("words").num_args(0..));
        let group = |name: &'static str| {
            Command::new(name).subcommand_required(true).arg_required_else_help(true)
        };
        group("ectl")
            .disable_help_subcommand(true)
            .arg(Arg::new("out").long("out").short('w').global(true))
            .arg(Arg::new("hex").long("hex").global(true).num_args(0..=1).require_equals(true))
            .subcommand(leaf("compaction"))
            .subcommand(leaf("completion"))
            .subcommand(leaf("snapshot").arg(flag("prefix")).arg(Arg::new("limit").long("limit")))
            .subcommand(leaf("mirror").arg(Arg::new("prefix").long("prefix")))
            .subcommand(leaf("sandbox"))
            .subcommand(leaf("help"))
            .subcommand(leaf("guard").hide(true))
            .subcommand(
                group("lease")
                    .subcommand(leaf("grant").arg(flag("id-only")))
                    .subcommand(leaf("revoke")),
            )
    }

    fn normal(line: &str) -> String {
        let words = line.split(' ').map(|word| if word == "E" { "" } else { word }.into());
        let name = OsString::from("/usr/bin/etcdctl");
        let normal = normalise(&tree(), &std::iter::once(name).chain(words).collect::<Vec<_>>());
        normal.join(" ".as_ref()).into_string().unwrap()
    }

    #[test]
    fn command_names_are_completed_and_come_first() {
        for (typed, understood) in [
            ("lease grant 10", "ectl lease grant 10"),
            ("le g 10", "ectl lease grant 10"),
            ("compa 5", "ectl compaction 5"),
            // Ambiguous and unknown names are left to clap.
            ("comp 5", "ectl comp 5"),
            ("nonsense --out x", "ectl nonsense --out x"),
            // Unique among etcdctl's commands, and so here.
            ("s f", "ectl snapshot f"),
            ("sa", "ectl sandbox"),
            // A hidden command is found by its full name only.
            ("gua", "ectl gua"),
            (
                "--out x -w y -wz --hex lease --out=v grant 10 --out w",
                "ectl lease grant --out x -w y -wz --hex --out=v 10 --out w",
            ),
            // An option of a command: a flag if no command gives it a value, else it takes the next word.
            ("--id-only lease grant 10", "ectl lease grant --id-only 10"),
            ("lease --id-only grant 10", "ectl lease grant --id-only 10"),
            ("--limit 5 s f", "ectl snapshot --limit 5 f"),
            ("--prefix s f", "ectl --prefix s f"),
            ("--prefix=true s f", "ectl snapshot --prefix=true f"),
            ("--nonsense s f", "ectl --nonsense s f"),
            ("E s E f", "ectl snapshot   f"),
            ("- s", "ectl snapshot -"),
            ("-- s f", "ectl -- s f"),
            ("lease -- grant 10", "ectl lease -- grant 10"),
            ("s -- grant help", "ectl snapshot -- grant help"),
            ("he lease g", "ectl help lease g"),
            ("lease help grant", "ectl help lease grant"),
            ("-h lease", "ectl lease -h"),
            ("--out", "ectl --out"),
        ] {
            assert_eq!(normal(typed), understood, "{typed}");
        }
    }

    fn error(line: &str) -> String {
        let words = normalise(&tree(), &line.split(' ').map(Into::into).collect::<Vec<_>>());
        let error = as_cobra(tree()).try_get_matches_from(&words).unwrap_err();
        format!("{:?}", usage_error(&error, &tree(), &words[1..]))
    }

    #[test]
    fn group_without_command_lists_its_commands() {
        let has = |line, text: &str| assert!(error(line).contains(text), "{}", error(line));
        has("ectl lease", r#""\"ectl lease\" needs a command""#);
        has("ectl lease", r#"hint: Some("available commands: grant, revoke")"#);
        has("ectl lease -w x", r#""\"ectl lease\" needs a command""#);
        has("ectl lease nonsense", r#""unknown command \"nonsense\" for \"ectl lease\"""#);
        has("ectl lease nonsense", r#"hint: Some("available commands: grant, revoke")"#);
        has("ectl lease grnt", r#"hint: Some("did you mean grant?")"#);
        has("ectl comp", r#"hint: Some("did you mean compaction, completion?")"#);
    }
}
