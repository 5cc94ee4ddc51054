//! Reads pages at their positions. Pages that lie one behind the other are read in larger pieces.

use super::database::Database;
use super::page::{HEADER, Header, Page};
use crate::failure::Failure;
use crate::offline::invalid;

/// The most bytes that are read ahead.
const WINDOW: u64 = 256 << 10;

#[derive(Debug)]
pub(crate) struct PageReader<'db> {
    database: &'db Database,
    window: Vec<u8>,
    /// Position of the window in the file.
    start: u64,
    /// Bytes of the window that are valid.
    filled: usize,
    /// Bytes to read at once: more as long as the pages lie close behind one another.
    ahead: u64,
    /// Position behind the page that was read last.
    behind: u64,
    /// Number of pages read so far, to stop in a tree with a circle. It bounds the memory for pages that are
    /// kept, too.
    read: u64,
}

impl Database {
    pub(crate) fn pages(&self) -> PageReader<'_> {
        PageReader::new(self)
    }
}

impl<'db> PageReader<'db> {
    pub(crate) fn new(database: &'db Database) -> Self {
        let window = Vec::new();
        Self { database, window, start: 0, filled: 0, ahead: 0, behind: 0, read: 0 }
    }

    pub(super) fn database(&self) -> &'db Database {
        self.database
    }

    /// Begins a new walk, in which each page may be read once more.
    pub(super) fn restart(&mut self) {
        self.read = 0;
    }

    /// Returns the number of pages of this walk, with those that continue others.
    pub(super) fn walked(&self) -> u64 {
        self.read
    }

    /// Reads a leaf or branch page, with those that continue it, into `page`.
    pub(crate) fn read(&mut self, id: u64, page: &mut Page) -> Result<(), Failure> {
        let header = self.header(id)?;
        self.read = self.read.saturating_add(header.pages());
        if self.read > self.database.meta().high_water {
            return Err(invalid(format!("page {id}: the pages form a circle")));
        }
        self.load(id, header, page)?;
        page.read_header()
    }

    /// Reads a page that is not read again soon.
    pub(crate) fn page(&mut self, id: u64) -> Result<Page, Failure> {
        let mut page = Page::default();
        self.read(id, &mut page)?;
        Ok(page)
    }

    /// Reads the header of a page of any type.
    pub(crate) fn header(&mut self, id: u64) -> Result<Header, Failure> {
        self.database.check_pages(id, 1)?;
        let at = id * self.page_size();
        if self.in_window(at).len() < HEADER {
            self.fill(at)?;
        }
        Header::parse(self.in_window(at))
            .ok_or_else(|| invalid(format!("page {id}: it has no header")))
    }

    /// Copies the bytes of a page of any type, with those that continue it.
    pub(super) fn load(&mut self, id: u64, header: Header, to: &mut Page) -> Result<(), Failure> {
        if header.id != id {
            let found = header.id;
            return Err(invalid(format!("page {id}: its header is that of page {found}")));
        }
        self.database.check_pages(id, header.pages())?;
        let at = id * self.page_size();
        let length = header.pages() * self.page_size();
        let known = self.in_window(at);
        let known = known.get(..usize::try_from(length).unwrap_or(usize::MAX)).unwrap_or(known);
        let to = to.bytes_mut();
        to.clear();
        to.extend_from_slice(known);
        self.behind = at + length;
        self.database.extend_from(at, length, to)
    }

    fn page_size(&self) -> u64 {
        self.database.meta().page_size.into()
    }

    /// Returns what the window has from a position on.
    fn in_window(&self, at: u64) -> &[u8] {
        let offset = at.checked_sub(self.start).and_then(|offset| usize::try_from(offset).ok());
        offset.and_then(|offset| self.window.get(offset..self.filled)).unwrap_or_default()
    }

    /// Moves the window. It grows on the way through neighbouring pages, and shrinks on a jump, after which
    /// what follows a page may not be needed.
    fn fill(&mut self, at: u64) -> Result<(), Failure> {
        let is_close = at.checked_sub(self.behind).is_some_and(|gap| gap <= self.ahead);
        let ahead = if is_close { self.ahead * 2 } else { self.ahead / 4 };
        self.ahead = ahead.min(WINDOW).max(self.page_size());
        let length = self.ahead.min(self.database.meta().size() - at);
        let filled = usize::try_from(length).unwrap_or_default();
        if self.window.len() < filled {
            self.window.resize(filled, 0);
        }
        (self.start, self.filled) = (at, 0);
        let window = self.window.get_mut(..filled).unwrap_or_default();
        self.database.read_at(at, window)?;
        self.filled = filled;
        Ok(())
    }
}
