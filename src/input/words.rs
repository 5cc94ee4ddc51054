//! Words of a line, split as by etcdctl in transactions and interactive watches.

use crate::go::literal;

/// Splits a line into words: `"…"` with Go's escapes, `'…'` verbatim, or a run of other bytes up to the
/// next space (quotes within it are ordinary). An unmatched quote is skipped.
pub(crate) fn words(line: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    let mut words = Vec::new();
    let mut rest = line;
    while let Some((first, after)) = rest.split_first() {
        let length = match first {
            b'"' => double_quoted(after),
            b'\'' => after.iter().position(|byte| *byte == b'\'').map(|at| at + 2),
            first if is_space(*first) => None,
            _ => Some(rest.iter().position(|byte| is_space(*byte)).unwrap_or(rest.len())),
        };
        let Some((word, behind)) = length.and_then(|length| rest.split_at_checked(length)) else {
            rest = after;
            continue;
        };
        let column = line.len() - rest.len() + 1;
        words.push(
            decoded(word).map_err(|(at, what)| {
                format!("invalid syntax in column {}: {what}", column + at)
            })?,
        );
        rest = behind;
    }
    Ok(words)
}

/// Returns a line for a message, cut if it is long.
pub(crate) fn excerpt(line: &[u8]) -> String {
    const LENGTH: usize = 200;
    let text = String::from_utf8_lossy(line);
    match text.char_indices().nth(LENGTH).and_then(|(at, _)| text.get(..at)) {
        Some(beginning) => format!("{beginning}…"),
        None => text.into_owned(),
    }
}

/// Returns the length of a word in double quotes, given the text after the first quote; `None` if the
/// closing quote is missing.
fn double_quoted(text: &[u8]) -> Option<usize> {
    let mut escaped = false;
    let closing = text.iter().position(|byte| {
        let closes = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        closes
    })?;
    Some(closing + 2)
}

fn decoded(word: &[u8]) -> Result<Vec<u8>, (usize, String)> {
    match word.first() {
        Some(b'"') => {
            literal(word).map(|(value, _)| value).map_err(|bad| (bad.at, bad.to_string()))
        }
        Some(b'\'') => Ok(word.iter().copied().filter(|byte| *byte != b'\'').collect()),
        _ => Ok(word.to_vec()),
    }
}

/// Returns whether Go's regular expressions treat a byte as a space.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}

#[cfg(test)]
mod tests {
    use super::{excerpt, words};
    use crate::go::quote;
    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    fn split(line: &str) -> Vec<String> {
        let words = words(line.as_bytes()).unwrap();
        words.into_iter().map(|word| String::from_utf8(word).unwrap()).collect()
    }

    #[test]
    fn lines_are_split_as_by_etcdctl() {
        assert_eq!(split("put k v"), ["put", "k", "v"]);
        assert_eq!(split("  put\tk \x0c v  "), ["put", "k", "v"]);
        assert_eq!(split(r#"put "a b" 'c d' """#), ["put", "a b", "c d", ""]);
        assert_eq!(split(r#""a\"b\\" '\n' "\n""#), [r#"a"b\"#, r"\n", "\n"]);
        assert_eq!(split(r#"a"b c"d it's"#), [r#"a"b"#, r#"c"d"#, "it's"]);
        assert_eq!(split(r#""a"b'c'd"#), ["a", "b'c'd"]);
        assert_eq!(split(r#""unterminated word"#), ["unterminated", "word"]);
        assert_eq!(split("'unterminated word"), ["unterminated", "word"]);
        assert_eq!(split(r#"' " '' ""#), [r#" " "#]);
        assert!(split("").is_empty());
        assert!(split(" \t\r\n").is_empty());
    }

    #[test]
    fn invalid_utf8_is_kept() {
        assert_eq!(
            words(b"put \xff \"\xfe\xe2\""),
            Ok(vec![b"put".to_vec(), b"\xff".to_vec(), b"\xfe\xe2".to_vec()])
        );
    }

    #[test]
    fn error_names_a_bad_escape() {
        assert_eq!(
            words(br#"put "ab\q""#),
            Err(r"invalid syntax in column 8: unknown escape \q".to_owned())
        );
    }

    #[test]
    fn long_lines_are_cut() {
        assert_eq!(excerpt("é".repeat(200).as_bytes()), "é".repeat(200));
        assert_eq!(excerpt("é".repeat(201).as_bytes()), "é".repeat(200) + "…");
    }

    proptest! {
        #[test]
        fn any_bytes_are_split_or_refused(line in vec(any::<u8>(), 0..100)) {
            let _ = words(&line);
        }

        #[test]
        fn quoted_words_round_trip(word in vec(any::<u8>(), 0..100)) {
            let line = format!("put {}", quote(&word));
            prop_assert_eq!(words(line.as_bytes()), Ok(vec![b"put".to_vec(), word]));
        }
    }
}
