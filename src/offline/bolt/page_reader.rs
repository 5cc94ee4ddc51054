//! Reads pages at their positions. Pages that lie one behind the other are read in larger pieces.

use super::database::Database;
use super::page::{HEADER, Header, Page};
use crate::failure::Failure;
use crate::offline::invalid;

/// Bytes that are read at once while pages are asked for in sequence.
const WINDOW: u64 = 128 << 10;

#[derive(Debug)]
pub(crate) struct PageReader<'db> {
    database: &'db Database,
    window: Vec<u8>,
    /// Position of the window in the file.
    start: u64,
    /// Number of pages read so far, to stop in a tree with a circle.
    read: u64,
    /// Number of pages read so far, with those that continue them.
    covered: u64,
}

impl<'db> PageReader<'db> {
    pub(crate) fn new(database: &'db Database) -> Self {
        Self { database, window: Vec::new(), start: 0, read: 0, covered: 0 }
    }

    /// Begins a new walk, in which each page may be read once more.
    pub(super) fn restart(&mut self) {
        (self.read, self.covered) = (0, 0);
    }

    /// Returns the number of pages of this walk, with those that continue others.
    pub(super) fn covered(&self) -> u64 {
        self.covered
    }

    /// Reads a page, with those that continue it, into `page`.
    pub(crate) fn read(&mut self, id: u64, page: &mut Page) -> Result<(), Failure> {
        let meta = self.database.meta();
        self.read += 1;
        if self.read > meta.high_water {
            return Err(invalid(format!("page {id}: the pages form a circle")));
        }
        self.fetch(id, meta.page_size.into(), page.bytes_mut())?;
        let header = Header::parse(page.bytes_mut()).filter(|header| header.id == id);
        let Some(header) = header else {
            return Err(invalid(format!("page {id}: its header is not that of this page")));
        };
        self.covered += u64::from(header.overflow) + 1;
        if header.overflow > 0 {
            let pages = u64::from(header.overflow) + 1;
            self.database.check_pages(id, pages)?;
            self.fetch(id, pages * u64::from(meta.page_size), page.bytes_mut())?;
        }
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
        let mut bytes = Vec::with_capacity(HEADER);
        self.fetch(id, HEADER as u64, &mut bytes)?;
        Header::parse(&bytes).ok_or_else(|| invalid(format!("page {id}: it has no header")))
    }

    /// Copies bytes from the beginning of a page on, from the window if they are there.
    fn fetch(&mut self, id: u64, length: u64, to: &mut Vec<u8>) -> Result<(), Failure> {
        self.database.check_pages(id, 1)?;
        let at = id * u64::from(self.database.meta().page_size);
        let end = self.start + self.window.len() as u64;
        if at == end && length < WINDOW {
            let length = WINDOW.min(self.database.meta().size() - at);
            self.database.read_at(at, length, &mut self.window)?;
            self.start = at;
        }
        let inside = at.checked_sub(self.start).and_then(|offset| {
            let offset = usize::try_from(offset).ok()?;
            self.window.get(offset..offset.checked_add(usize::try_from(length).ok()?)?)
        });
        match inside {
            Some(bytes) => {
                to.clear();
                to.extend_from_slice(bytes);
                Ok(())
            }
            None => {
                self.database.read_at(at, length, to)?;
                // A window begins with the next page, if that is asked for next.
                self.window.clear();
                self.start = at + length;
                Ok(())
            }
        }
    }
}
