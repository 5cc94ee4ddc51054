//! The few liberties that cobra, etcdctl's parser, takes with the command line and clap doesn't.

use crate::cli::help;
use clap::{Arg, ArgAction, Command};
use std::ffi::{OsStr, OsString};

/// The tree with cobra's habits: the last of a repeated option wins, `--flag=false`, values that
/// begin with a dash. A group without a command is an error, not a cry for help.
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
        ArgAction::SetTrue => arg
            .overrides_with(id)
            .action(ArgAction::Set)
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .default_value("false")
            .value_name("BOOL")
            .value_parser(crate::go::boolean),
        ArgAction::Set if arg.is_require_equals_set() => arg.overrides_with(id),
        ArgAction::Set => arg.overrides_with(id).allow_hyphen_values(true),
        ArgAction::Append => arg.allow_hyphen_values(true),
        _ => arg,
    }
}

/// Spells out the names of commands, and moves what stands before them behind them: to clap an
/// option of a command stands after its name.
pub(crate) fn normalise(root: &Command, arguments: Vec<OsString>) -> Vec<OsString> {
    let mut arguments = arguments.into_iter().skip(1);
    // Whatever link we are invoked through: help and errors are those of one program.
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

/// Whether an option before the command's name has the next word as its value. As in cobra one that
/// nobody knows is taken to have one.
fn takes_next_word(root: &Command, level: &Command, word: &OsStr) -> bool {
    let text = word.to_string_lossy();
    let long = text.strip_prefix("--");
    if text.contains('=') || (long.is_none() && text.chars().count() > 2) {
        return false;
    }
    if matches!(&*text, "-h" | "--help" | "-V" | "--version") {
        return false;
    }
    let is_meant = |arg: &&Arg| match long {
        Some(long) => arg.get_long() == Some(long),
        None => arg.get_short() == text.chars().nth(1),
    };
    let mut known = root.get_arguments().chain(below(level)).filter(is_meant).peekable();
    known.peek().is_none()
        || known.any(|arg| arg.get_action().takes_values() && !arg.is_require_equals_set())
}

/// The arguments of a command and of all commands below it.
fn below(level: &Command) -> Box<dyn Iterator<Item = &Arg> + '_> {
    Box::new(level.get_arguments().chain(level.get_subcommands().flat_map(below)))
}

/// The command of that name, or the only one that begins so. etcdctl's commands come first, so that
/// a prefix which is unique there is none the less so here.
pub(crate) fn find<'a>(level: &'a Command, word: &OsStr) -> Option<&'a Command> {
    let word = word.to_str().filter(|word| !word.is_empty())?;
    if let Some(exact) = level.find_subcommand(word) {
        return Some(exact);
    }
    let begins =
        |command: &&Command| command.get_name().starts_with(word) && !command.is_hide_set();
    let (ours, theirs): (Vec<_>, Vec<_>) = level
        .get_subcommands()
        .filter(begins)
        .partition(|command| help::is_our_own(command.get_name()));
    match (theirs.as_slice(), ours.as_slice()) {
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
        let normal = normalise(&tree(), std::iter::once(name).chain(words).collect());
        normal.join(" ".as_ref()).into_string().unwrap()
    }

    #[test]
    fn commands_are_spelt_out_and_stand_first() {
        for (typed, understood) in [
            ("lease grant 10", "ectl lease grant 10"),
            ("le g 10", "ectl lease grant 10"),
            ("compa 5", "ectl compaction 5"),
            // Two that begin so, and none, are left to clap to complain about.
            ("comp 5", "ectl comp 5"),
            ("nonsense --out x", "ectl nonsense --out x"),
            // Unique among etcdctl's commands, and so here.
            ("s f", "ectl snapshot f"),
            ("sa", "ectl sandbox"),
            // A hidden command is known by its whole name only.
            ("gua", "ectl gua"),
            (
                "--out x -w y -wz --hex lease --out=v grant 10 --out w",
                "ectl lease grant --out x -w y -wz --hex --out=v 10 --out w",
            ),
            // An option of a command: a flag if nobody takes it with a value, else it has the next word.
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

    fn complain(line: &str) -> String {
        let words = normalise(&tree(), line.split(' ').map(Into::into).collect());
        let error = as_cobra(tree()).try_get_matches_from(&words).unwrap_err();
        format!("{:?}", usage_error(&error, &tree(), &words[1..]))
    }

    #[test]
    fn a_group_lists_what_it_has() {
        let has = |line, text: &str| assert!(complain(line).contains(text), "{}", complain(line));
        has("ectl lease", r#""\"ectl lease\" needs a command""#);
        has("ectl lease", r#"hint: Some("one of grant, revoke")"#);
        has("ectl lease -w x", r#""\"ectl lease\" needs a command""#);
        has("ectl lease nonsense", r#""unknown command \"nonsense\" for \"ectl lease\"""#);
        has("ectl lease nonsense", r#"hint: Some("one of grant, revoke")"#);
        has("ectl lease grnt", r#"hint: Some("did you mean grant?")"#);
        has("ectl comp", r#"hint: Some("did you mean compaction, completion?")"#);
    }
}
