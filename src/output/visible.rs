//! Control characters escaped for terminals, which would obey them.

use std::borrow::Cow;
use std::fmt::Write as _;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    /// `\x1b` for ASCII, `\u009b` beyond, as in Go's `%q`.
    Text,
    /// `\u001b` for all, as JSON requires.
    Json,
}

/// Escapes control characters other than newline and tab, and bytes that are not UTF-8.
pub(super) fn escaped(bytes: &[u8], notation: Notation) -> Cow<'_, [u8]> {
    if bytes.utf8_chunks().all(|chunk| chunk.invalid().is_empty() && is_safe(chunk.valid())) {
        return bytes.into();
    }
    let mut safe = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|c| push(&mut safe, c, notation));
        for byte in chunk.invalid() {
            // Only in text: JSON is always UTF-8.
            let _ = write!(safe, "\\x{byte:02x}");
        }
    }
    safe.into_bytes().into()
}

/// Escapes text other than a reply for a terminal.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    match escaped(text.as_bytes(), Notation::Text) {
        Cow::Borrowed(_) => text.into(),
        Cow::Owned(bytes) => String::from_utf8_lossy(&bytes).into_owned().into(),
    }
}

fn is_safe(text: &str) -> bool {
    !text.chars().any(is_obeyed)
}

/// Returns whether a terminal obeys a character instead of showing it: C0, DEL and C1.
fn is_obeyed(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

fn push(safe: &mut String, c: char, notation: Notation) {
    let code = c as u32;
    let _ = match notation {
        _ if !is_obeyed(c) => write!(safe, "{c}"),
        Notation::Text if c == '\r' => write!(safe, "\\r"),
        Notation::Text if c.is_ascii() => write!(safe, "\\x{code:02x}"),
        Notation::Text | Notation::Json => write!(safe, "\\u{code:04x}"),
    };
}

#[cfg(test)]
mod tests {
    use super::{Notation, escaped, visible};
    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert, proptest};

    #[test]
    fn control_characters_are_escaped_and_text_is_kept() {
        for (text, shown) in [
            (&b"\x1b]0;x\x07"[..], r"\x1b]0;x\x07"),
            (b"a\r\nb\tc\n", "a\\r\nb\tc\n"),
            (b"\x00\x7f\xc2\x9b", r"\x00\x7f\u009b"),
            (b"\x9b\xff\xe2\x82", r"\x9b\xff\xe2\x82"),
            ("é 😀 \u{200f}e\u{301} \\x".as_bytes(), "é 😀 \u{200f}e\u{301} \\x"),
        ] {
            assert_eq!(String::from_utf8_lossy(&escaped(text, Notation::Text)), shown);
        }
        assert_eq!(visible("\x1b[2J"), r"\x1b[2J");
    }

    #[test]
    fn json_stays_json() {
        let line = "{\"a\":\"\u{7f}\u{9b}\"}\n";
        let safe = escaped(line.as_bytes(), Notation::Json);
        assert_eq!(safe, b"{\"a\":\"\\u007f\\u009b\"}\n".as_slice());
        let value: serde_json::Value = serde_json::from_slice(&safe).unwrap();
        assert_eq!(value["a"], "\u{7f}\u{9b}");
    }

    proptest! {
        #[test]
        fn output_has_no_control_characters(bytes in vec(any::<u8>(), 0..40)) {
            let safe = String::from_utf8(escaped(&bytes, Notation::Text).into_owned()).unwrap();
            prop_assert!(!safe.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
        }
    }
}
