//! What a line asks for. clap's engine finds the argument at its end, and the names of commands and options.
//!
//! The engine reads the line as clap does, so it gets the line as [`argv`] spells it out, and flags that
//! take a value only behind `=` with that value.

use super::kind::{ValueKind, kind};
use super::suggestion::Suggestion;
use crate::cli::argv;
use crate::settings::Globals;
use clap::{Arg, Command, FromArgMatches as _};
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
}

/// A line before the word at its end.
#[derive(Debug, Default)]
pub(super) struct LineBefore {
    /// In the order that clap expects, the first being the program.
    words: Vec<OsString>,
    /// The arguments that are not options, up to `--`.
    pub(super) places: Vec<String>,
    /// The options that every command takes, as far as they are typed.
    pub(super) globals: Globals,
    /// The number of words behind `--`, if there is one.
    behind: Option<usize>,
}

/// The argument whose completer clap's engine has called.
type Called = Arc<Mutex<Option<(ValueKind, Arg, String)>>>;

pub(super) fn ask(tree: &Command, before: &[OsString], current: &str) -> Asked {
    let words = argv::normalise(tree, before);
    let (names, level) = named(tree, &words);
    if names == ["help"] {
        let places = words.iter().skip(2).map(|word| word.to_string_lossy().into_owned());
        let line = LineBefore { places: places.collect(), ..LineBefore::default() };
        return Asked::Value(whole(ValueKind::Topic, current, false), line);
    }
    let path: Vec<OsString> = names.iter().map(Into::into).collect();
    let mut command = argv::as_cobra(Globals::tree_of(tree, &path));
    let mut line = LineBefore::read(&command, level_of(&command, &path), &words, path.len() + 1);
    line.globals = globals(&command, &line.words).unwrap_or_default();
    let runs_program = |arg: &Arg| arg.is_positional() && kind("", arg) == Some(ValueKind::Program);
    if level.has_subcommands() && !line.places.is_empty() {
        // Not a command of this group.
        return Asked::Words(Vec::new());
    }
    if let Some(behind) = line.behind
        && level.get_arguments().any(runs_program)
    {
        return Asked::Value(whole(ValueKind::Program, current, behind == 0), line);
    }
    let observer = ArgumentObserver {
        path: names.join(" "),
        shows_globals: names.is_empty() || current.len() > 2,
        called: Called::default(),
    };
    command = observer.with_completers(command, "");
    // Behind a single dash the engine would name options by their letters only.
    let last = if current == "-" { "--" } else { current };
    let words = line.words.iter().cloned().chain([last.into()]).collect();
    let found = complete(&mut command, words, line.words.len(), None).unwrap_or_default();
    match observer.take() {
        // A word that begins with a dash is an option rather than an argument.
        Some((kind, arg, value)) if !arg.is_positional() || !is_option(current, &line) => {
            let is_first = !arg.is_positional() || line.places.len() == index(level, &arg);
            Asked::Value(wanted(kind, &arg, current, value, is_first), line)
        }
        _ => Asked::Words(words_of(found, is_option(current, &line))),
    }
}

fn whole(kind: ValueKind, current: &str, is_first: bool) -> WantedValue {
    let (names, before) = (Vec::new(), String::new());
    WantedValue { kind, names, before, value: current.to_owned(), is_first }
}

fn wanted(kind: ValueKind, arg: &Arg, current: &str, value: String, is_first: bool) -> WantedValue {
    let before = current.strip_suffix(value.as_str()).unwrap_or_default().to_owned();
    let name = arg.get_value_names().unwrap_or_default().first();
    let names = name.map(|name| name.split('|').map(str::to_owned).collect()).unwrap_or_default();
    WantedValue { kind, names, before, value, is_first }
}

fn is_option(current: &str, line: &LineBefore) -> bool {
    current.starts_with('-') && line.behind.is_none()
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

fn level_of<'a>(tree: &'a Command, path: &[OsString]) -> &'a Command {
    path.iter().fold(tree, |level, name| level.find_subcommand(name).unwrap_or(level))
}

/// Returns the global options of a line that is not finished.
fn globals(command: &Command, words: &[OsString]) -> Option<Globals> {
    let command = command.clone().ignore_errors(true);
    Globals::from_arg_matches(&command.try_get_matches_from(words).ok()?).ok()
}

impl LineBefore {
    /// Reads the words behind the names of a command, as pflag does.
    fn read(root: &Command, level: &Command, words: &[OsString], names: usize) -> Self {
        let arguments = || level.get_arguments().chain(root.get_arguments());
        let mut line = Self::default();
        let mut words = words.iter();
        line.words.extend(words.by_ref().take(names).cloned());
        while let Some(word) = words.next() {
            let text = word.to_string_lossy();
            let option = arguments().find(|arg| is_spelled(arg, &text));
            match option {
                Some(flag) if flag.is_require_equals_set() => {
                    line.words.push(format!("{text}=true").into());
                }
                Some(option) if option.get_action().takes_values() => {
                    line.words.extend([word].into_iter().chain(words.next()).cloned());
                }
                _ if text == "--" => {
                    line.behind = Some(words.len());
                    line.words.extend([word].into_iter().chain(words.by_ref()).cloned());
                }
                _ => {
                    line.words.push(word.clone());
                    line.places.extend((!text.starts_with('-')).then(|| text.into_owned()));
                }
            }
        }
        line
    }
}

/// Returns whether a word is an option, without a value behind `=`.
fn is_spelled(arg: &Arg, word: &str) -> bool {
    match word.strip_prefix("--") {
        Some(long) => arg.get_long() == Some(long),
        None => arg.get_short().is_some_and(|short| word.chars().eq(['-', short])),
    }
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
            let (path, arg) = match arg.is_global_set() {
                true => (self.path.as_str(), arg.hide(!self.shows_globals)),
                false => (path, arg),
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
    use crate::tests::word;
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
