//! JSON as Go's `encoding/json` reads it, where `serde_json` is stricter.

use std::char::REPLACEMENT_CHARACTER;

/// The deepest nesting that Go accepts.
const MAX_DEPTH: usize = 10_000;

/// Returns the text as Go reads it: each invalid byte of UTF-8 and each lone surrogate escape becomes
/// U+FFFD.
pub(crate) fn as_go_reads(value: &[u8]) -> Result<String, String> {
    let mut text = String::with_capacity(value.len());
    for chunk in value.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| REPLACEMENT_CHARACTER));
    }
    if depth(&text) > MAX_DEPTH {
        return Err(format!("nested deeper than {MAX_DEPTH} levels"));
    }
    Ok(paired(&text))
}

fn paired(text: &str) -> String {
    let mut paired = String::with_capacity(text.len());
    let mut rest = text;
    // Text that is valid JSON has no backslash outside of strings.
    while let Some((before, escape)) = rest.find('\\').and_then(|at| rest.split_at_checked(at)) {
        paired.push_str(before);
        let (written, length) = match (unit(escape), unit(escape.get(6..).unwrap_or_default())) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (escape.get(..12), 12),
            (Some(0xD800..=0xDFFF), _) => (Some("\\ufffd"), 6),
            // The next character may be a backslash or a quotation mark.
            _ => {
                let length = escape.chars().take(2).map(char::len_utf8).sum();
                (escape.get(..length), length)
            }
        };
        paired.push_str(written.unwrap_or_default());
        rest = escape.get(length..).unwrap_or_default();
    }
    paired.push_str(rest);
    paired
}

/// Returns the UTF-16 code unit of a `\uXXXX` at the start of a text.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let are_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    are_hex.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

pub(crate) fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for (byte, quoted) in bytes(text) {
        match byte {
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Returns the text without whitespace outside of strings.
pub(crate) fn compact(text: &str) -> String {
    let kept = bytes(text).filter(|(byte, quoted)| *quoted || !byte.is_ascii_whitespace());
    let kept: Vec<_> = kept.map(|(byte, _)| byte).collect();
    String::from_utf8_lossy(&kept).into_owned()
}

pub(crate) fn numbers(text: &str) -> Vec<String> {
    let blank = |(byte, quoted): (u8, bool)| match byte {
        b'[' | b']' | b'{' | b'}' | b',' | b':' => ' ',
        _ if quoted => ' ',
        byte => char::from(byte),
    };
    let unquoted: String = bytes(text).map(blank).collect();
    let words = unquoted.split_ascii_whitespace();
    let is_number = |word: &&str| word.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    words.filter(is_number).map(str::to_owned).collect()
}

/// Returns the bytes of a text, each with whether it is part of a string.
fn bytes(text: &str) -> impl Iterator<Item = (u8, bool)> {
    let (mut quoted, mut escaped) = (false, false);
    text.bytes().map(move |byte| {
        let was_quoted = quoted;
        if escaped {
            escaped = false;
        } else if quoted && byte == b'\\' {
            escaped = true;
        } else if byte == b'"' {
            quoted = !quoted;
        }
        (byte, quoted || was_quoted)
    })
}

#[cfg(test)]
mod tests {
    use super::{MAX_DEPTH, as_go_reads, compact, depth, numbers};

    #[test]
    fn invalid_text_is_replaced_as_in_go() {
        for (value, text) in [
            (&b"\"K\xf6ln\""[..], "\"K\u{fffd}ln\""),
            // One for each byte, though these two could begin a character.
            (b"\"\xe2\x82\"", "\"\u{fffd}\u{fffd}\""),
            (br#""\ud83c\udf0d""#, r#""\ud83c\udf0d""#),
            (br#""\ud83c""#, r#""\ufffd""#),
            (br#""\udf0d\ud83c""#, r#""\ufffd\ufffd""#),
            (br#""\ud83c\ud83c\udf0d""#, r#""\ufffd\ud83c\udf0d""#),
            (br#""\\ud83c\u00e9\"\ud8""#, r#""\\ud83c\u00e9\"\ud8""#),
            (b"\"\\", "\"\\"),
            ("\"\\é\"".as_bytes(), "\"\\é\""),
        ] {
            assert_eq!(as_go_reads(value).unwrap(), text);
        }
    }

    #[test]
    fn depth_counts_brackets_outside_of_strings() {
        assert_eq!(depth(r#"{"[[[\"[":[{}],"b":[]}"#), 3);
        let nested = |levels| [vec![b'['; levels], vec![b']'; levels]].concat();
        assert!(as_go_reads(&nested(MAX_DEPTH)).is_ok());
        assert!(as_go_reads(&nested(MAX_DEPTH + 1)).is_err());
    }

    #[test]
    fn strings_are_unchanged() {
        let text = r#" { "a \" 1" : [ -1 , 2e3 , "é 4" , true ] } "#;
        assert_eq!(compact(text), r#"{"a \" 1":[-1,2e3,"é 4",true]}"#);
        assert_eq!(numbers(text), ["-1", "2e3"]);
    }
}
