//! JSON as Go's `encoding/json` writes it.

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::ser::Formatter;
use std::io;

pub(crate) fn append(to: &mut Vec<u8>, value: &impl Serialize) {
    let mut serializer = serde_json::Serializer::with_formatter(to, GoFormatter);
    // Writing to memory cannot fail, and no value here has a map with keys other than strings.
    let _ = value.serialize(&mut serializer);
}

pub(crate) fn object(to: &mut Vec<u8>, write: impl FnOnce(&mut Object<'_>)) {
    to.push(b'{');
    write(&mut Object { to, is_empty: true });
    to.push(b'}');
}

/// Appends an array with an object for each item.
pub(crate) fn objects<T>(
    to: &mut Vec<u8>,
    items: impl IntoIterator<Item = T>,
    write: impl Fn(T, &mut Object<'_>),
) {
    to.push(b'[');
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            to.push(b',');
        }
        object(to, |object| write(item, object));
    }
    to.push(b']');
}

/// A JSON object under construction. Names of fields are written without escaping.
#[derive(Debug)]
pub(crate) struct Object<'a> {
    to: &'a mut Vec<u8>,
    is_empty: bool,
}

impl Object<'_> {
    pub(crate) fn field(&mut self, name: &str, value: impl Serialize) {
        append(self.name(name), &value);
    }

    /// Adds a field unless it is zero or empty: Go's `omitempty`.
    pub(crate) fn nonzero<T: Serialize + Default + PartialEq>(&mut self, name: &str, value: T) {
        if value != T::default() {
            self.field(name, value);
        }
    }

    /// Adds bytes in base64 unless they are empty.
    pub(crate) fn bytes(&mut self, name: &str, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.field(name, Base64(bytes));
        }
    }

    pub(crate) fn json(&mut self, name: &str, json: &str) {
        self.name(name).extend_from_slice(go_escaped(json).as_bytes());
    }

    pub(crate) fn object(&mut self, name: &str, write: impl FnOnce(&mut Object<'_>)) {
        object(self.name(name), write);
    }

    pub(crate) fn list<T>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = T>,
        write: impl Fn(T, &mut Object<'_>),
    ) {
        objects(self.name(name), items, write);
    }

    /// Adds a list unless it is empty.
    pub(crate) fn nonempty_list<'a, T>(
        &mut self,
        name: &str,
        items: &'a [T],
        write: impl Fn(&'a T, &mut Object<'_>),
    ) {
        if !items.is_empty() {
            self.list(name, items, write);
        }
    }

    fn name(&mut self, name: &str) -> &mut Vec<u8> {
        self.to.extend_from_slice(if self.is_empty { b"\"" } else { b",\"" });
        self.is_empty = false;
        self.to.extend_from_slice(name.as_bytes());
        self.to.extend_from_slice(b"\":");
        self.to
    }
}

/// Bytes that serialize as a string in padded base64.
#[derive(Debug)]
pub(crate) struct Base64<'a>(pub(crate) &'a [u8]);

impl Serialize for Base64<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

/// Escapes the characters in JSON strings that Go escapes and others need not.
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

/// Writes bytes in base64, and escapes characters that could end a script in HTML and JavaScript's two
/// line separators.
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

fn split(text: &str) -> Option<(&str, char, &str)> {
    // Most text has none, and their UTF-8 begins with one of four bytes: a quick scan rules them out.
    if !text.bytes().any(|byte| matches!(byte, b'<' | b'>' | b'&' | 0xe2)) {
        return None;
    }
    let special = |c| matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}');
    let (at, found) = text.char_indices().find(|(_, c)| special(*c))?;
    Some((text.get(..at)?, found, text.get(at + found.len_utf8()..)?))
}

#[cfg(test)]
mod tests {
    use super::{Base64, append, object};

    #[test]
    fn escapes_html_as_go() {
        let mut line = Vec::new();
        append(&mut line, &"a<b>&\u{2028}é\"\n\u{1}");
        assert_eq!(line, "\"a\\u003cb\\u003e\\u0026\\u2028é\\\"\\n\\u0001\"".as_bytes());
    }

    #[test]
    fn objects_nest_and_omit_zeros() {
        let mut line = Vec::new();
        object(&mut line, |object| {
            object.nonzero("zero", 0);
            object.bytes("none", b"");
            object.field("a", Base64(b"\xff"));
            object.object("b", |_| ());
            object.list("c", [1, 2], |n, object| object.nonzero("n", n));
            object.json("d", "{\"<\":1}");
        });
        let expected =
            "{\"a\":\"/w==\",\"b\":{},\"c\":[{\"n\":1},{\"n\":2}],\"d\":{\"\\u003c\":1}}";
        assert_eq!(String::from_utf8(line).unwrap(), expected);
    }
}
