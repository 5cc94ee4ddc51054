//! Builds leaf and branch pages.

use super::page::{BRANCH, ELEMENT, HEADER, Header, IS_BUCKET, LEAF};
use crate::failure::Failure;
use crate::offline::invalid;

/// A leaf or branch page to which elements are added in the order of their keys.
#[derive(Debug)]
pub(super) struct PageBuilder {
    flags: u16,
    elements: Vec<NewElement>,
    /// Keys and values.
    data: Vec<u8>,
}

#[derive(Debug)]
struct NewElement {
    /// Where its key and value begin in the data.
    start: usize,
    key: usize,
    /// Of a branch: the page of the child.
    child: u64,
    is_bucket: bool,
}

impl PageBuilder {
    pub(super) fn leaf() -> Self {
        Self { flags: LEAF, elements: Vec::new(), data: Vec::new() }
    }

    pub(super) fn branch() -> Self {
        Self { flags: BRANCH, ..Self::leaf() }
    }

    /// Adds a key and value to a leaf page.
    pub(super) fn push(&mut self, key: &[u8], value: &[u8], is_bucket: bool) {
        self.add(key, 0, is_bucket);
        self.data.extend_from_slice(value);
    }

    /// Adds a child to a branch page.
    pub(super) fn push_child(&mut self, key: &[u8], child: u64) {
        self.add(key, child, false);
    }

    fn add(&mut self, key: &[u8], child: u64, is_bucket: bool) {
        let start = self.data.len();
        self.elements.push(NewElement { start, key: key.len(), child, is_bucket });
        self.data.extend_from_slice(key);
    }

    pub(super) fn count(&self) -> usize {
        self.elements.len()
    }

    /// Returns the key of the first element.
    pub(super) fn first_key(&self) -> &[u8] {
        let first = self.elements.first().and_then(|first| self.data.get(..first.key));
        first.unwrap_or_default()
    }

    /// Returns the bytes of the page, without padding.
    pub(super) fn size(&self) -> usize {
        HEADER + ELEMENT * self.count() + self.data.len()
    }

    /// Returns the page that the first `count` elements make, in two parts: header and elements, and data.
    pub(super) fn parts(
        &self,
        count: usize,
        id: u64,
        page_size: u64,
    ) -> Result<(Vec<u8>, &[u8]), Failure> {
        let data = self.data.get(..self.end(count)).unwrap_or_default();
        let head = HEADER + ELEMENT * count;
        let pages = ((head + data.len()) as u64).div_ceil(page_size);
        let fields = u16::try_from(count).ok().zip(u32::try_from(pages - 1).ok());
        // The position of the last key is the largest.
        let (count, overflow) =
            fields.filter(|_| u32::try_from(head + data.len()).is_ok()).ok_or_else(|| {
                invalid(format!("page {id}: {count} elements are too large for a page"))
            })?;
        let mut bytes = Vec::with_capacity(head);
        bytes.extend(Header { id, flags: self.flags, count, overflow }.to_bytes());
        for (index, element) in self.elements.iter().take(count.into()).enumerate() {
            let position = head - bytes.len() + element.start;
            self.append_element(&mut bytes, element, position, self.end(index + 1));
        }
        Ok((bytes, data))
    }

    fn append_element(&self, to: &mut Vec<u8>, element: &NewElement, position: usize, end: usize) {
        // All of them are less than the size of the page, which fits into 32 bits.
        let word = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
        if self.flags == LEAF {
            to.extend((IS_BUCKET * u32::from(element.is_bucket)).to_le_bytes());
        }
        to.extend(word(position));
        to.extend(word(element.key));
        if self.flags == LEAF {
            to.extend(word(end - element.start - element.key));
        } else {
            to.extend(element.child.to_le_bytes());
        }
    }

    /// Returns where the data of the first `count` elements ends.
    fn end(&self, count: usize) -> usize {
        self.elements.get(count).map_or(self.data.len(), |next| next.start)
    }

    /// Removes the first `count` elements.
    pub(super) fn remove_first(&mut self, count: usize) {
        let end = self.end(count);
        self.elements.drain(..count.min(self.elements.len()));
        self.elements.iter_mut().for_each(|element| element.start -= end);
        self.data.drain(..end);
    }

    /// Returns the value of the element that names an inline bucket with this leaf page.
    pub(super) fn inline_bucket(&self) -> Result<Vec<u8>, Failure> {
        let (head, data) = self.parts(self.count(), 0, u64::from(u32::MAX))?;
        // Root page and sequence are zero.
        Ok([&[0; 16], head.as_slice(), data].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::PageBuilder;
    use crate::offline::bolt::page::Page;

    fn page(builder: &PageBuilder, count: usize) -> Page {
        let (head, data) = builder.parts(count, 5, 4096).unwrap();
        Page::new([&head, data].concat()).unwrap()
    }

    #[test]
    fn leaf_is_read_back() {
        let mut builder = PageBuilder::leaf();
        builder.push(b"a", b"1", false);
        builder.push(b"bc", b"", true);
        builder.push(b"d", b"4567", false);
        assert_eq!((builder.count(), builder.size(), builder.first_key()), (3, 73, &b"a"[..]));
        let of = |page: &Page, index| {
            let element = page.leaf(index).unwrap();
            (element.key.to_vec(), element.value.to_vec(), element.is_bucket)
        };
        let first = page(&builder, 2);
        assert_eq!((first.id(), first.count(), first.is_leaf()), (5, 2, true));
        assert_eq!(of(&first, 0), (b"a".to_vec(), b"1".to_vec(), false));
        assert_eq!(of(&first, 1), (b"bc".to_vec(), Vec::new(), true));
        builder.remove_first(2);
        let rest = page(&builder, 1);
        assert_eq!(rest.count(), 1);
        assert_eq!(of(&rest, 0), (b"d".to_vec(), b"4567".to_vec(), false));
    }

    #[test]
    fn branch_is_read_back() {
        let mut builder = PageBuilder::branch();
        builder.push_child(b"a", 7);
        builder.push_child(b"m", u64::MAX);
        let page = page(&builder, 2);
        assert!(!page.is_leaf());
        assert_eq!(page.branch(0).unwrap(), (&b"a"[..], 7));
        assert_eq!(page.branch(1).unwrap(), (&b"m"[..], u64::MAX));
    }

    #[test]
    fn long_pages_continue_on_the_next() {
        let mut builder = PageBuilder::leaf();
        builder.push(b"k", &[0; 4096 - 33], false);
        let overflow = |builder: &PageBuilder| builder.parts(1, 5, 4096).unwrap().0[12];
        assert_eq!((builder.size(), overflow(&builder)), (4096, 0));
        builder.remove_first(1);
        builder.push(b"k", &[0; 4096 - 32], false);
        assert_eq!((builder.size(), overflow(&builder)), (4097, 1));
    }
}
