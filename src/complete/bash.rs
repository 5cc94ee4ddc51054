//! Words of bash, whose readline replaces only the end of a word: what stands behind the last `:`, `=`,
//! or open quote.

use super::typed::{self, Quotes};
use std::ffi::OsString;

/// The word at the cursor.
#[derive(Debug)]
pub(crate) struct BashWord {
    text: String,
    /// The beginning that readline keeps, as the shell understands it, and the quotes open at its end.
    kept: String,
    quotes: Quotes,
}

impl BashWord {
    /// Splits a line up to the cursor into the words before the last, without the program, and the last
    /// one. `replaced` is the end of the line that readline replaces.
    pub(super) fn split(line: &str, replaced: &str) -> (Vec<OsString>, Self) {
        let mut words = typed::split(line);
        let last = words.pop().unwrap_or_default();
        let raw = line.get(last.start..).unwrap_or_default();
        let kept = typed::split(raw.strip_suffix(replaced).unwrap_or_default()).pop();
        let kept = kept.unwrap_or_default();
        let before = words.into_iter().skip(1).map(|word| word.text.into()).collect();
        (before, Self { text: last.text, kept: kept.text, quotes: kept.quotes })
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the text that readline is to insert for a word; `None` if there is none.
    pub(super) fn replacement(&self, word: &str, is_partial: bool) -> Option<String> {
        let rest = word.strip_prefix(self.kept.as_str())?;
        Some(match self.quotes {
            Quotes::None if is_partial => escaped(rest),
            Quotes::None => escaped(rest) + " ",
            // readline closes the quotes itself.
            Quotes::Single => rest.replace('\'', r"'\''"),
            // bash would take it for a reference to its history.
            Quotes::Double if rest.contains('!') => return None,
            Quotes::Double => rest.chars().fold(String::new(), |mut text, c| {
                text.extend(matches!(c, '$' | '`' | '"' | '\\').then_some('\\'));
                text.push(c);
                text
            }),
        })
    }
}

fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, c| {
        let is_plain = !c.is_ascii() || c.is_ascii_alphanumeric() || "/:.,_-@%+=".contains(c);
        escaped.extend((!is_plain).then_some('\\'));
        escaped.push(c);
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::BashWord;

    fn replacement(line: &str, replaced: &str, word: &str) -> Option<String> {
        BashWord::split(line, replaced).1.replacement(word, false)
    }

    #[test]
    fn end_of_the_word_is_replaced() {
        for (line, replaced, word, inserted) in [
            ("ectl get a", "a", "a/b", Some("a/b ")),
            ("ectl get ", "", "a b", Some(r"a\ b ")),
            ("ectl --endpoints=http://h", "//h", "--endpoints=http://h:1", Some("//h:1 ")),
            ("ectl --endpoints=", "", "--endpoints=h:1", Some("h:1 ")),
            (r#"ectl get "a b"#, "a b", r#"a b$"c"#, Some(r#"a b\$\"c"#)),
            ("ectl get 'a b", "a b", "a b'c", Some(r"a b'\''c")),
            (r#"ectl get "a"#, "a", "a!", None),
            ("ectl get a!", "a!", "a!b", Some(r"a\!b ")),
            ("ectl get b:", "", "a", None),
        ] {
            assert_eq!(replacement(line, replaced, word).as_deref(), inserted, "{line}");
        }
    }

    #[test]
    fn words_before_have_no_program() {
        let (before, word) = BashWord::split("ectl --user 'a b' get k", "k");
        assert_eq!((before, word.text()), (vec!["--user".into(), "a b".into(), "get".into()], "k"));
    }
}
