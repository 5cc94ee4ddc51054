//! The output formats, and everything that writes to stdout and stderr.

mod buffer;
mod color;
pub(crate) mod debug_log;
mod fields;
mod fit;
mod format;
mod header;
mod options;
mod progress;
mod records;
mod report;
mod shell_word;
mod similar;
mod stdout;
mod stdout_closed;
mod table;
mod text_reply;
mod units;
mod visible;
mod waiting;
mod wrap;

pub(crate) use buffer::Buffer;
pub(crate) use color::Color;
pub(crate) use fields::{names, refuse_fields};
pub(crate) use format::Format;
pub(crate) use options::OutputOptions;
pub(crate) use progress::{hidden_progress, progress, show_progress};
pub(crate) use records::{Cell, Column, Records};
pub(crate) use report::report;
pub(crate) use shell_word::shell_word;
pub(crate) use similar::similar;
pub(crate) use stdout::{bytes, hint, note, set_json, silence, takes_notes, text, unread};
pub(crate) use stdout_closed::reader_gone;
pub(crate) use text_reply::TextReply;
pub(crate) use units::{counted, percent, share};
pub(crate) use visible::visible;
pub(crate) use waiting::Waiting;
pub(crate) use wrap::{help_width, wrap};

use crate::failure::{Failure, Kind};
use header::HeaderLine;
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
    /// The fields of `jsonl`, if they are the same for all replies of the type: commands refuse other fields
    /// before they send anything.
    const FIELDS: &'static [&'static str] = &[];
    /// The columns of the table that a narrow terminal shows first, in this order.
    const MAIN: &'static [&'static str] = &[];
    /// The least widths of the table's columns if replies arrive one by one while the user watches: they form
    /// one table. 0 is for text of any length.
    const STREAM: Option<&'static [usize]> = None;

    /// Writes the text for people. Lines that only confirm what was done are [`Buffer::confirmation`].
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

/// Printer for replies of one type in the user's format.
#[derive(Debug)]
pub(crate) struct Output<R> {
    format: Format,
    /// The fields to print instead, if any.
    fields: Vec<String>,
    header: HeaderLine,
    sheet: Sheet,
    _reply: PhantomData<fn(&R)>,
}

/// A buffer for replies, and the table that is drawn into it.
#[derive(Debug)]
struct Sheet {
    page: Buffer,
    table: table::Drawing,
}

/// Number of bytes of a reply in parts that are collected before they are written.
const FULL_PAGE: usize = 64 << 10;

impl<R: Reply> Output<R> {
    pub(crate) fn new(options: &OutputOptions) -> Result<Self, Failure> {
        Self::with_fields(options, R::FIELDS)
    }

    /// Returns the output for replies whose fields depend on the options of the command.
    pub(crate) fn with_fields(options: &OutputOptions, known: &[&str]) -> Result<Self, Failure> {
        Self::checked(options, known, HeaderLine::None)
    }

    /// Returns the output for replies that begin with a header if `wanted`: see [`Self::header`].
    pub(crate) fn with_header(
        options: &OutputOptions,
        known: &[&str],
        wanted: bool,
    ) -> Result<Self, Failure> {
        let header = if wanted { HeaderLine::with(options)? } else { HeaderLine::None };
        Self::checked(options, known, header)
    }

    fn checked(
        options: &OutputOptions,
        known: &[&str],
        header: HeaderLine,
    ) -> Result<Self, Failure> {
        let format = options.format;
        if format.is_report() && !R::IS_REPORT {
            return Err(format.unknown());
        }
        if R::WITHOUT.contains(&format) {
            let text = format!("{format} not supported as output format");
            return Err(Failure::new(Kind::Format, text));
        }
        if !known.is_empty() && header != HeaderLine::Only {
            fields::check(&options.fields, known)?;
        }
        let only_text = R::ONLY_TEXT && !matches!(format, Format::Jsonl | Format::Table);
        let layout = table::TableLayout { room: options.room(), main: R::MAIN, stream: R::STREAM };
        Ok(Self {
            format: if only_text { Format::Simple } else { format },
            fields: options.fields.clone(),
            header,
            sheet: Sheet { page: Buffer::for_stdout(options), table: table::Drawing::new(layout) },
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

    /// Prints a part of a reply, and flushes if `at_once`. While stdout's reader does not read, only a thread
    /// waits for it. If this is dropped meanwhile, nothing more is written to stdout.
    pub(crate) async fn print_aside(&mut self, reply: &R, at_once: bool) -> anyhow::Result<()> {
        let is_due = self.draw(reply)?;
        let hint = if at_once { self.complete() } else { None };
        if is_due || at_once {
            stdout::write_aside(self.sheet.page.take()).await?;
        }
        hint.iter().for_each(|hint| stdout::hint_on_terminal(hint));
        Ok(())
    }

    /// Adds a part of a long reply; parts are written in larger pieces.
    pub(crate) fn add(&mut self, reply: &R) -> anyhow::Result<()> {
        if self.draw(reply)? { self.sheet.write() } else { Ok(()) }
    }

    /// Adds a part to the buffer. Returns whether it is to be written now.
    fn draw(&mut self, reply: &R) -> Result<bool, Failure> {
        let page = &mut self.sheet.page;
        match self.format {
            Format::Simple => reply.simple(page),
            Format::Fields => reply.fields(page),
            Format::Json => reply.json(page),
            Format::Protobuf => reply.protobuf(page),
            Format::Jsonl => self.add_records(&reply.jsonl_records())?,
            Format::Junit => reply.junit(page),
            Format::Prometheus => reply.prometheus(page),
            // A reader may need the first rows only.
            Format::Table if self.sheet.table.add(&reply.records(), page) => return Ok(true),
            Format::Table => {}
        }
        Ok(self.sheet.page.len() >= FULL_PAGE)
    }

    /// Adds a line with the revision of the records that follow, if the user wants one.
    pub(crate) fn header(&mut self, revision: i64) -> Result<(), Failure> {
        match self.header {
            HeaderLine::None => Ok(()),
            HeaderLine::First => {
                header::records(revision).jsonl(&mut self.sheet.page);
                Ok(())
            }
            HeaderLine::Only => {
                fields::write(&header::records(revision), &self.fields, &mut self.sheet.page)
            }
        }
    }

    fn add_records(&mut self, records: &Records) -> Result<(), Failure> {
        debug_assert!(
            R::FIELDS.is_empty() || records.columns.is_empty() || records.columns == R::FIELDS,
            "{:?} and {:?}",
            R::FIELDS,
            records.columns,
        );
        if self.header == HeaderLine::Only {
            return Ok(());
        }
        if self.fields.is_empty() {
            records.jsonl(&mut self.sheet.page);
            return Ok(());
        }
        fields::write(records, &self.fields, &mut self.sheet.page)
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
        let hint = self.complete();
        self.sheet.write()?;
        hint.iter().for_each(|hint| stdout::hint_on_terminal(hint));
        Ok(())
    }

    /// Draws what is left of a table. Returns the hint that follows it.
    fn complete(&mut self) -> Option<String> {
        let Sheet { page, table } = &mut self.sheet;
        if self.format == Format::Table {
            table.flush(page);
        }
        let (grows, hint) = (table.is_open(), table.hint());
        // Not between the rows of a table that grows.
        if grows {
            hint.iter().for_each(|hint| stdout::hint_on_terminal(hint));
            return None;
        }
        hint
    }
}

impl Sheet {
    fn write(&mut self) -> anyhow::Result<()> {
        stdout::write(self.page.take())
    }
}

/// Draws the bottom line of a stream's table.
impl Drop for Sheet {
    fn drop(&mut self) {
        if self.table.is_open() {
            self.table.finish(&mut self.page);
            // The command ends, and its failure is reported instead.
            let _ = self.write();
        }
    }
}
