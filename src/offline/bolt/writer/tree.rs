//! A tree of pages that grows at its right edge.

use super::page_file::PageFile;
use crate::failure::Failure;
use crate::offline::bolt::page_builder::PageBuilder;

/// bbolt's `MinKeysPerPage`.
const FEWEST: usize = 2;
/// The number of elements of a page has 16 bits, and one of its values means more in a free list.
const MOST: usize = 0xfffe;

/// A level of a tree: the page that is filled now. The first is that of the leaves.
#[derive(Debug)]
pub(super) struct TreeLevel {
    page: PageBuilder,
    /// Number of elements after which the page is full; there may be one element more, since the next page
    /// must have at least two.
    full: Option<usize>,
    /// The level above, from the second page on.
    above: Option<Box<Self>>,
}

impl TreeLevel {
    pub(super) fn leaf() -> Self {
        Self { page: PageBuilder::leaf(), full: None, above: None }
    }

    /// Adds a key and value to the leaves.
    pub(super) fn put(
        &mut self,
        key: &[u8],
        value: &[u8],
        is_bucket: bool,
        file: &mut PageFile,
    ) -> Result<(), Failure> {
        self.make_room(file)?;
        let before = self.page.count();
        self.page.push(key, value, is_bucket);
        self.note_full(before, file);
        Ok(())
    }

    fn put_child(&mut self, key: &[u8], child: u64, file: &mut PageFile) -> Result<(), Failure> {
        self.make_room(file)?;
        let before = self.page.count();
        self.page.push_child(key, child);
        self.note_full(before, file);
        Ok(())
    }

    /// Writes the page if it is full, and one element is there for the next.
    fn make_room(&mut self, file: &mut PageFile) -> Result<(), Failure> {
        match self.full.take() {
            Some(count) => self.flush(count, file),
            None => Ok(()),
        }
    }

    /// Notes that the page is full without its last element.
    fn note_full(&mut self, before: usize, file: &PageFile) {
        let is_full = self.page.size() > file.fill_limit() || before >= MOST;
        self.full = (is_full && before >= FEWEST).then_some(before);
    }

    /// Writes the first elements of the page, and adds it to the level above.
    fn flush(&mut self, count: usize, file: &mut PageFile) -> Result<(), Failure> {
        let id = file.write(&self.page, count)?;
        let above = self.above.get_or_insert_with(|| {
            Box::new(Self { page: PageBuilder::branch(), full: None, above: None })
        });
        above.put_child(self.page.first_key(), id, file)?;
        self.page.remove_first(count);
        Ok(())
    }

    /// Writes what is left, and returns the root page. A level above another has at least two children.
    pub(super) fn finish(mut self, file: &mut PageFile) -> Result<u64, Failure> {
        let count = self.page.count();
        if self.above.is_none() {
            return file.write(&self.page, count);
        }
        self.flush(count, file)?;
        match self.above {
            Some(above) => above.finish(file),
            None => Ok(0),
        }
    }

    /// Returns the value that names the bucket if it is small enough to be part of it.
    pub(super) fn inline_bucket(&self, page_size: u32) -> Result<Option<Vec<u8>>, Failure> {
        if self.above.is_none() && self.page.size() <= page_size as usize / 4 {
            self.page.inline_bucket().map(Some)
        } else {
            Ok(None)
        }
    }
}
