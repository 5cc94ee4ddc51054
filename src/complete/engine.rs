//! What a line asks for. clap's engine finds the argument at its end, and the names of commands and options.
//!
//! The engine reads the line as clap does, so it gets the line as [`argv`] spells it out, and flags that
//! take a value only behind `=` with that value.

use super::kind::{ValueKind, kind};
use super::line_before::LineBefore;
use super::suggestion::Suggestion;
use crate::cli::argv;
use crate::settings::Globals;
use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, complete};
use std::ffi::{OsStr, OsString};
use std::sync::{Arc, Mutex};

pub(super) enum Asked {
    /// Commands, options, or one of a few values.
    Words(Vec<Suggestion>),
    Value(WantedValue, Box<LineBefore>),
}

/// The value at the end of a line.
#[derive(Debug)]
pub(super) struct WantedValue {
    pub(super) kind: ValueKind,
    /// The words that it may be, if the kind says so.
    pub(super) names: Vec<String>,
    /// The beginning of the last word that does not belong to the value: `--lease=`.
    pub(super) before: String,
    pub(super) value: String,
    /// Set if it is the first of its kind.
    pub(super) is_first: bool,
    /// Set if it may begin with `-`.
    pub(super) takes_dash: bool,
}

/// The argument whose completer clap's engine has called.
type Called = Arc<Mutex<Option<(ValueKind, Arg, String)>>>;

pub(super) fn ask(tree: &Command, before: &[OsString], current: &str) -> Asked {
    let words = argv::normalise(tree, before);
    let (names, level) = named(tree, &words);
    if names == ["help"] {
        let places = words.iter().skip(2).map(|word| word.to_string_lossy().into_owned());
        let line = LineBefore { places: places.collect(), ..LineBefore::default() };
        return Asked::Value(whole(ValueKind::Topic, current, false), Box::new(line));
    }
    let path: Vec<OsString> = names.iter().map(Into::into).collect();
    let command = argv::as_cobra(Globals::tree_of(tree, &path));
    let line = LineBefore::read(&command, level_of(&command, &names), &words, names.len() + 1);
    let runs_program = |arg: &Arg| arg.is_positional() && kind("", arg) == Some(ValueKind::Program);
    if level.has_subcommands() && !line.places.is_empty() {
        // Not a command of this group.
        return Asked::Words(Vec::new());
    }
    match line.behind {
        Some(behind) if level.get_arguments().any(runs_program) => {
            Asked::Value(whole(ValueKind::Program, current, behind == 0), Box::new(line))
        }
        _ => ask_engine(command, &names.join(" "), line, current),
    }
}

fn ask_engine(command: Command, path: &str, line: LineBefore, current: &str) -> Asked {
    let shows_globals = path.is_empty() || current.len() > 2;
    let observer =
        ArgumentObserver { path: path.to_owned(), shows_globals, called: Called::default() };
    let mut command = observer.with_completers(command, "");
    // Behind a single dash the engine would name options by their letters only.
    let last = if line.is_option(current) && current == "-" { "--" } else { current };
    let words = line.words.iter().cloned().chain([last.into()]).collect();
    let found = complete(&mut command, words, line.words.len(), None).unwrap_or_default();
    match observer.take() {
        Some((kind, arg, value)) if !arg.is_positional() || !line.is_option(current) => {
            let level = level_of(&command, &path.split_whitespace().collect::<Vec<_>>());
            let is_first = !arg.is_positional() || line.places.len() == index(level, &arg);
            let wanted = wanted(kind, &arg, current, value);
            let takes_dash = !arg.is_positional() || line.behind.is_some();
            Asked::Value(WantedValue { is_first, takes_dash, ..wanted }, Box::new(line))
        }
        _ => Asked::Words(words_of(found, line.is_option(current))),
    }
}

fn whole(kind: ValueKind, current: &str, is_first: bool) -> WantedValue {
    let (names, before) = (Vec::new(), String::new());
    WantedValue { kind, names, before, value: current.to_owned(), is_first, takes_dash: true }
}

fn wanted(kind: ValueKind, arg: &Arg, current: &str, value: String) -> WantedValue {
    let before = current.strip_suffix(value.as_str()).unwrap_or_default().to_owned();
    let name = arg.get_value_names().unwrap_or_default().first();
    let names = name.map(|name| name.split('|').map(str::to_owned).collect()).unwrap_or_default();
    WantedValue { kind, names, before, value, is_first: false, takes_dash: false }
}

/// Returns the position of an argument among those that are not options.
fn index(level: &Command, arg: &Arg) -> usize {
    level.get_positionals().position(|each| each.get_id() == arg.get_id()).unwrap_or_default()
}

/// Returns the names of the command that the words begin with, and the command.
fn named<'a>(tree: &'a Command, words: &[OsString]) -> (Vec<&'a str>, &'a Command) {
    let mut path = Vec::new();
    let mut level = tree;
    while let Some(command) = words.get(path.len() + 1).and_then(|word| level.find_subcommand(word))
    {
        path.push(command.get_name());
        level = command;
    }
    (path, level)
}

fn level_of<'a>(tree: &'a Command, names: &[&str]) -> &'a Command {
    names.iter().fold(tree, |level, name| level.find_subcommand(name).unwrap_or(level))
}

/// Learns which argument clap's engine has found at the end of a line.
#[derive(Debug)]
struct ArgumentObserver {
    /// The command on the line.
    path: String,
    /// Whether the options of every command are among the options of a command.
    shows_globals: bool,
    called: Called,
}

impl ArgumentObserver {
    /// Gives each argument with a value a completer that tells that it was called.
    fn with_completers(&self, level: Command, path: &str) -> Command {
        let level = level.mut_args(|arg| {
            let (path, arg) = if arg.is_global_set() {
                (self.path.as_str(), arg.hide(!self.shows_globals))
            } else {
                (path, arg)
            };
            match kind(path, &arg).filter(|_| arg.get_action().takes_values()) {
                Some(kind) if arg.get_possible_values().is_empty() => self.observe(arg, kind),
                _ => arg,
            }
        });
        level.mut_subcommands(|sub| {
            let path = format!("{path} {}", sub.get_name());
            self.with_completers(sub, path.trim())
        })
    }

    fn observe(&self, arg: Arg, kind: ValueKind) -> Arg {
        let (called, seen) = (Arc::clone(&self.called), arg.clone());
        arg.add(ArgValueCompleter::new(move |value: &OsStr| {
            if let Ok(mut called) = called.lock() {
                *called = Some((kind, seen.clone(), value.to_string_lossy().into_owned()));
            }
            Vec::new()
        }))
    }

    fn take(&self) -> Option<(ValueKind, Arg, String)> {
        self.called.lock().ok()?.take()
    }
}

fn words_of(found: Vec<CompletionCandidate>, is_option: bool) -> Vec<Suggestion> {
    let fits = |candidate: &CompletionCandidate| {
        let is_of_option = candidate.get_id().is_some_and(|id| id.starts_with("arg::"));
        is_of_option == is_option
    };
    let shown = found.into_iter().filter(fits).map(|candidate| {
        let about = candidate.get_help().map(ToString::to_string).unwrap_or_default();
        Suggestion::new(candidate.get_value().to_string_lossy(), about)
    });
    let mut shown: Vec<_> = shown.collect();
    shown.sort_by(|one, other| one.word.cmp(&other.word));
    shown
}

#[cfg(test)]
mod tests {
    use super::{Asked, ask};
    use crate::Cli;
    use crate::complete::kind::{LiveKind, ValueKind};
    use crate::parse::tests::word;
    use clap::CommandFactory as _;
    use proptest::prelude::{ProptestConfig, prop, proptest};
    use std::ffi::OsString;

    fn asked(line: &str) -> Asked {
        let mut words: Vec<_> = line.split(' ').collect();
        let current = words.pop().unwrap();
        ask(&Cli::command(), &words.iter().map(OsString::from).collect::<Vec<_>>(), current)
    }

    #[test]
    fn value_at_the_end_is_found() {
        let key = ValueKind::Live(LiveKind::Key);
        let lease = ValueKind::Live(LiveKind::Lease);
        for (line, kind, before, value) in [
            ("ectl get ", key, "", ""),
            ("ectl get --hex k", key, "", "k"),
            ("ectl get --prefix -w json k", key, "", "k"),
            ("ectl --limit 5 get k", key, "", "k"),
            ("ectl get --limit -5 k", key, "", "k"),
            ("ectl get -- -k", key, "", "-k"),
            ("ectl get -- -", key, "", "-"),
            ("ectl context set x --unset hex,r", ValueKind::ConfigKey, "hex,", "r"),
            ("ectl del a b", key, "", "b"),
            ("ectl put k v --lease ", lease, "", ""),
            ("ectl put k v --lease=7b", lease, "--lease=", "7b"),
            ("ectl le rev 7b", lease, "", "7b"),
            ("ectl lease keep-alive 1 2 7b", lease, "", "7b"),
            ("ectl move-leader ", ValueKind::Live(LiveKind::Member), "", ""),
            (
                "ectl get --sort-by ",
                ValueKind::Words(&["CREATE", "KEY", "MODIFY", "VALUE", "VERSION"]),
                "",
                "",
            ),
            ("ectl service update t --remove a,b", ValueKind::Live(LiveKind::Address), "a,", "b"),
            ("ectl lock l -- ", ValueKind::Program, "", ""),
            ("ectl elect e -- sh -", ValueKind::Program, "", "-"),
            ("ectl help lease ", ValueKind::Topic, "", ""),
            ("ectl --cacert ", ValueKind::File, "", ""),
        ] {
            let Asked::Value(wanted, _) = asked(line) else { panic!("{line}") };
            let found = (wanted.kind, wanted.before.as_str(), wanted.value.as_str());
            assert_eq!(found, (kind, before, value), "{line}");
        }
    }

    #[test]
    fn options_are_words_that_begin_with_a_dash() {
        let words = |line: &str| match asked(line) {
            Asked::Words(words) => words.into_iter().map(|word| word.word).collect::<Vec<_>>(),
            Asked::Value(wanted, _) => panic!("{line}: {wanted:?}"),
        };
        for line in ["ectl get -", "ectl get k --", "ectl --", "ectl ls -"] {
            let words = words(line);
            assert!(words.len() > 1 && words.iter().all(|word| word.starts_with("--")), "{line}");
        }
        for line in ["ectl ", "ectl lease ", "ectl -w json "] {
            let words = words(line);
            assert!(words.len() > 4 && !words.iter().any(|word| word.starts_with('-')), "{line}");
        }
        assert_eq!(words("ectl nonsense "), [""; 0]);
        assert_eq!(words("ectl get --bogus"), [""; 0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_line_is_read(words in prop::collection::vec(word(), 0..8), current in word()) {
            let words: Vec<_> = std::iter::once(OsString::from("ectl")).chain(words).collect();
            let _ = ask(&Cli::command(), &words, &current.to_string_lossy());
        }
    }
}
