//! etcdutl: the program that ectl is when it is called by that name. The commands are those of ectl; the
//! command line, the help and the errors are etcdutl's.

mod arguments;
mod complete;
mod completion;
mod find;
mod flag;
mod run;
mod usage;
mod values;
mod verb;

use crate::failure::{Failure, Kind};
use crate::output;
use crate::reply::VersionReply;
use arguments::arguments;
use complete::complete;
pub(crate) use complete::suggestions;
use find::find;
use std::ffi::OsString;
use usage::{usage, usage_for_unknown_topic};
use values::{Values, quoted};
use verb::{Action, ROOT, Verb};

/// Runs a command line, which begins with the name of the program.
pub(crate) fn run(line: &[OsString]) -> anyhow::Result<()> {
    let words = line.get(1..).unwrap_or_default();
    match words.split_first() {
        Some((first, words)) if first == "__complete" => return complete(words, true),
        Some((first, words)) if first == "__completeNoDesc" => return complete(words, false),
        _ => {}
    }
    let (verb, words) = find(words).map_err(|text| {
        output::note(&format!("Error: {text}\nRun 'etcdutl --help' for usage."));
        Failure::new(Kind::Refused, text)
    })?;
    let refused = |text: String| {
        output::note(&format!("Error: {text}\n{}", usage(verb)));
        Failure::new(Kind::Refused, text)
    };
    let (values, arguments) = arguments(verb, &words).map_err(refused)?;
    if values.help || verb.action == Action::Group {
        return output::text(&usage(verb));
    }
    check(verb, &values, &arguments).map_err(refused)?;
    execute(verb, &values, &arguments)
}

/// Checks what cobra checks before it runs a command.
fn check(verb: &Verb, values: &Values, arguments: &[OsString]) -> Result<(), String> {
    if matches!(verb.action, Action::Hashkv | Action::Completion) && arguments.len() != 1 {
        return Err(format!("accepts 1 arg(s), received {}", arguments.len()));
    }
    if verb.action == Action::Completion {
        let unknown = |shell: &&OsString| !completion::SHELLS.iter().any(|known| known == shell);
        if let Some(shell) = arguments.iter().find(unknown) {
            return Err(format!("invalid argument {} for \"{}\"", quoted(shell), verb.path));
        }
    }
    let is_missing = |name: &&&str| !values.given.contains(**name);
    let missing: Vec<_> = verb.required.iter().filter(is_missing).copied().collect();
    match missing.as_slice() {
        [] => Ok(()),
        missing => Err(format!("required flag(s) \"{}\" not set", missing.join("\", \""))),
    }
}

fn execute(verb: &Verb, values: &Values, arguments: &[OsString]) -> anyhow::Result<()> {
    match verb.action {
        Action::Completion => completion::script(arguments),
        Action::Group => output::text(&usage(verb)),
        Action::Help => help(arguments),
        Action::Version => output::text(&VersionReply::as_etcdutl()),
        Action::Defrag => run::defrag(values),
        Action::Hashkv => run::hashkv(values, arguments),
        Action::Migrate => run::migrate(values),
        Action::Restore => run::restore(values, arguments),
        Action::Status => run::status(values, arguments),
    }
}

/// Prints the usage of a command. That it is unknown is not an error.
fn help(path: &[OsString]) -> anyhow::Result<()> {
    match find(path) {
        Ok((verb, _)) => output::text(&usage(verb)),
        Err(_) => {
            let path: Vec<_> = path.iter().map(|word| format!("`{}`", word.display())).collect();
            let usage = usage_for_unknown_topic(ROOT);
            output::note(&format!("Unknown help topic [{}]\n{}", path.join(" "), usage.trim_end()));
            Ok(())
        }
    }
}
