//! JSON as Go's `encoding/json` writes it.

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;
use std::io;

/// Appends a value in one line, without the line's end.
pub(crate) fn append(to: &mut Vec<u8>, value: &impl Serialize) {
    let mut serializer = serde_json::Serializer::with_formatter(to, GoFormatter);
    // Writing to memory cannot fail, and every value here is a struct of plain fields.
    let _ = value.serialize(&mut serializer);
}

/// Escapes in JSON what Go escapes and others need not: it stands in strings alone.
pub(crate) fn go_escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    let mut plain = json;
    while let Some((before, special, after)) = split(plain) {
        escaped.push_str(before);
        escaped.push_str(&format!("\\u{:04x}", special as u32));
        plain = after;
    }
    escaped + plain
}

/// Bytes as padded base64, for `#[serde(with)]`.
pub(crate) fn base64<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

/// Bytes as padded base64, where they are not a field.
#[derive(Debug, Serialize)]
pub(crate) struct Base64<'a>(#[serde(serialize_with = "base64")] pub(crate) &'a [u8]);

/// Go writes bytes as base64. In text it escapes what could end a script in HTML, and two line separators
/// that JavaScript dislikes.
struct GoFormatter;

impl Formatter for GoFormatter {
    fn write_byte_array<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        bytes: &[u8],
    ) -> io::Result<()> {
        write!(writer, "\"{}\"", Base64Display::new(bytes, &STANDARD))
    }

    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        match split(fragment) {
            None => writer.write_all(fragment.as_bytes()),
            Some(_) => writer.write_all(go_escaped(fragment).as_bytes()),
        }
    }
}

/// The text before and behind the first character that Go escapes. Nearly all text has none, and a look
/// at its bytes tells: all of them begin with one of four.
fn split(text: &str) -> Option<(&str, char, &str)> {
    if !text.bytes().any(|byte| matches!(byte, b'<' | b'>' | b'&' | 0xe2)) {
        return None;
    }
    let special = |c| matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}');
    let (at, found) = text.char_indices().find(|(_, c)| special(*c))?;
    Some((text.get(..at)?, found, text.get(at + found.len_utf8()..)?))
}

#[cfg(test)]
mod tests {
    use super::append;

    #[test]
    fn html_is_escaped_as_go_does() {
        let mut line = Vec::new();
        append(&mut line, &"a<b>&\u{2028}é\"\n\u{1}");
        assert_eq!(line, "\"a\\u003cb\\u003e\\u0026\\u2028é\\\"\\n\\u0001\"".as_bytes());
    }
}
