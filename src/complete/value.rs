//! Suggestions for the value at the end of a line.

use super::engine::WantedValue;
use super::kind::{LiveKind, ValueKind};
use super::live::{self, LiveQuery};
use super::programs::programs;
use super::suggestion::{Suggestion, Suggestions};
use crate::settings::config::{ConfigFile, known_keys};
use clap::Command;

/// The units of durations: what stands for each, and an example. The examples begin differently, so that a
/// shell inserts nothing of them.
const UNITS: [(&str, &str, &str); 4] = [
    ("ms", "milliseconds", "500"),
    ("s", "seconds", "10"),
    ("m", "minutes", "3"),
    ("h", "hours", "2"),
];

pub(super) fn suggestions(wanted: WantedValue, query: LiveQuery, tree: &Command) -> Suggestions {
    let WantedValue { kind, names, before, value, is_first, takes_dash } = wanted;
    let words = match kind {
        ValueKind::Text => Vec::new(),
        ValueKind::Words(words) => words.iter().map(|word| Suggestion::new(*word, "")).collect(),
        ValueKind::Named => names.into_iter().map(|word| Suggestion::new(word, "")).collect(),
        ValueKind::Duration => durations(&value),
        ValueKind::File => return Suggestions::Files(before),
        ValueKind::KeyOrFile if value.starts_with('@') => {
            return Suggestions::Files(before + "@");
        }
        ValueKind::KeyOrFile => live::suggestions(LiveKind::Key, &value, query),
        ValueKind::Directory => return Suggestions::Directories(before),
        ValueKind::Program if is_first && !value.contains('/') => programs(&value),
        ValueKind::Program => return Suggestions::Files(before),
        ValueKind::Context => contexts(),
        ValueKind::ConfigKey => {
            known_keys().into_iter().map(|key| Suggestion::new(key, "")).collect()
        }
        ValueKind::Topic => topics(tree, &query.places),
        ValueKind::Live(kind) => live::suggestions(kind, &value, query),
    };
    let whole = |suggestion: Suggestion| {
        let word = format!("{before}{}", suggestion.word);
        Suggestion { word, ..suggestion }
    };
    // It would be an option.
    let is_value = |it: &Suggestion| takes_dash || !it.word.starts_with('-');
    Suggestions::Words(words.into_iter().filter(is_value).map(whole).collect())
}

/// Returns the durations that a number may become.
fn durations(value: &str) -> Vec<Suggestion> {
    if !value.is_empty() && !value.ends_with(|last: char| last.is_ascii_digit()) {
        return Vec::new();
    }
    let duration = |(unit, about, example): &(&str, &str, &str)| {
        let number = if value.is_empty() { *example } else { value };
        Suggestion::new(format!("{number}{unit}"), *about)
    };
    UNITS.iter().map(duration).collect()
}

/// Returns the contexts of the config file, with their endpoints.
fn contexts() -> Vec<Suggestion> {
    let file = ConfigFile::read().ok().flatten();
    let names = file.iter().flat_map(ConfigFile::names);
    let suggestion = |name: &str| {
        let context = file.as_ref().and_then(|file| file.context(name).ok().flatten());
        let endpoints = context.and_then(|it| it.value("endpoints").map(str::to_owned));
        Suggestion::new(name, endpoints.unwrap_or_default())
    };
    names.map(suggestion).collect()
}

/// Returns the commands below those that are named.
fn topics(tree: &Command, path: &[String]) -> Vec<Suggestion> {
    let level = path.iter().try_fold(tree, |level, name| level.find_subcommand(name));
    let shown = level.into_iter().flat_map(Command::get_subcommands);
    let shown = shown.filter(|command| !command.is_hide_set());
    let suggestion = |command: &Command| {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        Suggestion::new(command.get_name(), about)
    };
    shown.map(suggestion).collect()
}
