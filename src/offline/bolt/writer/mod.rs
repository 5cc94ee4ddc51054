//! Writes a new database file from sorted data, in one pass and from its beginning to its end.

mod page_file;
mod tree;

use super::meta::{Meta, NO_FREE_LIST};
use crate::failure::Failure;
use crate::offline::invalid;
use page_file::PageFile;
use std::fs::File;
use std::path::Path;
use tree::TreeLevel;

/// bbolt's `MaxKeySize`.
const LONGEST_KEY: usize = 32_768;
/// bbolt's `MaxValueSize`.
const LONGEST_VALUE: usize = (1 << 31) - 2;

/// Writes buckets in the order of their names, and in each of them keys in ascending order. In memory are
/// one page of each level of two trees, and a buffer.
#[derive(Debug)]
pub(crate) struct Writer {
    file: PageFile,
    /// The tree of the buckets.
    root: TreeLevel,
    /// Name and tree of the bucket that is written.
    bucket: Option<(Vec<u8>, TreeLevel)>,
    last_key: Option<Vec<u8>>,
}

impl Writer {
    /// Begins a database in an empty file; the path is for messages.
    pub(crate) fn new(file: File, path: &Path, page_size: u32) -> Result<Self, Failure> {
        if !Meta::PAGE_SIZES.contains(&page_size) || !page_size.is_power_of_two() {
            return Err(invalid(format!("a database cannot have pages of {page_size} bytes")));
        }
        let file = PageFile::new(file, path, page_size)?;
        Ok(Self { file, root: TreeLevel::leaf(), bucket: None, last_key: None })
    }

    /// Begins a bucket, after the buckets with smaller names.
    pub(crate) fn bucket(&mut self, name: &[u8]) -> Result<(), Failure> {
        check_order(self.bucket.as_ref().map(|(last, _)| last.as_slice()), name)?;
        self.end_bucket()?;
        self.bucket = Some((name.to_vec(), TreeLevel::leaf()));
        self.last_key = None;
        Ok(())
    }

    /// Adds a key to the bucket, after the smaller keys.
    pub(crate) fn put(&mut self, key: &[u8], value: &[u8]) -> Result<(), Failure> {
        check_order(self.last_key.as_deref(), key)?;
        if value.len() > LONGEST_VALUE {
            return Err(invalid(format!("a value cannot have {} bytes", value.len())));
        }
        let (_, tree) =
            self.bucket.as_mut().ok_or_else(|| invalid("a key cannot be outside of a bucket"))?;
        tree.put(key, value, false, &mut self.file)?;
        let last = self.last_key.get_or_insert_default();
        last.clear();
        last.extend_from_slice(key);
        Ok(())
    }

    /// Returns the number of bytes written so far.
    pub(crate) fn written(&self) -> u64 {
        self.file.written()
    }

    /// Writes the tree of buckets and the metas, and waits until all is on the disk.
    pub(crate) fn finish(mut self) -> Result<Meta, Failure> {
        self.end_bucket()?;
        let root = self.root.finish(&mut self.file)?;
        let high_water = self.file.next();
        let page_size = self.file.page_size();
        let meta = Meta { page_size, root, free_list: NO_FREE_LIST, high_water, txid: 2 };
        self.file.finish([meta, Meta { txid: 1, ..meta }])?;
        Ok(meta)
    }

    /// Writes what is left of the bucket, and its name into the tree of buckets.
    fn end_bucket(&mut self) -> Result<(), Failure> {
        let Some((name, tree)) = self.bucket.take() else { return Ok(()) };
        let value = match tree.inline_bucket(self.file.page_size())? {
            Some(inline) => inline,
            // The sequence is zero: etcd does not use it.
            None => {
                let root = tree.finish(&mut self.file)?;
                [root.to_le_bytes(), [0; 8]].concat()
            }
        };
        self.root.put(&name, &value, true, &mut self.file)
    }
}

/// Refuses keys that do not ascend, or that bbolt would refuse.
fn check_order(last: Option<&[u8]>, key: &[u8]) -> Result<(), Failure> {
    let shown = || String::from_utf8_lossy(key).escape_debug().to_string();
    match last {
        _ if key.is_empty() => Err(invalid("a key cannot be empty")),
        _ if key.len() > LONGEST_KEY => {
            Err(invalid(format!("a key cannot have {} bytes", key.len())))
        }
        Some(last) if last == key => Err(invalid(format!("key \"{}\" comes twice", shown()))),
        Some(last) if last > key => Err(invalid(format!("key \"{}\" is out of order", shown()))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
