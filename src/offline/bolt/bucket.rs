//! A bucket: a tree of its own, or a leaf page inside of the element that names it.

use super::page::Page;
use crate::failure::Failure;
use crate::offline::invalid;

/// Bytes before an inline bucket's page: the root page, which is zero, and a sequence number.
pub(super) const BUCKET_HEADER: usize = 16;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bucket {
    pub(crate) name: Vec<u8>,
    contents: BucketContents,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum BucketContents {
    /// The root page of a tree.
    Tree(u64),
    /// The bytes of a leaf page.
    Inline(Vec<u8>),
}

impl Bucket {
    /// Returns the bucket that contains the others.
    pub(super) fn root(page: u64) -> Self {
        Self { name: Vec::new(), contents: BucketContents::Tree(page) }
    }

    /// Parses the element that names a bucket.
    pub(super) fn parse(name: &[u8], value: &[u8]) -> Result<Self, Failure> {
        let unreadable = || {
            let name = String::from_utf8_lossy(name);
            invalid(format!("bucket \"{}\" has no page", name.escape_debug()))
        };
        let page =
            value.first_chunk().map(|page| u64::from_le_bytes(*page)).ok_or_else(unreadable)?;
        let contents = match page {
            0 => {
                BucketContents::Inline(value.get(BUCKET_HEADER..).ok_or_else(unreadable)?.to_vec())
            }
            page => BucketContents::Tree(page),
        };
        Ok(Self { name: name.to_vec(), contents })
    }

    /// Returns the root page, or `None` if the bucket is inline.
    pub(crate) fn page(&self) -> Option<u64> {
        match self.contents {
            BucketContents::Tree(page) => Some(page),
            BucketContents::Inline(_) => None,
        }
    }

    /// Returns the page of an inline bucket.
    pub(crate) fn inline(&self) -> Option<Result<Page, Failure>> {
        match &self.contents {
            BucketContents::Tree(_) => None,
            BucketContents::Inline(bytes) => Some(Page::new(bytes.clone())),
        }
    }
}
