//! The arguments and options of a command, in the groups of its help.

use super::roff::{bold, italic, prose, sentence};
use clap::{Arg, Command};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Returns the section of a command's arguments and options.
pub(super) fn options(command: &Command, names: &BTreeSet<String>) -> String {
    let shown: Vec<_> = command.get_arguments().filter(|arg| !arg.is_hide_set()).collect();
    let (arguments, mut options): (Vec<_>, Vec<_>) =
        shown.into_iter().partition(|arg| arg.is_positional());
    // The help has --help at the end.
    options.sort_by_key(|arg| arg.get_id() == "help");
    let mut page = ".SH OPTIONS\n".to_owned();
    arguments.into_iter().for_each(|arg| page += &entry(arg, names));
    let mut groups: Vec<Option<&str>> = vec![None];
    for option in &options {
        let heading = option.get_help_heading();
        if !groups.contains(&heading) {
            groups.push(heading);
        }
    }
    for group in groups {
        if let Some(heading) = group {
            let _ = writeln!(page, ".SS \"{heading}\"");
        }
        let members = options.iter().filter(|option| option.get_help_heading() == group);
        members.for_each(|option| page += &entry(option, names));
    }
    page
}

fn entry(arg: &Arg, names: &BTreeSet<String>) -> String {
    let short = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let long = arg.get_long_help().map(ToString::to_string);
    // clap's text points to a longer help, which does not exist.
    let is_help = arg.get_id() == "help";
    let text = if is_help { "Print help".to_owned() } else { long.unwrap_or(short) };
    let mut paragraphs = text.split("\n\n").map(|text| text.replace('\n', " "));
    let first = paragraphs.next().unwrap_or_default();
    let first = sentences(&first, default(arg));
    let mut page = format!(".TP\n{}\n{}\n", term(arg), prose(&first, names));
    for paragraph in paragraphs {
        let _ = write!(page, ".IP\n{}\n", prose(&paragraph, names));
    }
    page
}

/// Returns the default that clap adds to the help.
fn default(arg: &Arg) -> Option<String> {
    let values = arg.get_default_values().iter().map(|value| value.to_string_lossy());
    let values = values.collect::<Vec<_>>().join(" ");
    let is_shown = !arg.is_hide_default_value_set() && arg.get_action().takes_values();
    Some(values).filter(|values| is_shown && !values.is_empty())
}

/// Returns help as sentences, with the default and the variable in ones of their own.
fn sentences(help: &str, default: Option<String>) -> String {
    let variable = help.strip_suffix(']').and_then(|help| help.rsplit_once(" [variable: "));
    if let Some((help, variable)) = variable {
        return format!("{} Variable: {variable}.", sentences(help, default));
    }
    let forms = [(" (default: ", ')'), (" [default: ", ']'), (" (default ", ')')];
    let split = forms.into_iter().find_map(|(open, close)| {
        let (text, default) = help.strip_suffix(close)?.rsplit_once(open)?;
        Some((text, default.to_owned())).filter(|_| open.contains(':') || !default.contains(": "))
    });
    let (text, default) = match split {
        Some((text, default)) => (text, Some(default)),
        None => (help, default),
    };
    match default {
        Some(default) => format!("{} Default: {default}.", sentence(text)),
        None => sentence(text),
    }
}

/// Returns what is typed: `-w, --write-out FORMAT`.
fn term(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default().iter().map(|name| italic(name));
    let names: Vec<_> = names.collect();
    let is_optional = arg.get_num_args().is_some_and(|range| range.min_values() == 0);
    let values = match arg.get_action().takes_values() {
        false => String::new(),
        true if arg.is_positional() => names.join(" "),
        true if is_optional => format!("[={}]", names.join(" ")),
        true => format!(" {}", names.join(" ")),
    };
    let short = arg.get_short().map(|name| bold(&format!("-{name}")));
    let long = arg.get_long().map(|name| bold(&format!("--{name}")));
    let spelled = short.into_iter().chain(long).collect::<Vec<_>>().join(", ");
    spelled + &values
}
