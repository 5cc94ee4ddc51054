//! Changes one key of a database in place, as a transaction of bbolt does: pages that change are written
//! behind the others, and a meta that leads to them replaces the older one. A crash leaves the database
//! as it was before or as it is after. Owner, mode and inode stay, and so does the lock.

use super::bucket::{BUCKET_HEADER, Bucket};
use super::database::Database;
use super::meta::{Meta, NO_FREE_LIST};
use super::page::{LeafElement, Page};
use super::page_builder::PageBuilder;
use crate::failure::Failure;
use crate::offline::{invalid, system};
use std::os::unix::fs::FileExt as _;

/// The pages down to a leaf, each branch with the index of the child.
struct PathToLeaf {
    branches: Vec<(Page, usize)>,
    leaf: Page,
}

/// The pages that replace others, in a row behind the last page.
struct NewPages {
    first: u64,
    page_size: u64,
    bytes: Vec<u8>,
}

impl Database {
    /// Sets the value of a key in a bucket, or removes the key. The file must be open for writing, under
    /// an exclusive lock. Returns whether anything had to be changed.
    pub(crate) fn change(
        &mut self,
        bucket: &str,
        key: &[u8],
        value: Option<&[u8]>,
    ) -> Result<bool, Failure> {
        if self.value(bucket, key)?.as_deref() == value {
            return Ok(false);
        }
        let root = self.meta().root;
        let path = self.path_to(root, bucket.as_bytes())?;
        let found = path.leaf.leaf(path.leaf.lower_bound(bucket.as_bytes())?).ok();
        let found = found.filter(|found| found.key == bucket.as_bytes() && found.is_bucket);
        let found = found.ok_or_else(|| invalid(format!("bucket \"{bucket}\" is missing")))?;
        let page_size = u64::from(self.meta().page_size);
        let mut new = NewPages { first: self.meta().high_water, page_size, bytes: Vec::new() };
        let mut contents = self.changed_bucket(found, key, value, &mut new)?;
        let sequence = found.value.get(8..BUCKET_HEADER).unwrap_or_default();
        contents.iter_mut().skip(8).zip(sequence).for_each(|(to, byte)| *to = *byte);
        let leaf = changed_leaf(&path.leaf, bucket.as_bytes(), Some((&contents, true)))?;
        let root = new.add_path(path.branches, &leaf)?;
        self.commit(root, &new)?;
        Ok(true)
    }

    /// Returns the value that names the bucket after the change. Adds its pages if it is not inline.
    fn changed_bucket(
        &self,
        bucket: LeafElement<'_>,
        key: &[u8],
        value: Option<&[u8]>,
        new: &mut NewPages,
    ) -> Result<Vec<u8>, Failure> {
        let bucket = Bucket::parse(bucket.key, bucket.value)?;
        let value = value.map(|value| (value, false));
        let path = match bucket.inline() {
            Some(page) => PathToLeaf { branches: Vec::new(), leaf: page? },
            None => self.path_to(bucket.page().unwrap_or_default(), key)?,
        };
        let leaf = changed_leaf(&path.leaf, key, value)?;
        if bucket.page().is_none() && leaf.size() as u64 <= new.page_size / 4 {
            return leaf.inline_bucket();
        }
        let root = new.add_path(path.branches, &leaf)?;
        Ok([root.to_le_bytes(), [0; 8]].concat())
    }

    /// Reads the pages from a root down to the leaf that has the key if any has.
    fn path_to(&self, root: u64, key: &[u8]) -> Result<PathToLeaf, Failure> {
        let mut pages = self.pages();
        let mut branches = Vec::new();
        let mut page = pages.page(root)?;
        while !page.is_leaf() {
            let index = page.child_of(key)?;
            let child = page.branch(index)?.1;
            branches.push((page, index));
            page = pages.page(child)?;
        }
        Ok(PathToLeaf { branches, leaf: page })
    }

    /// Writes the new pages, and then the meta that leads to them.
    fn commit(&mut self, root: u64, new: &NewPages) -> Result<(), Failure> {
        // bbolt looks for the meta of a transaction in the page of its parity.
        let meta_page = 1 - self.meta_page();
        let step = if (self.meta().txid ^ meta_page) % 2 == 1 { 1 } else { 2 };
        let txid = self.meta().txid.checked_add(step);
        let txid = txid.ok_or_else(|| invalid("the number of transactions is too large"))?;
        let high_water = new.next();
        // bbolt finds the free pages by itself if no list is stored.
        let meta = Meta { root, free_list: NO_FREE_LIST, high_water, txid, ..*self.meta() };
        self.write_at(&new.bytes, new.first * new.page_size)?;
        self.write_at(&meta.to_page(), meta_page * new.page_size)?;
        self.set_meta(meta_page, meta);
        Ok(())
    }

    /// Writes to the file, and waits until it is on the disk.
    fn write_at(&self, bytes: &[u8], at: u64) -> Result<(), Failure> {
        let failed = |call, error| system(call, self.path(), &error);
        self.file().write_all_at(bytes, at).map_err(|error| failed("write", error))?;
        self.file().sync_data().map_err(|error| failed("fdatasync", error))
    }
}

impl NewPages {
    /// Returns the id of the next page.
    fn next(&self) -> u64 {
        self.first + self.bytes.len() as u64 / self.page_size
    }

    /// Adds a page, and returns its id.
    fn add(&mut self, page: &PageBuilder) -> Result<u64, Failure> {
        let id = self.next();
        let (head, data) = page.parts(page.count(), id, self.page_size)?;
        self.bytes.extend(head);
        self.bytes.extend_from_slice(data);
        let pages = (self.bytes.len() as u64).div_ceil(self.page_size);
        self.bytes.resize(usize::try_from(pages * self.page_size).unwrap_or_default(), 0);
        Ok(id)
    }

    /// Adds a leaf and the branches above, and returns the new root.
    fn add_path(
        &mut self,
        branches: Vec<(Page, usize)>,
        leaf: &PageBuilder,
    ) -> Result<u64, Failure> {
        let mut first = leaf.first_key().to_vec();
        let mut id = self.add(leaf)?;
        for (page, changed) in branches.into_iter().rev() {
            let branch = changed_branch(&page, changed, &first, id)?;
            first = branch.first_key().to_vec();
            id = self.add(&branch)?;
        }
        Ok(id)
    }
}

/// Returns a leaf page in which the key has the value, or is gone.
fn changed_leaf(
    page: &Page,
    key: &[u8],
    mut value: Option<(&[u8], bool)>,
) -> Result<PageBuilder, Failure> {
    let mut leaf = PageBuilder::leaf();
    for index in 0..page.count() {
        let element = page.leaf(index)?;
        if element.key >= key
            && let Some((value, is_bucket)) = value.take()
        {
            leaf.push(key, value, is_bucket);
        }
        if element.key != key {
            leaf.push(element.key, element.value, element.is_bucket);
        }
    }
    if let Some((value, is_bucket)) = value {
        leaf.push(key, value, is_bucket);
    }
    Ok(leaf)
}

/// Returns a branch page in which another page takes the place of a child.
fn changed_branch(
    page: &Page,
    changed: usize,
    first: &[u8],
    child: u64,
) -> Result<PageBuilder, Failure> {
    let mut branch = PageBuilder::branch();
    for index in 0..page.count() {
        let (key, page) = page.branch(index)?;
        if index != changed {
            branch.push_child(key, page);
        } else if first < key && !first.is_empty() {
            branch.push_child(first, child);
        } else {
            // The key is still a lower bound.
            branch.push_child(key, child);
        }
    }
    Ok(branch)
}

#[cfg(test)]
mod tests;
