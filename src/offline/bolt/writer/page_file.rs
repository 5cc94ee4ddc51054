//! A new database file: pages are appended, and the metas written last.

use crate::failure::Failure;
use crate::offline::bolt::meta::Meta;
use crate::offline::bolt::page_builder::PageBuilder;
use crate::offline::system;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

/// Bytes that are written at once. Linux backs a larger write with large folios, whose allocation may take
/// several times as long as the rest of the write.
const BUFFER: usize = 64 << 10;

#[derive(Debug)]
pub(super) struct PageFile {
    file: BufWriter<File>,
    path: PathBuf,
    page_size: u32,
    /// The next page.
    next: u64,
    /// A page of zeros, for padding.
    zeros: Vec<u8>,
}

impl PageFile {
    /// Leaves the first two pages to the metas.
    pub(super) fn new(file: File, path: &Path, page_size: u32) -> Result<Self, Failure> {
        let file = BufWriter::with_capacity(BUFFER, file);
        let zeros = vec![0; page_size as usize];
        let mut file = Self { file, path: path.to_owned(), page_size, next: 2, zeros };
        for _ in 0..file.next {
            file.append(&[], &[], page_size as usize)?;
        }
        Ok(file)
    }

    pub(super) fn page_size(&self) -> u32 {
        self.page_size
    }

    /// Returns the id of the next page.
    pub(super) fn next(&self) -> u64 {
        self.next
    }

    /// Returns the bytes after which a page is full: 90 %, as in a database that etcd defragments.
    pub(super) fn fill_limit(&self) -> usize {
        self.page_size as usize * 9 / 10
    }

    /// Writes the page that the first `count` elements make, and returns its id.
    pub(super) fn write(&mut self, page: &PageBuilder, count: usize) -> Result<u64, Failure> {
        let id = self.next;
        let page_size = u64::from(self.page_size);
        let (head, data) = page.parts(count, id, page_size)?;
        let length = (head.len() + data.len()) as u64;
        let pages = length.div_ceil(page_size);
        let padding = usize::try_from(pages * page_size - length).unwrap_or_default();
        self.append(&head, data, padding)?;
        self.next += pages;
        Ok(id)
    }

    /// Appends a page, with at most a page of padding.
    fn append(&mut self, head: &[u8], data: &[u8], padding: usize) -> Result<(), Failure> {
        let padding = self.zeros.get(..padding).unwrap_or_default();
        let mut parts = [head, data, padding].into_iter();
        parts
            .try_for_each(|part| self.file.write_all(part))
            .map_err(|error| system("write", &self.path, &error))
    }

    /// Writes the metas and waits until the file is on the disk.
    pub(super) fn finish(mut self, metas: [Meta; 2]) -> Result<(), Failure> {
        self.file.flush().map_err(|error| system("write", &self.path, &error))?;
        let file = self.file.get_ref();
        for (page, meta) in (0..).zip(metas) {
            let at = page * u64::from(self.page_size);
            file.write_all_at(&meta.to_page(), at)
                .map_err(|error| system("write", &self.path, &error))?;
        }
        file.sync_all().map_err(|error| system("fsync", &self.path, &error))
    }
}
