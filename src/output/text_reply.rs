//! Replies that etcdctl prints as the same text in all of its formats.

use super::{Buffer, Records, Reply};

/// A reply whose text is the same in all of etcdctl's formats except `table`.
pub(crate) trait TextReply {
    /// As in [`Reply`]; so is `STREAM`.
    const FIELDS: &'static [&'static str] = &[];
    const STREAM: Option<&'static [usize]> = None;

    fn text(&self, page: &mut Buffer);
    fn facts(&self) -> Records;
}

impl<T: TextReply> Reply for T {
    const ONLY_TEXT: bool = true;
    const FIELDS: &'static [&'static str] = T::FIELDS;
    const STREAM: Option<&'static [usize]> = T::STREAM;

    fn simple(&self, page: &mut Buffer) {
        self.text(page);
    }

    fn fields(&self, page: &mut Buffer) {
        self.text(page);
    }

    fn json(&self, page: &mut Buffer) {
        self.text(page);
    }

    fn protobuf(&self, page: &mut Buffer) {
        self.text(page);
    }

    fn records(&self) -> Records {
        self.facts()
    }
}
