//! `etcdutl __complete`: the hidden command that cobra's completion scripts call.

use super::arguments::arguments;
use super::completion::{FORMATS, SHELLS};
use super::find::find;
use super::flag::{Flag, GLOBAL};
use super::usage::about;
use super::values::Values;
use super::verb::{Action, Verb};
use crate::complete::{Suggestion, Suggestions};
use crate::failure::{Failure, Kind};
use crate::output;
use std::ffi::OsString;

/// Words that may stand for the last one, and what a shell is to do besides.
type Answer = (Vec<String>, Directive);

#[derive(Debug, Clone, Copy)]
enum Directive {
    Default = 0,
    NoFileComp = 4,
    FilterDirs = 16,
}

/// Returns what may stand at the end of a line, for ectl's own scripts: files only where one is meant.
pub(crate) fn suggestions(words: &[OsString], last: &str) -> Suggestions {
    let before = words.get(1..).unwrap_or_default();
    let Some((found, directive)) = answer(before, last) else { return Suggestions::NONE };
    let flag = last.split_once('=').map(|(flag, _)| format!("{flag}=")).unwrap_or_default();
    match directive {
        Directive::FilterDirs => Suggestions::Directories(flag),
        Directive::Default if found.is_empty() && takes_file(before) => Suggestions::Files(flag),
        _ => {
            let suggestion = |line: String| {
                let (word, about) = line.split_once('\t').unwrap_or((&line, ""));
                Suggestion::new(format!("{flag}{word}"), about)
            };
            Suggestions::Words(found.into_iter().map(suggestion).collect())
        }
    }
}

/// Returns whether the next word is the name of a file.
fn takes_file(before: &[OsString]) -> bool {
    let Ok((verb, mut words)) = find(before) else { return false };
    let takes_file = matches!(verb.action, Action::Hashkv | Action::Restore | Action::Status);
    let is_value = flag_before(verb, &mut words, "").is_some();
    takes_file && !is_value && arguments(verb, &words).is_ok_and(|(_, words)| words.is_empty())
}

/// Prints the words, each with its description, that may stand for the last word.
pub(super) fn complete(words: &[OsString], with_texts: bool) -> anyhow::Result<()> {
    let Some((last, before)) = words.split_last() else {
        let text = "requires at least 1 arg(s), only received 0";
        return Err(Failure::new(Kind::Refused, text).into());
    };
    let (words, directive) =
        answer(before, &last.to_string_lossy()).unwrap_or((Vec::new(), Directive::Default));
    let mut page = String::new();
    for word in words {
        let word = if with_texts { &word } else { word.split('\t').next().unwrap_or_default() };
        page.extend([word, "\n"]);
    }
    output::text(&format!("{page}:{}\n", directive as u8))?;
    output::note(&format!("Completion ended with directive: ShellCompDirective{directive:?}"));
    Ok(())
}

/// Returns the answer; `None` if the words before the last are not understood.
fn answer(before: &[OsString], last: &str) -> Option<Answer> {
    let (verb, mut before) = find(before).ok()?;
    if let Some(flag) = flag_before(verb, &mut before, last) {
        return Some(match flag.name {
            "write-out" => (owned(FORMATS), Directive::Default),
            "data-dir" | "wal-dir" => (Vec::new(), Directive::FilterDirs),
            _ => (Vec::new(), Directive::Default),
        });
    }
    let (values, arguments) = arguments(verb, &before).ok()?;
    let (mut words, directive) = match verb.action {
        _ if values.help => (Vec::new(), Directive::NoFileComp),
        _ if last.starts_with('-') => (flags(verb, &values), Directive::NoFileComp),
        Action::Completion if arguments.is_empty() => (owned(SHELLS), Directive::NoFileComp),
        Action::Group if arguments.is_empty() => (verbs(verb), Directive::NoFileComp),
        Action::Help => {
            let group = find(&arguments).map_or(Vec::new(), |(verb, _)| verbs(verb));
            (group, Directive::NoFileComp)
        }
        _ => (missing_flags(verb, &values), Directive::Default),
    };
    words.retain(|word| word.starts_with(last));
    Some((words, directive))
}

/// Returns the flag whose value the last word is. If it is the word before, removes it there.
fn flag_before(verb: &Verb, before: &mut Vec<OsString>, last: &str) -> Option<&'static Flag> {
    let named = |word: &str| verb.flag(|flag| flag.takes_value() && flag.is_typed(word));
    if let Some((flag, _)) = last.split_once('=') {
        return named(flag);
    }
    let flag = named(before.last()?.to_str()?)?;
    before.pop();
    Some(flag)
}

/// Returns the flags that are not set; if there are required ones, these only.
fn flags(verb: &Verb, values: &Values) -> Vec<String> {
    let missing = missing_flags(verb, values);
    if !missing.is_empty() {
        return missing;
    }
    let global = if verb.is_root() { &[] } else { GLOBAL };
    let flags = global.iter().copied().chain(verb.local_flags());
    let free = flags.filter(|flag| !values.given.contains(flag.name));
    free.flat_map(|flag| shown(verb, flag)).collect()
}

fn missing_flags(verb: &Verb, values: &Values) -> Vec<String> {
    let is_missing =
        |flag: &&&Flag| verb.required.contains(&flag.name) && !values.given.contains(flag.name);
    verb.flags.iter().filter(is_missing).flat_map(|flag| shown(verb, flag)).collect()
}

/// Returns both forms of a flag with its description.
fn shown(verb: &Verb, flag: &Flag) -> Vec<String> {
    let about = about(flag, verb);
    let short = flag.short.map(|short| format!("-{short}\t{about}"));
    std::iter::once(format!("--{}\t{about}", flag.name)).chain(short).collect()
}

fn verbs(group: &Verb) -> Vec<String> {
    group.verbs.iter().map(|verb| format!("{}\t{}", verb.name(), verb.about)).collect()
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().copied().map(str::to_owned).collect()
}
