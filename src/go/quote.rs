//! Strings quoted like Go's `%q`, as in etcdctl's `fields` format and the environment of watch commands.

use std::fmt::Write as _;

/// Quotes bytes like `strconv.Quote`: printable Unicode stays, the rest is escaped.
pub(crate) fn quote(bytes: &[u8]) -> String {
    let mut quoted = String::with_capacity(bytes.len() + 2);
    quoted.push('"');
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|c| push(&mut quoted, c));
        for byte in chunk.invalid() {
            let _ = write!(quoted, "\\x{byte:02x}");
        }
    }
    quoted.push('"');
    quoted
}

fn push(quoted: &mut String, c: char) {
    let _ = match c {
        '"' | '\\' => write!(quoted, "\\{c}"),
        '\x07' => write!(quoted, "\\a"),
        '\x08' => write!(quoted, "\\b"),
        '\x0c' => write!(quoted, "\\f"),
        '\n' => write!(quoted, "\\n"),
        '\r' => write!(quoted, "\\r"),
        '\t' => write!(quoted, "\\t"),
        '\x0b' => write!(quoted, "\\v"),
        c if is_printable(c) => write!(quoted, "{c}"),
        c if (c as u32) < 0x80 => write!(quoted, "\\x{:02x}", c as u32),
        c if (c as u32) < 0x10000 => write!(quoted, "\\u{:04x}", c as u32),
        c => write!(quoted, "\\U{:08x}", c as u32),
    };
}

/// Approximates Go's `unicode.IsPrint` by Rust's table of characters that `Debug` does not escape. Unlike
/// Rust, Go escapes non-ASCII spaces, and does not escape combining marks.
fn is_printable(c: char) -> bool {
    match c {
        ' ' | '\'' => true,
        '\u{ad}' => false,
        c if c.is_control() || c.is_whitespace() => false,
        c => c.escape_debug().count() == 1 || is_grapheme_extender(c),
    }
}

fn is_grapheme_extender(c: char) -> bool {
    matches!(c as u32, 0x300..=0x36f | 0x483..=0x489 | 0x591..=0x5bd | 0x610..=0x61a | 0x64b..=0x65f
        | 0x900..=0x902 | 0x93a | 0x93c | 0x941..=0x948 | 0x94d | 0xe31 | 0xe34..=0xe3a | 0xe47..=0xe4e
        | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x20d0..=0x20f0 | 0x302a..=0x302f | 0x3099..=0x309a
        | 0xfe00..=0xfe0f | 0xfe20..=0xfe2f | 0xe0100..=0xe01ef)
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn quotes_as_go() {
        let bytes = b"\x01\xff\n\"\xc3\xa9\\<&>\xe2\x80\xa8\xf0\x9f\x98\x80\x7f";
        assert_eq!(quote(bytes), "\"\\x01\\xff\\n\\\"é\\\\<&>\\u2028😀\\x7f\"");
        assert_eq!(
            quote("\u{a0}\u{200b}\u{ad}e\u{301}".as_bytes()),
            "\"\\u00a0\\u200b\\u00ade\u{301}\""
        );
        assert_eq!(quote(b"\x07\x08\x0b\x0c\0"), "\"\\a\\b\\v\\f\\x00\"");
        assert_eq!(quote("\u{10ffff}".as_bytes()), "\"\\U0010ffff\"");
        assert_eq!(quote(b"it's"), "\"it's\"");
    }
}
