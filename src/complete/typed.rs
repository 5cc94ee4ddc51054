//! Words as they are typed in a shell, with quotes and escapes.

use std::ffi::OsString;

/// The quotes that are open at the end of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Quotes {
    #[default]
    None,
    Single,
    Double,
}

/// A word as typed, and what the shell makes of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TypedWord {
    /// Where it begins in the line.
    pub(super) start: usize,
    pub(super) text: String,
    pub(super) quotes: Quotes,
}

/// Splits a line at unquoted blanks. The last word is empty if the line ends with a blank.
pub(super) fn split(line: &str) -> Vec<TypedWord> {
    let mut words = Vec::new();
    let mut word = TypedWord::default();
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match (word.quotes, c) {
            (Quotes::None, ' ' | '\t' | '\n') => {
                let next = TypedWord { start: at + c.len_utf8(), ..TypedWord::default() };
                let done = std::mem::replace(&mut word, next);
                if at > done.start {
                    words.push(done);
                }
            }
            (Quotes::None, '\'') => word.quotes = Quotes::Single,
            (Quotes::None, '"') => word.quotes = Quotes::Double,
            (Quotes::Single, '\'') | (Quotes::Double, '"') => word.quotes = Quotes::None,
            (Quotes::None, '\\') => word.text.extend(chars.next().map(|(_, c)| c)),
            (Quotes::Double, '\\') => {
                let escaped = chars.next_if(|(_, c)| matches!(c, '$' | '`' | '"' | '\\'));
                word.text.push(escaped.map_or('\\', |(_, c)| c));
            }
            (_, c) => word.text.push(c),
        }
    }
    words.push(word);
    words
}

/// Returns what a shell makes of a word, which may be unfinished.
pub(super) fn unquoted(word: &str) -> String {
    split(word).pop().unwrap_or_default().text
}

/// Expands `~/…` and a word that is a variable, such as `$CA`, which a shell does only when it runs the
/// line. Nothing else is expanded: a command within the word must not run.
pub(super) fn expand(word: &mut OsString) {
    let Some(text) = word.to_str() else { return };
    let is_name = |name: &&str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let variable = text.strip_prefix('$').and_then(|name| {
        let braced = name.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
        std::env::var_os(Some(braced.unwrap_or(name)).filter(is_name)?)
    });
    let home = || {
        let mut path = std::env::var_os("HOME")?;
        path.push(text.strip_prefix('~').filter(|rest| rest.starts_with('/'))?);
        Some(path)
    };
    if let Some(expanded) = variable.or_else(home) {
        *word = expanded;
    }
}

#[cfg(test)]
mod tests {
    use super::{Quotes, expand, split, unquoted};
    use std::ffi::OsString;

    #[test]
    fn lines_are_split_as_by_a_shell() {
        for (line, words, quotes) in [
            ("ectl get ", &["ectl", "get", ""][..], Quotes::None),
            (r"ectl get a\ b", &["ectl", "get", "a b"], Quotes::None),
            (r#"ectl  get "a b"#, &["ectl", "get", "a b"], Quotes::Double),
            (r#"e "a\"\$\x" 'it'\''s \"#, &["e", r#"a"$\x"#, r"it's \"], Quotes::Single),
            (r"e a\", &["e", "a"], Quotes::None),
            ("e '' ", &["e", "", ""], Quotes::None),
            ("e --x=\"1 2\"é", &["e", "--x=1 2é"], Quotes::None),
        ] {
            let found = split(line);
            let texts: Vec<_> = found.iter().map(|word| word.text.as_str()).collect();
            assert_eq!((texts.as_slice(), found.last().unwrap().quotes), (words, quotes), "{line}");
        }
        assert_eq!(unquoted(r"a\ b"), "a b");
    }

    #[test]
    fn only_whole_variables_and_the_home_are_expanded() {
        let path = std::env::var("PATH").unwrap();
        let home = std::env::var("HOME").unwrap_or_else(|_| "~".to_owned());
        for (word, expanded) in [
            ("$PATH", path.clone()),
            ("${PATH}", path),
            ("~/x", format!("{home}/x")),
            ("~", "~".to_owned()),
            ("x$PATH", "x$PATH".to_owned()),
            ("$(touch x)", "$(touch x)".to_owned()),
            ("$", "$".to_owned()),
        ] {
            let mut found = OsString::from(word);
            expand(&mut found);
            assert_eq!(found, *expanded, "{word}");
        }
    }
}
