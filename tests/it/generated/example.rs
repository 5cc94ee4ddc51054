//! Examples: lines of a shell, each below a sentence that says what it does.

use super::help_text::{Section, columns};
use super::roff::{capitalised, plain, prose};
use std::collections::BTreeSet;
use std::fmt::Write as _;

#[derive(Debug, PartialEq)]
pub(super) struct Example {
    code: Vec<String>,
    text: String,
}

/// Longer lines are broken: a terminal of 80 columns has as many for an example.
const WIDTH: usize = 66;

/// Returns the examples of a page, without a heading.
pub(super) fn examples(section: &Section, names: &BTreeSet<String>) -> String {
    let mut page = String::new();
    for (index, example) in parse(&section.lines).iter().enumerate() {
        if index > 0 {
            page += ".PP\n";
        }
        if !example.text.is_empty() {
            let _ = writeln!(page, "{}", prose(&introduction(&example.text), names));
        }
        let code = example.code.iter().map(|line| plain(&broken(line)));
        let code = code.collect::<Vec<_>>().join("\n");
        // The end of an example lets words be broken again.
        let _ = write!(page, ".RS 4\n.EX\n{code}\n.EE\n.nh\n.RE\n");
    }
    page
}

impl Example {
    /// Adds a line that is indented: the rest of the code after a backslash, or the description.
    fn go_on(&mut self, more: &str) {
        match self.code.last_mut() {
            Some(code) if code.ends_with(" \\") => {
                let (rest, text) = columns(more);
                code.truncate(code.len() - 1);
                code.push_str(rest);
                self.text = text.to_owned();
            }
            _ => self.text = more.to_owned(),
        }
    }
}

/// Neighbours without a description belong together.
fn parse(lines: &[String]) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut end = None;
    for line in lines {
        let last = examples.last_mut();
        match (&end, line.strip_prefix("   "), last) {
            (Some(word), _, Some(last)) => {
                last.code.push(line.clone());
                end = end.clone().filter(|_| line != word);
            }
            (_, Some(more), Some(last)) => last.go_on(more.trim()),
            _ if line.is_empty() => {}
            _ => {
                let (code, text) = columns(line);
                end = here_document(code);
                examples.push(Example { code: vec![code.to_owned()], text: text.to_owned() });
            }
        }
    }
    examples.into_iter().fold(Vec::new(), |mut joined, example| {
        match joined.last_mut() {
            Some(last) if last.text.is_empty() && example.text.is_empty() => {
                last.code.extend(example.code);
            }
            _ => joined.push(example),
        }
        joined
    })
}

/// Returns the line that ends the here-document which a line begins.
fn here_document(line: &str) -> Option<String> {
    let word = line.split_once("<<")?.1.split(' ').next()?;
    Some(word.trim_matches('\'').to_owned())
}

fn introduction(text: &str) -> String {
    let text = capitalised(text);
    if text.ends_with(['?', ':']) { text } else { format!("{text}:") }
}

/// Returns a long line in parts, as a shell reads it.
fn broken(line: &str) -> String {
    let spaces = spaces(line).into_iter().filter(|at| *at + 2 <= WIDTH);
    let spaces: Vec<_> = spaces.collect();
    let begins_part = |at: &&usize| line[**at + 1..].starts_with(['-', '|', '&']);
    let half = spaces.iter().filter(|at| **at > WIDTH / 2);
    let at = half.rev().find(begins_part).or(spaces.last());
    match at.filter(|_| line.chars().count() > WIDTH) {
        Some(at) => format!("{} \\\n    {}", &line[..*at], broken(&line[at + 1..])),
        None => line.to_owned(),
    }
}

/// Returns where a line has spaces that are not in quotes.
fn spaces(line: &str) -> Vec<usize> {
    let mut quote = None;
    let mut spaces = Vec::new();
    for (at, c) in line.char_indices() {
        match quote {
            Some(open) => quote = Some(open).filter(|open| *open != c),
            None if c == '\'' || c == '"' => quote = Some(c),
            None if c == ' ' => spaces.push(at),
            None => {}
        }
    }
    spaces
}

#[test]
fn long_lines_are_broken_where_a_shell_goes_on() {
    let quoted = format!("'{}'", "a b ".repeat(10));
    let line = format!("ectl watch --prefix {quoted} -- ./apply.sh");
    assert_eq!(broken(&line), format!("ectl watch --prefix {quoted} \\\n    -- ./apply.sh"));
    assert_eq!(broken("ectl get a"), "ectl get a");
}

#[test]
fn examples_have_descriptions_beside_or_below() {
    let text = "ectl a\nectl b <<'END'\nx  y\n\nEND\nectl c  see c\nectl d\n     see d\nectl e \\\n     -e  see e";
    let parsed = parse(&text.lines().map(str::to_owned).collect::<Vec<_>>());
    let code: Vec<_> = parsed.iter().map(|example| example.code.join("|")).collect();
    assert_eq!(code, ["ectl a|ectl b <<'END'|x  y||END", "ectl c", "ectl d", "ectl e -e"]);
    let text: Vec<_> = parsed.iter().map(|example| example.text.as_str()).collect();
    assert_eq!(text, ["", "see c", "see d", "see e"]);
}
