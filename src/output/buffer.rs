//! A page: the bytes of a reply on their way to stdout, and the pieces that formats are made of.

use super::color::Color;
use super::visible::{Notation, escaped, visible};
use crate::go::{self, quote};
use serde::Serialize;
use std::fmt::{Arguments, Display};
use std::io::Write as _;

/// Collects output. `hex` is the user's `--hex`.
#[derive(Debug)]
pub(crate) struct Buffer {
    bytes: Vec<u8>,
    written: bool,
    pub(crate) hex: bool,
    colour: bool,
    /// A terminal reads it, which would obey control characters.
    terminal: bool,
}

impl Buffer {
    pub(crate) fn new(hex: bool) -> Self {
        Self { bytes: Vec::new(), written: false, hex, colour: false, terminal: false }
    }

    /// The same page; colours show on it, or don't.
    pub(super) fn coloured(self, colour: bool) -> Self {
        Self { colour, ..self }
    }

    /// The page of a terminal, or of a pipe or file, which gets all bytes as they are.
    pub(super) fn on_terminal(self, terminal: bool) -> Self {
        Self { terminal, ..self }
    }

    pub(super) fn len(&self) -> usize {
        if self.written { 0 } else { self.bytes.len() }
    }

    /// Hands out what has been collected; the page is empty when next written on.
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

    /// Appends bytes as they are, also on a terminal.
    pub(crate) fn exact(&mut self, bytes: &[u8]) {
        self.bytes().extend_from_slice(bytes);
    }

    /// Appends bytes; on a terminal control characters are escaped.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.append(Notation::Text, |page| page.extend_from_slice(bytes));
    }

    /// Appends text without an end of line.
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

    /// Appends text in colour, on a terminal.
    pub(crate) fn painted(&mut self, color: Color, text: &str) {
        if self.colour {
            self.exact(color.paint(&visible(text)).as_bytes());
        } else {
            self.raw(text.as_bytes());
        }
    }

    /// Appends a line of text.
    pub(crate) fn line(&mut self, text: Arguments<'_>) {
        self.text(text);
        self.raw(b"\n");
    }

    /// Appends a key or value on a line of its own: as it is, or as `\x66\x6f` with `--hex`.
    pub(crate) fn blob(&mut self, blob: &[u8]) {
        if self.hex {
            for byte in blob {
                self.text(format_args!("\\x{byte:02x}"));
            }
        } else {
            self.raw(blob);
        }
        self.raw(b"\n");
    }

    /// Appends a line of the `fields` format.
    pub(crate) fn field(&mut self, name: &str, value: impl Display) {
        self.line(format_args!("\"{name}\" : {value}"));
    }

    /// Appends a line of the `fields` format whose value is a string.
    pub(crate) fn field_quoted(&mut self, name: &str, value: &[u8]) {
        self.field(name, quote(value));
    }

    /// Appends JSON without an end of line: for a reply that is written in parts.
    pub(crate) fn json(&mut self, value: &impl Serialize) {
        self.append(Notation::Json, |page| go::append(page, value));
    }

    /// Appends a line of JSON.
    pub(crate) fn json_line(&mut self, value: &impl Serialize) {
        self.json(value);
        self.raw(b"\n");
    }

    /// Appends a message in protobuf's wire format, without any frame, as etcdctl does.
    pub(crate) fn message(&mut self, message: &impl prost::Message) {
        self.append(Notation::Text, |page| {
            // A vector grows as needed: there is always room.
            let _ = message.encode(page);
        });
    }
}
