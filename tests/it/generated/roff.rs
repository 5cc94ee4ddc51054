//! Text as roff shows it, with the fonts of a manual: what is typed is bold, what stands for something is
//! italic.

use std::collections::BTreeSet;

/// Returns text without fonts, of which nothing is taken for a request.
pub(super) fn plain(text: &str) -> String {
    let escaped = text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
    let escaped = escaped.replace('`', "\\(ga").replace('^', "\\(ha").replace('~', "\\(ti");
    let lines = escaped.split('\n').map(|line| match line.starts_with('.') {
        true => format!("\\&{line}"),
        false => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

pub(super) fn bold(text: &str) -> String {
    format!("\\fB{}\\fR", plain(text))
}

pub(super) fn italic(text: &str) -> String {
    format!("\\fI{}\\fR", plain(text))
}

/// Returns the name of a page, with its section.
pub(super) fn reference(page: &str, section: &str) -> String {
    format!("{}({section})", bold(page))
}

/// Returns a sentence: text with a full stop.
pub(super) fn sentence(text: &str) -> String {
    let ends = text.ends_with(['.', '?', '!', ':']);
    if ends { text.to_owned() } else { format!("{text}.") }
}

/// Returns text with a capital letter at its beginning, unless that is a name.
pub(super) fn capitalised(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default().trim_end_matches([',', ':', ';']);
    let is_word =
        !matches!(first, "etcd" | "ectl") && first.bytes().all(|b| b.is_ascii_lowercase());
    match text.split_at_checked(1) {
        Some((letter, rest)) if is_word => letter.to_ascii_uppercase() + rest,
        _ => text.to_owned(),
    }
}

/// Returns a paragraph. Options, commands, variables and pages in it are bold, and the placeholders
/// `names` italic.
pub(super) fn prose(text: &str, names: &BTreeSet<String>) -> String {
    let parts = odd_and_even(text, '`').into_iter().map(|(part, is_code)| match is_code {
        true => bold(part),
        false => quoted(part, names),
    });
    parts.collect()
}

/// Returns text in which lines of ectl are bold instead of in quotes.
fn quoted(text: &str, names: &BTreeSet<String>) -> String {
    let parts = odd_and_even(text, '"').into_iter().map(|(part, is_quoted)| match is_quoted {
        true if part.starts_with("ectl ") => bold(part),
        true => format!("\"{}\"", words(part, names)),
        false => words(part, names),
    });
    parts.collect()
}

/// Returns the parts of a text, each with whether it is in quotes; the whole text if one is not closed.
fn odd_and_even(text: &str, quote: char) -> Vec<(&str, bool)> {
    match text.matches(quote).count() % 2 {
        0 => text.split(quote).enumerate().map(|(index, part)| (part, index % 2 == 1)).collect(),
        _ => vec![(text, false)],
    }
}

fn words(text: &str, names: &BTreeSet<String>) -> String {
    text.split(' ').map(|word| marked(word, names)).collect::<Vec<_>>().join(" ")
}

/// Returns a word in its font, without that of the punctuation around it.
fn marked(word: &str, names: &BTreeSet<String>) -> String {
    let core = word.trim_start_matches(['(', '[']);
    let before = &word[..word.len() - core.len()];
    if let Some((name, rest)) = core.split_once('(')
        && rest.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
    {
        return format!("{before}{}{}", bold(name), plain(&format!("({rest}")));
    }
    let core = core.trim_end_matches([',', '.', ';', ':', ')', ']', '?']);
    let core = core.strip_suffix("'s").unwrap_or(core);
    let after = &word[before.len() + core.len()..];
    let font: fn(&str) -> String = match core {
        _ if names.contains(core) => italic,
        _ if is_option(core) || is_variable(core) => bold,
        _ => plain,
    };
    format!("{}{}{}", plain(before), font(core), plain(after))
}

fn is_option(word: &str) -> bool {
    let letters = word.trim_start_matches('-');
    let is_name = letters.starts_with(|c: char| c.is_ascii_alphabetic());
    match word.len() - letters.len() {
        1 => is_name && letters.len() == 1,
        2 => is_name || letters.is_empty(),
        _ => false,
    }
}

fn is_variable(word: &str) -> bool {
    let name = word.trim_start_matches('$');
    let has_etcd = name.starts_with("ETCD") || name.starts_with("ECTL_");
    has_etcd && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_' || b == b'*')
}
