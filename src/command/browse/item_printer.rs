//! Prints a list while it is read.

use crate::output::{Format, Output};
use crate::reply::{ListItem, ListPart};

pub(crate) struct ItemPrinter<T: ListItem> {
    output: Output<ListPart<T>>,
    items: u64,
    begins_section: bool,
}

impl<T: ListItem> ItemPrinter<T> {
    /// Begins a list of keys that are read at this revision.
    pub(crate) fn new(mut output: Output<ListPart<T>>, revision: i64) -> anyhow::Result<Self> {
        output.header(revision)?;
        output.add(&ListPart::Start)?;
        Ok(Self { output, items: 0, begins_section: true })
    }

    pub(crate) fn add(&mut self, item: T) -> anyhow::Result<()> {
        let begins_section = std::mem::take(&mut self.begins_section);
        let is_first = self.items == 0;
        self.items += 1;
        self.output.add(&ListPart::Item { item, is_first, begins_section })
    }

    pub(crate) fn items(&self) -> u64 {
        self.items
    }

    /// Ends a table; later items form another one.
    pub(crate) fn begin_section(&mut self) -> anyhow::Result<()> {
        self.begins_section = true;
        self.output.flush()
    }

    /// Writes the items so far, unless the format needs to see more of them.
    pub(crate) fn flush(&mut self) -> anyhow::Result<()> {
        if self.output.format() == Format::Table { Ok(()) } else { self.output.flush() }
    }

    pub(crate) fn finish(mut self, last_line: String) -> anyhow::Result<()> {
        self.output.print(&ListPart::End(last_line))
    }
}
