//! Walks through the elements of a bucket in the order of their keys.

use super::bucket::Bucket;
use super::database::Database;
use super::page::{LeafElement, Page};
use super::page_reader::PageReader;
use crate::failure::Failure;
use crate::offline::invalid;

/// More levels than a tree of any size has.
const DEPTH: usize = 64;

#[derive(Debug)]
pub(crate) struct Cursor<'db> {
    pages: PageReader<'db>,
    bucket: Bucket,
    /// The branch pages above the leaf, each with the index of the child.
    branches: Vec<(Page, usize)>,
    leaf: Page,
    /// Index of the next element of the leaf.
    next: usize,
    started: bool,
}

/// Where an element lies: a leaf page, or zero for an inline bucket, and an index in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ElementPlace {
    pub(crate) page: u64,
    pub(crate) index: u16,
}

impl Bucket {
    /// Returns a cursor before the first element.
    pub(crate) fn cursor<'db>(&self, database: &'db Database) -> Cursor<'db> {
        Cursor::new(database, self)
    }
}

impl<'db> Cursor<'db> {
    fn new(database: &'db Database, bucket: &Bucket) -> Self {
        let pages = PageReader::new(database);
        let (bucket, leaf) = (bucket.clone(), Page::default());
        Self { pages, bucket, branches: Vec::new(), leaf, next: 0, started: false }
    }

    /// Returns the next element.
    #[allow(clippy::should_implement_trait, reason = "the element borrows from the cursor")]
    pub(crate) fn next(&mut self) -> Result<Option<LeafElement<'_>>, Failure> {
        if self.step()? { self.element().map(Some) } else { Ok(None) }
    }

    /// Goes to the next element. Returns false behind the last.
    pub(crate) fn step(&mut self) -> Result<bool, Failure> {
        if !self.started {
            self.descend_from_root(|_| Ok(0))?;
        }
        while self.next >= self.leaf.count() {
            if !self.advance()? {
                return Ok(false);
            }
        }
        self.next += 1;
        Ok(true)
    }

    /// Returns the element that [`Self::step`] went to.
    pub(crate) fn element(&self) -> Result<LeafElement<'_>, Failure> {
        self.leaf.leaf(self.next.saturating_sub(1))
    }

    /// Returns the first element whose key is not less than `key`; [`Self::next`] goes on behind it.
    pub(crate) fn seek(&mut self, key: &[u8]) -> Result<Option<LeafElement<'_>>, Failure> {
        self.descend_from_root(|page| page.child_of(key))?;
        self.next = self.leaf.lower_bound(key)?;
        self.next()
    }

    /// Returns the last element; nothing follows it.
    pub(crate) fn last(&mut self) -> Result<Option<LeafElement<'_>>, Failure> {
        self.descend_from_root(|page| Ok(page.count().saturating_sub(1)))?;
        self.next = self.leaf.count().saturating_sub(1);
        self.next()
    }

    /// Returns the number of pages read since the walk began; behind the last element, those of the bucket.
    pub(crate) fn pages(&self) -> u64 {
        self.pages.walked()
    }

    /// Returns where the element lies that was returned last.
    pub(crate) fn place(&self) -> ElementPlace {
        let index = u16::try_from(self.next.saturating_sub(1)).unwrap_or(u16::MAX);
        ElementPlace { page: self.leaf.id(), index }
    }

    /// Returns the element at a place that [`Self::place`] returned.
    pub(crate) fn at(&mut self, place: ElementPlace) -> Result<LeafElement<'_>, Failure> {
        if self.bucket.page().is_none() {
            if !self.started {
                self.descend_from_root(|_| Ok(0))?;
            }
        } else if self.leaf.id() != place.page || self.leaf.count() == 0 {
            self.pages.restart();
            self.pages.read(place.page, &mut self.leaf)?;
        }
        self.leaf.leaf(place.index.into())
    }

    /// Goes down from the root to a leaf, by way of the children that `choose` picks.
    fn descend_from_root(
        &mut self,
        choose: impl Fn(&Page) -> Result<usize, Failure>,
    ) -> Result<(), Failure> {
        self.pages.restart();
        self.branches.clear();
        (self.started, self.next) = (true, 0);
        match self.bucket.inline() {
            Some(page) => {
                self.leaf = page?;
                if self.leaf.is_leaf() {
                    Ok(())
                } else {
                    Err(invalid("an inline bucket is a branch"))
                }
            }
            None => self.descend(self.bucket.page().unwrap_or_default(), choose),
        }
    }

    fn descend(
        &mut self,
        mut id: u64,
        choose: impl Fn(&Page) -> Result<usize, Failure>,
    ) -> Result<(), Failure> {
        loop {
            self.pages.read(id, &mut self.leaf)?;
            if self.leaf.is_leaf() {
                self.next = 0;
                return Ok(());
            }
            if self.branches.len() == DEPTH {
                return Err(invalid(format!("page {id}: the tree has more than {DEPTH} levels")));
            }
            let branch = std::mem::take(&mut self.leaf);
            let index = choose(&branch)?;
            id = branch.branch(index)?.1;
            self.branches.push((branch, index));
        }
    }

    /// Goes to the next leaf. Returns false behind the last.
    fn advance(&mut self) -> Result<bool, Failure> {
        while let Some((page, index)) = self.branches.last_mut() {
            *index += 1;
            if *index < page.count() {
                let id = page.branch(*index)?.1;
                self.descend(id, |_| Ok(0))?;
                return Ok(true);
            }
            self.branches.pop();
        }
        Ok(false)
    }
}
