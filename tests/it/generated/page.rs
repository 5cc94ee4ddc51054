//! Man pages of commands: what the tree says of a command, in the sections of a manual.

use super::example::examples;
use super::exit_status::exit_status;
use super::help_text::{Block, HelpText, Section};
use super::options::options;
use super::related::see_also;
use super::roff::{bold, capitalised, italic, plain, prose, reference, sentence};
use clap::Command;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The version's date, of pages that have to be the same on every machine: that of its heading in the
/// changelog, or of the last change while it has none there.
const UNRELEASED: &str = "2026-11-22";

const GLOBAL_OPTIONS: &str = r#".SH "GLOBAL OPTIONS"
Every command also takes the options of \fBectl\-options\fR(1), before or after its name: among them \fB\-\-endpoints\fR, \fB\-\-write\-out\fR (\fB\-w\fR), \fB\-\-user\fR, \fB\-\-cacert\fR, \fB\-\-command\-timeout\fR and \fB\-\-retry\fR.
Most have a variable, such as \fBETCDCTL_ENDPOINTS\fR: see \fBENVIRONMENT\fR in \fBectl\fR(1).
"#;

/// Sections that are in the manual only, by the name of the page. They replace those of the help that
/// begin with the word.
const BY_HAND: [(&str, &str, &str); 1] = [("ectl-txn", "Grammar", include_str!("txn.roff"))];

/// Usage lines where the help has one for several ways, by the name of the page.
const USAGE: [(&str, &[&str]); 1] = [(
    "ectl-txn",
    &[
        "ectl txn [OPTIONS]",
        "ectl txn [OPTIONS] -f FILE|--json FILE",
        "ectl txn [OPTIONS] [--if COMPARISON...] --then REQUEST... [--else REQUEST...]",
    ],
)];

/// The config file, on the pages of those who use it.
pub(super) const FILES: &str = include_str!("files.roff");

/// A section of the help that goes on with the description.
const DETAILS: &str = "Details";
const EXAMPLES: &str = "Examples";
const EXIT_CODES: &str = "Exit codes";

/// The page of a command; `globals` are the options of `ectl options`.
pub(super) fn of(command: &Command, path: &[&str], globals: &str) -> String {
    let name = path.join("-");
    let help = help_text(command);
    let names = placeholders(command);
    let about = about(command);
    let mut page = head(&name, &about);
    page += &synopsis(&usage(command, &name));
    page += &description(&about, &help, &names);
    page += &commands(command, &name);
    page += &options(command, &names);
    page += if name == "ectl-options" { globals } else { GLOBAL_OPTIONS };
    let section = |heading| help.sections.iter().find(|section| section.heading == heading);
    let replaced = |section: &&Section| {
        BY_HAND.iter().any(|(page, word, _)| *page == name && section.heading.starts_with(word))
    };
    for (_, _, text) in BY_HAND.iter().filter(|(page, _, _)| *page == name) {
        page += text;
    }
    let mut own: Vec<_> = help.sections.iter().filter(|section| !replaced(section)).collect();
    own.retain(|section| ![DETAILS, EXAMPLES, EXIT_CODES].contains(&section.heading.as_str()));
    own.sort_by_key(|section| rank(&section.heading));
    let (own, notes): (Vec<_>, Vec<_>) =
        own.into_iter().partition(|section| section.heading != "Notes");
    own.iter().for_each(|section| page += &in_prose(section, &names));
    page += &exit_status(&name, command, section(EXIT_CODES), &names);
    notes.iter().for_each(|section| page += &in_prose(section, &names));
    let of_group = Section { heading: EXAMPLES.to_owned(), lines: first_examples(command) };
    if let Some(section) = section(EXAMPLES).or(Some(&of_group).filter(|own| !own.lines.is_empty()))
    {
        page += &format!(".SH EXAMPLES\n{}", examples(section, &names));
    }
    if path.contains(&"context") {
        page += FILES;
    }
    page + &see_also(command, path)
}

/// The first line of a page.
pub(super) fn title(name: &str, section: &str) -> String {
    let quoted = plain(&name.to_uppercase());
    let version = env!("CARGO_PKG_VERSION");
    format!(".TH \"{quoted}\" \"{section}\" \"{}\" \"ectl {version}\" \"ectl manual\"\n", date())
}

/// The first lines of a generated page: its title, and no words that are broken or spread.
pub(super) fn head(name: &str, about: &str) -> String {
    let title = title(name, "1");
    format!("{title}.nh\n.ad l\n.SH NAME\n{} \\- {}\n", plain(name), plain(about))
}

fn date() -> &'static str {
    let heading = concat!("## ", env!("CARGO_PKG_VERSION"), " - ");
    let changelog = include_str!("../../../CHANGELOG.md");
    let dated = changelog.lines().find_map(|line| line.strip_prefix(heading));
    dated.unwrap_or(UNRELEASED)
}

pub(super) fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

/// The paragraphs of a command's help, and its sections, such as the examples.
fn help_text(command: &Command) -> HelpText {
    let text = |styled: &clap::builder::StyledStr| styled.to_string();
    let long = command.get_long_about().map(text).unwrap_or_default();
    let long = long.split_once("\n\n").map(|(_, text)| text.to_owned()).unwrap_or_default();
    let after = command.get_after_help().map(text).unwrap_or_default();
    HelpText::parse(&format!("{long}\n\n{after}"))
}

/// The names of the values of a command: placeholders in its texts.
fn placeholders(command: &Command) -> BTreeSet<String> {
    let names = command.get_arguments().filter(|arg| !arg.is_global_set());
    let names = names.flat_map(|arg| arg.get_value_names().unwrap_or_default());
    let names = names.map(ToString::to_string);
    names.filter(|name| name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')).collect()
}

/// The usage lines of a command: its own ones, or those of its help.
fn usage(command: &Command, page: &str) -> Vec<String> {
    if let Some((_, lines)) = USAGE.iter().find(|(name, _)| *name == page) {
        return lines.iter().map(|line| (*line).to_owned()).collect();
    }
    let usage = command.clone().render_usage().to_string();
    usage.lines().map(|line| line.trim().trim_start_matches("Usage: ").to_owned()).collect()
}

/// A synopsis: what is typed in bold, what stands for something in italics. Lines that are too long for
/// the terminal go on below their first argument.
pub(super) fn synopsis(lines: &[String]) -> String {
    let is_typed = |word: &&str| word.starts_with(|c: char| c.is_ascii_lowercase());
    let mut page = ".SH SYNOPSIS\n".to_owned();
    for line in lines {
        let name: Vec<_> = line.split(' ').take_while(is_typed).collect();
        let rest: Vec<_> = line.split(' ').skip(name.len()).map(word).collect();
        let rest = unbroken(&rest.join(" "));
        let rest = if rest.is_empty() { rest } else { rest + "\n" };
        let _ = write!(page, ".SY \"{}\"\n{rest}", plain(&name.join(" ")));
    }
    // The end of a synopsis lets words be broken again.
    page + ".YS\n.nh\n"
}

/// A line that is not broken within brackets.
fn unbroken(line: &str) -> String {
    let mut depth = 0_usize;
    let mut text = String::new();
    for c in line.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        text.push_str(if c == ' ' && depth > 0 { "\\" } else { "" });
        text.push(c);
    }
    text
}

/// A word of a synopsis: `[NAME]`, `<CMD>...`, `--option` or a mixture of these.
fn word(word: &str) -> String {
    let word = word.replace(['<', '>'], "").replace("...", " ...");
    let mut page = String::new();
    for part in word.split_inclusive(['[', ']', '|', ' ', ':']) {
        let (text, end) = part.split_at(part.trim_end_matches(['[', ']', '|', ' ', ':']).len());
        page += &match text {
            "" | "..." => plain(text),
            _ if text.starts_with('-') || text.starts_with(|c: char| c.is_ascii_lowercase()) => {
                bold(text)
            }
            _ => italic(text),
        };
        page += end;
    }
    page
}

fn description(about: &str, help: &HelpText, names: &BTreeSet<String>) -> String {
    let mut page = format!(".SH DESCRIPTION\n{}\n", prose(&sentence(about), names));
    for paragraph in &help.prose {
        let _ = write!(page, ".PP\n{}\n", prose(paragraph, names));
    }
    let details = help.sections.iter().filter(|section| section.heading == DETAILS);
    for block in details.flat_map(Section::blocks) {
        if let Block::Paragraph(_) = block {
            page += ".PP\n";
        }
        page += &self::block(&block, names);
    }
    page
}

/// The commands of a group.
fn commands(group: &Command, name: &str) -> String {
    let shown: Vec<_> = group.get_subcommands().filter(|sub| !sub.is_hide_set()).collect();
    let mut page = String::new();
    if !shown.is_empty() {
        page += ".SH COMMANDS\n";
    }
    for sub in shown {
        let page_name = format!("{name}-{}", sub.get_name());
        let about = plain(&sentence(&about(sub)));
        let _ = write!(page, ".TP\n{}\n{about}\n", reference(&page_name, "1"));
    }
    page
}

/// The first example of each command of a group.
fn first_examples(group: &Command) -> Vec<String> {
    let shown = group.get_subcommands().filter(|command| !command.is_hide_set());
    let first = shown.filter_map(|command| {
        let help = help_text(command);
        let section = help.sections.into_iter().find(|section| section.heading == EXAMPLES)?;
        section.lines.into_iter().next()
    });
    first.collect()
}

/// The place of a section among those that are not on every page.
fn rank(heading: &str) -> usize {
    let last = ["Environment", "Signals"];
    last.iter().position(|word| heading.starts_with(word)).map_or(0, |place| place + 1)
}

fn in_prose(section: &Section, names: &BTreeSet<String>) -> String {
    let mut page = format!(".SH \"{}\"\n", plain(&section.heading.to_uppercase()));
    for (index, block) in section.blocks().iter().enumerate() {
        if index > 0 && matches!(block, Block::Paragraph(_)) {
            page += ".PP\n";
        }
        page += &self::block(block, names);
    }
    page
}

fn block(block: &Block, names: &BTreeSet<String>) -> String {
    match block {
        Block::Paragraph(text) => format!("{}\n", prose(text, names)),
        Block::List(rows) => {
            let rows = rows.iter().map(|(term, what)| {
                let term = prose(term, names);
                format!(".TP\n{term}\n{}\n", prose(&sentence(&capitalised(what)), names))
            });
            rows.collect()
        }
    }
}
