//! The formats, each written once, and the only door to stdout.

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
pub(crate) use records::{Cell, Records};
pub(crate) use report::report;
pub(crate) use shell_word::shell_word;
pub(crate) use stdout::{bytes, hint, note, set_json, text};
pub(crate) use stdout_closed::reader_gone;
pub(crate) use units::{counted, percent, share};
pub(crate) use visible::visible;
pub(crate) use wrap::wrapped;

use crate::failure::{Failure, Kind};
use std::io::IsTerminal as _;
use std::marker::PhantomData;

/// What etcd said, in every format. The trait is on the reply: replies grow in number, formats don't.
pub(crate) trait Reply {
    /// Formats that this reply cannot be given in. They are refused before anything is sent.
    const WITHOUT: &'static [Format] = &[];
    /// Whether it can be given as a report, for systems that run tests and for those that watch others.
    const IS_REPORT: bool = false;
    /// Whether etcdctl has nothing but its text, in whatever format; only `jsonl` and `table` differ then.
    const ONLY_TEXT: bool = false;

    /// The text for people, as etcdctl prints it.
    fn simple(&self, page: &mut Buffer);
    /// Lines of `"Name" : value`. What etcdctl has no shape for is a block for each row of `jsonl`.
    fn fields(&self, page: &mut Buffer) {
        self.jsonl_records().fields(page);
    }
    /// One line of JSON in the shape of Go's structs. What etcdctl has no shape for is an array of the
    /// rows of `jsonl`.
    fn json(&self, page: &mut Buffer) {
        self.jsonl_records().json(page);
        page.raw(b"\n");
    }
    /// The message in protobuf's wire format.
    fn protobuf(&self, page: &mut Buffer);
    /// The things in the reply, as rows of named cells: `table` and `jsonl` are made of these.
    fn records(&self) -> Records;
    /// A report for systems that run tests; of replies that are one.
    fn junit(&self, _page: &mut Buffer) {}
    /// A report for systems that watch others; of replies that are one.
    fn prometheus(&self, _page: &mut Buffer) {}
    /// The rows of `jsonl`, where a script is told more than fits into a table.
    fn jsonl_records(&self) -> Records {
        self.records()
    }
}

/// A reply that is the same text in etcdctl's formats, but for `table`.
pub(crate) trait TextReply {
    /// The text, as etcdctl prints it.
    fn text(&self, page: &mut Buffer);
    /// What is in it, for `jsonl` and `table`.
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

/// Where replies of one kind are printed, in the format the user chose.
#[derive(Debug)]
pub(crate) struct Output<R> {
    format: Format,
    page: Buffer,
    table: table::Drawing,
    _reply: PhantomData<fn(&R)>,
}

/// How much is collected before it is written, where a reply comes in many parts.
const FULL_PAGE: usize = 64 << 10;

impl<R: Reply> Output<R> {
    /// Fails if the reply has no such format.
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
            page: Buffer::new(hex)
                .coloured(color::on_stdout())
                .on_terminal(std::io::stdout().is_terminal()),
            table: table::Drawing::default(),
            _reply: PhantomData,
        })
    }

    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// Prints a reply at once: what a reader waits for must not linger here.
    pub(crate) fn print(&mut self, reply: &R) -> anyhow::Result<()> {
        self.add(reply)?;
        self.flush()
    }

    /// Adds a part of a long reply, which is written when enough has come together.
    pub(crate) fn add(&mut self, reply: &R) -> anyhow::Result<()> {
        match self.format {
            Format::Simple => reply.simple(&mut self.page),
            Format::Fields => reply.fields(&mut self.page),
            Format::Json => reply.json(&mut self.page),
            Format::Protobuf => reply.protobuf(&mut self.page),
            Format::Jsonl => reply.jsonl_records().jsonl(&mut self.page),
            Format::Junit => reply.junit(&mut self.page),
            Format::Prometheus => reply.prometheus(&mut self.page),
            // The first rows are shown at once: a reader may need no more of them.
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

    /// Writes what has been added.
    pub(crate) fn flush(&mut self) -> anyhow::Result<()> {
        if self.format == Format::Table {
            self.table.finish(&mut self.page);
        }
        stdout::write(self.page.take())
    }
}
