//! The buffer in which a reply is formatted before it is written to stdout.

use super::color::{self, Color};
use super::options::OutputOptions;
use super::visible::{Notation, escaped, visible};
use crate::go::{self, Object, quote};
use serde::Serialize;
use std::fmt::{Arguments, Display};
use std::io::{IsTerminal as _, Write as _};

#[derive(Debug)]
pub(crate) struct Buffer {
    bytes: Vec<u8>,
    written: bool,
    /// The option `--hex`.
    pub(crate) hex: bool,
    /// The option `--quiet`.
    pub(crate) quiet: bool,
    colour: bool,
    /// Control characters are escaped: a terminal would obey them.
    terminal: bool,
}

impl Buffer {
    pub(crate) fn new(hex: bool) -> Self {
        let (bytes, written) = (Vec::new(), false);
        Self { bytes, written, hex, quiet: false, colour: false, terminal: false }
    }

    pub(super) fn for_stdout(options: &OutputOptions) -> Self {
        let terminal = std::io::stdout().is_terminal();
        let OutputOptions { hex, quiet, .. } = *options;
        Self { quiet, colour: color::on_stdout(), terminal, ..Self::new(hex) }
    }

    pub(crate) fn len(&self) -> usize {
        if self.written { 0 } else { self.bytes.len() }
    }

    /// Returns the contents; the next write starts anew.
    pub(crate) fn take(&mut self) -> &[u8] {
        let bytes: &[u8] = if self.written { &[] } else { &self.bytes };
        self.written = true;
        bytes
    }

    fn bytes(&mut self) -> &mut Vec<u8> {
        if self.written {
            self.bytes.clear();
            self.written = false;
        }
        &mut self.bytes
    }

    /// Returns whether it is written to a terminal.
    pub(crate) fn is_for_terminal(&self) -> bool {
        self.terminal
    }

    /// Appends bytes unchanged even on a terminal.
    pub(crate) fn exact(&mut self, bytes: &[u8]) {
        self.bytes().extend_from_slice(bytes);
    }

    /// Appends bytes; on a terminal control characters are escaped.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.append(Notation::Text, |page| page.extend_from_slice(bytes));
    }

    pub(crate) fn text(&mut self, text: Arguments<'_>) {
        self.append(Notation::Text, |page| {
            // Writing to memory cannot fail.
            let _ = page.write_fmt(text);
        });
    }

    fn append(&mut self, notation: Notation, write: impl FnOnce(&mut Vec<u8>)) {
        let terminal = self.terminal;
        let bytes = self.bytes();
        if terminal {
            let mut added = Vec::new();
            write(&mut added);
            bytes.extend_from_slice(&escaped(&added, notation));
        } else {
            write(bytes);
        }
    }

    /// Appends text, in colour on a terminal that shows it.
    pub(crate) fn painted(&mut self, color: Color, text: &str) {
        if self.colour {
            self.exact(color.paint(&visible(text)).as_bytes());
        } else {
            self.raw(text.as_bytes());
        }
    }

    pub(crate) fn line(&mut self, text: Arguments<'_>) {
        self.text(text);
        self.raw(b"\n");
    }

    /// Appends a line that only confirms what was done; `--quiet` leaves it out.
    pub(crate) fn confirmation(&mut self, text: Arguments<'_>) {
        if !self.quiet {
            self.line(text);
        }
    }

    /// Appends a line with a key or value, with `--hex` as `\x66\x6f`.
    pub(crate) fn blob(&mut self, blob: &[u8]) {
        self.bytes_or_hex(blob);
        self.raw(b"\n");
    }

    pub(super) fn bytes_or_hex(&mut self, bytes: &[u8]) {
        if self.hex {
            for byte in bytes {
                self.text(format_args!("\\x{byte:02x}"));
            }
        } else {
            self.raw(bytes);
        }
    }

    pub(crate) fn field(&mut self, name: &str, value: impl Display) {
        self.line(format_args!("\"{name}\" : {value}"));
    }

    pub(crate) fn field_quoted(&mut self, name: &str, value: &[u8]) {
        self.field(name, quote(value));
    }

    /// Appends JSON without a newline.
    pub(crate) fn json(&mut self, value: &impl Serialize) {
        self.append(Notation::Json, |page| go::append(page, value));
    }

    /// Appends JSON that another program stored.
    pub(super) fn json_text(&mut self, json: &str) {
        self.append(Notation::Json, |page| page.extend_from_slice(go::go_escaped(json).as_bytes()));
    }

    pub(crate) fn json_object(&mut self, write: impl FnOnce(&mut Object<'_>)) {
        self.append(Notation::Json, |page| go::object(page, write));
    }

    pub(crate) fn json_object_line(&mut self, write: impl FnOnce(&mut Object<'_>)) {
        self.json_object(write);
        self.raw(b"\n");
    }

    /// Appends an array with a JSON object for each item, without a newline.
    pub(crate) fn json_objects<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        write: impl Fn(T, &mut Object<'_>),
    ) {
        self.append(Notation::Json, |page| go::objects(page, items, write));
    }

    /// Appends a message in protobuf's wire format without a frame, as etcdctl does.
    pub(crate) fn message(&mut self, message: &impl prost::Message) {
        self.append(Notation::Text, |page| {
            // Encoding fails only for lack of room, and a vector grows.
            let _ = message.encode(page);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::Buffer;
    use crate::output::{Cell, Records};

    #[test]
    fn stored_json_stays_json_on_a_terminal() {
        let metadata = Cell::Json("{\"a\":\"\u{7f}\u{9b}\"}".to_owned());
        let mut page = Buffer { terminal: true, ..Buffer::new(false) };
        Records::one([("metadata", metadata)]).jsonl(&mut page);
        assert_eq!(
            String::from_utf8_lossy(page.take()),
            "{\"metadata\":{\"a\":\"\\u007f\\u009b\"}}\n"
        );
    }
}
