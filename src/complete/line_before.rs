//! A line before the word at its end.

use crate::settings::Globals;
use clap::{Arg, Command, FromArgMatches as _};
use std::ffi::OsString;

#[derive(Debug, Default)]
pub(super) struct LineBefore {
    /// In the order that clap expects, the first being the program.
    pub(super) words: Vec<OsString>,
    /// The arguments that are not options, up to `--`.
    pub(super) places: Vec<String>,
    /// The options that every command takes, as far as they are typed.
    pub(super) globals: Globals,
    /// The number of words behind `--`, if there is one.
    pub(super) behind: Option<usize>,
}

impl LineBefore {
    /// Reads the words behind the names of a command, as pflag does.
    pub(super) fn read(root: &Command, level: &Command, words: &[OsString], names: usize) -> Self {
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
        line.globals = globals(root, &line.words).unwrap_or_default();
        line
    }

    /// Returns whether the word at the end is an option rather than an argument.
    pub(super) fn is_option(&self, last: &str) -> bool {
        last.starts_with('-') && self.behind.is_none()
    }
}

/// Returns the global options of a line that is not finished.
fn globals(command: &Command, words: &[OsString]) -> Option<Globals> {
    let command = command.clone().ignore_errors(true);
    Globals::from_arg_matches(&command.try_get_matches_from(words).ok()?).ok()
}

/// Returns whether a word is an option, without a value behind `=`.
fn is_spelled(arg: &Arg, word: &str) -> bool {
    match word.strip_prefix("--") {
        Some(long) => arg.get_long() == Some(long),
        None => arg.get_short().is_some_and(|short| word.chars().eq(['-', short])),
    }
}
