//! The output formats, and everything that writes to stdout and stderr.

mod buffer;
mod color;
pub(crate) mod debug_log;
mod format;
mod progress;
mod records;
mod report;
mod shell_word;
mod stdout;
mod stdout_closed;
mod table;
mod units;
mod visible;
mod wrap;

pub(crate) use buffer::Buffer;
pub(crate) use color::Color;
pub(crate) use format::Format;
pub(crate) use progress::progress;
pub(crate) use records::{Cell, Column, Records};
pub(crate) use report::report;
pub(crate) use shell_word::shell_word;
pub(crate) use stdout::{bytes, hint, note, set_json, silence, text};
pub(crate) use stdout_closed::reader_gone;
pub(crate) use units::{counted, percent, share};
pub(crate) use visible::visible;
pub(crate) use wrap::wrapped;

use crate::failure::{Failure, Kind};
use std::marker::PhantomData;

/// A response of etcd in every format. New replies are more frequent than new formats, so the trait is on
/// replies.
pub(crate) trait Reply {
    /// Formats that the reply does not support; commands refuse them before they send anything.
    const WITHOUT: &'static [Format] = &[];
    /// True if the reply supports `junit` and `prometheus`.
    const IS_REPORT: bool = false;
    /// True if all formats except `jsonl` and `table` are the simple text, as in etcdctl.
    const ONLY_TEXT: bool = false;

    fn simple(&self, page: &mut Buffer);
    /// Writes lines of `"Name" : value`; by default, for replies unknown to etcdctl, a block for each row of
    /// `jsonl`.
    fn fields(&self, page: &mut Buffer) {
        self.jsonl_records().fields(page);
    }
    /// Writes a line of JSON in the form of Go's structs; by default, for replies unknown to etcdctl, an array
    /// of the rows of `jsonl`.
    fn json(&self, page: &mut Buffer) {
        self.jsonl_records().json(page);
        page.raw(b"\n");
    }
    /// Writes the message in protobuf's wire format. Not called if [`Self::WITHOUT`] lists the format.
    fn protobuf(&self, _page: &mut Buffer) {}
    fn records(&self) -> Records;
    /// Writes a `JUnit` report if [`Self::IS_REPORT`].
    fn junit(&self, _page: &mut Buffer) {}
    /// Writes Prometheus metrics if [`Self::IS_REPORT`].
    fn prometheus(&self, _page: &mut Buffer) {}
    /// Returns the rows of `jsonl`, which may have more columns than fit into a table.
    fn jsonl_records(&self) -> Records {
        self.records()
    }
}

/// A reply whose text is the same in all of etcdctl's formats except `table`.
pub(crate) trait TextReply {
    fn text(&self, page: &mut Buffer);
    fn facts(&self) -> Records;
}

impl<T: TextReply> Reply for T {
    const ONLY_TEXT: bool = true;

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

/// Printer for replies of one type in the user's format.
#[derive(Debug)]
pub(crate) struct Output<R> {
    format: Format,
    page: Buffer,
    table: table::Drawing,
    _reply: PhantomData<fn(&R)>,
}

/// Number of bytes of a reply in parts that are collected before they are written.
const FULL_PAGE: usize = 64 << 10;

impl<R: Reply> Output<R> {
    pub(crate) fn new(format: Format, hex: bool) -> Result<Self, Failure> {
        if format.is_report() && !R::IS_REPORT {
            return Err(format.unknown());
        }
        if R::WITHOUT.contains(&format) {
            let text = format!("{format} not supported as output format");
            return Err(Failure::new(Kind::Format, text));
        }
        let only_text = R::ONLY_TEXT && !matches!(format, Format::Jsonl | Format::Table);
        Ok(Self {
            format: if only_text { Format::Simple } else { format },
            page: Buffer::for_stdout(hex),
            table: table::Drawing::default(),
            _reply: PhantomData,
        })
    }

    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// Prints a reply and flushes, so that readers of a stream need not wait.
    pub(crate) fn print(&mut self, reply: &R) -> anyhow::Result<()> {
        self.add(reply)?;
        self.flush()
    }

    /// Adds a part of a long reply; parts are written in larger pieces.
    pub(crate) fn add(&mut self, reply: &R) -> anyhow::Result<()> {
        match self.format {
            Format::Simple => reply.simple(&mut self.page),
            Format::Fields => reply.fields(&mut self.page),
            Format::Json => reply.json(&mut self.page),
            Format::Protobuf => reply.protobuf(&mut self.page),
            Format::Jsonl => reply.jsonl_records().jsonl(&mut self.page),
            Format::Junit => reply.junit(&mut self.page),
            Format::Prometheus => reply.prometheus(&mut self.page),
            // A reader may need the first rows only.
            Format::Table if self.table.add(reply.records(), &mut self.page) => {
                return stdout::write(self.page.take());
            }
            Format::Table => {}
        }
        if self.page.len() >= FULL_PAGE { stdout::write(self.page.take()) } else { Ok(()) }
    }

    /// Prints the parts of a reply on a thread of its own. A reader of stdout that stops (a pager, Ctrl-S)
    /// must not stop what runs beside it, such as renewals of a lease.
    pub(crate) async fn print_off_thread(
        mut self,
        parts: impl IntoIterator<Item = R> + Send + 'static,
    ) -> anyhow::Result<Self>
    where
        R: 'static,
    {
        let printed = tokio::task::spawn_blocking(move || {
            parts.into_iter().try_for_each(|part| self.add(&part))?;
            self.flush().map(|()| self)
        });
        printed.await?
    }

    pub(crate) fn flush(&mut self) -> anyhow::Result<()> {
        if self.format == Format::Table {
            self.table.finish(&mut self.page);
        }
        stdout::write(self.page.take())
    }
}
