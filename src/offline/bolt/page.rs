//! A page: a header, elements, and the keys and values that the elements point to.

use crate::failure::Failure;
use crate::offline::invalid;

/// Bytes of the header of a page.
pub(crate) const HEADER: usize = 16;
/// Bytes of an element, in leaf and branch pages.
pub(crate) const ELEMENT: usize = 16;
pub(crate) const BRANCH: u16 = 1;
pub(crate) const LEAF: u16 = 2;
pub(crate) const META: u16 = 4;
pub(crate) const FREE_LIST: u16 = 16;
/// Set in the flags of an element whose value is a bucket.
pub(super) const IS_BUCKET: u32 = 1;

/// The header of a page: `id u64, flags u16, count u16, overflow u32`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) id: u64,
    pub(crate) flags: u16,
    pub(crate) count: u16,
    /// Number of pages that follow and continue this one.
    pub(crate) overflow: u32,
}

impl Header {
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let id = u64::from_le_bytes(*bytes.first_chunk()?);
        let flags = u16::from_le_bytes(*bytes.get(8..)?.first_chunk()?);
        let count = u16::from_le_bytes(*bytes.get(10..)?.first_chunk()?);
        let overflow = u32::from_le_bytes(*bytes.get(12..)?.first_chunk()?);
        Some(Self { id, flags, count, overflow })
    }

    pub(crate) fn to_bytes(self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        let fields = self.id.to_le_bytes().into_iter().chain(self.flags.to_le_bytes());
        let fields = fields.chain(self.count.to_le_bytes()).chain(self.overflow.to_le_bytes());
        bytes.iter_mut().zip(fields).for_each(|(byte, field)| *byte = field);
        bytes
    }

    /// Returns the type of the page, in bbolt's words.
    pub(crate) fn type_name(&self) -> String {
        match self.flags {
            BRANCH => "branch".to_owned(),
            LEAF => "leaf".to_owned(),
            META => "meta".to_owned(),
            FREE_LIST => "freelist".to_owned(),
            flags => format!("unknown<{flags:02x}>"),
        }
    }

    /// Returns the number of pages, with those that continue this one.
    pub(crate) fn pages(&self) -> u64 {
        u64::from(self.overflow) + 1
    }
}

/// A key and value of a leaf page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LeafElement<'a> {
    pub(crate) key: &'a [u8],
    pub(crate) value: &'a [u8],
    pub(crate) is_bucket: bool,
}

/// A leaf or branch page with the pages that continue it, or the contents of an inline bucket.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// Zero for an inline bucket.
    id: u64,
    flags: u16,
    count: usize,
    bytes: Vec<u8>,
}

impl Page {
    /// Checks the header and the lengths of the elements.
    pub(crate) fn new(bytes: Vec<u8>) -> Result<Self, Failure> {
        let mut page = Self { bytes, ..Self::default() };
        page.read_header()?;
        Ok(page)
    }

    /// Reads the header anew, after the bytes changed.
    pub(super) fn read_header(&mut self) -> Result<(), Failure> {
        let header = Header::parse(&self.bytes)
            .ok_or_else(|| invalid("a page is shorter than its header"))?;
        let Header { id, flags, count, .. } = header;
        if !matches!(flags, BRANCH | LEAF) {
            return Err(invalid(format!("page {id}: invalid type: {}", header.type_name())));
        }
        if flags == BRANCH && count == 0 {
            return Err(invalid(format!("page {id}: a branch has no elements")));
        }
        (self.id, self.flags, self.count) = (id, flags, count.into());
        if self.used().is_none_or(|used| used > self.bytes.len()) {
            return Err(invalid(format!("page {id}: {count} elements do not fit into the page")));
        }
        Ok(())
    }

    /// Returns the bytes that header, elements, keys and values need. More than there are would mean that
    /// elements overlap: a small file could then have contents of any length.
    fn used(&self) -> Option<usize> {
        let elements = self.bytes.get(HEADER..HEADER + ELEMENT * self.count)?;
        elements.chunks_exact(ELEMENT).try_fold(HEADER + elements.len(), |used, element| {
            let data = if self.is_leaf() {
                word(element, 8)?.checked_add(word(element, 12)?)?
            } else {
                word(element, 4)?
            };
            used.checked_add(data)
        })
    }

    pub(super) fn bytes_mut(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Returns the page as it is stored.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    pub(crate) fn is_leaf(&self) -> bool {
        self.flags == LEAF
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Returns an element of a leaf page.
    pub(crate) fn leaf(&self, index: usize) -> Result<LeafElement<'_>, Failure> {
        let found = self.element(index).and_then(|(flags, at, start)| {
            let (pos, key, value) = (word(at, 4)?, word(at, 8)?, word(at, 12)?);
            let data = self.bytes.get(start.checked_add(pos)?..)?;
            let (key, rest) = data.split_at_checked(key)?;
            let value = rest.get(..value)?;
            Some(LeafElement { key, value, is_bucket: flags & IS_BUCKET != 0 })
        });
        found.ok_or_else(|| self.out_of_page(index))
    }

    /// Returns an element of a branch page: the first key of a child, and its page.
    pub(crate) fn branch(&self, index: usize) -> Result<(&[u8], u64), Failure> {
        let found = self.element(index).and_then(|(pos, at, start)| {
            let key = word(at, 4)?;
            let child = u64::from_le_bytes(*at.get(8..)?.first_chunk()?);
            let start = start.checked_add(pos as usize)?;
            Some((self.bytes.get(start..start.checked_add(key)?)?, child))
        });
        found.ok_or_else(|| self.out_of_page(index))
    }

    /// Returns the index of the child of a branch page that has the key if any has: the last one whose
    /// first key is not greater.
    pub(super) fn child_of(&self, key: &[u8]) -> Result<usize, Failure> {
        partition(self.count, |index| Ok(self.branch(index)?.0 <= key))
            .map(|index| index.saturating_sub(1))
    }

    /// Returns the index of the first element of a leaf page whose key is not less.
    pub(super) fn lower_bound(&self, key: &[u8]) -> Result<usize, Failure> {
        partition(self.count, |index| Ok(self.leaf(index)?.key < key))
    }

    /// Returns the first word of an element, its bytes and where it starts.
    fn element(&self, index: usize) -> Option<(u32, &[u8], usize)> {
        let start = HEADER + ELEMENT * index;
        let bytes = self.bytes.get(start..start + ELEMENT).filter(|_| index < self.count)?;
        Some((u32::from_le_bytes(*bytes.first_chunk()?), bytes, start))
    }

    fn out_of_page(&self, index: usize) -> Failure {
        invalid(format!("page {}: element {index} lies outside of the page", self.id))
    }
}

fn word(element: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(*element.get(at..)?.first_chunk()?)).ok()
}

/// Returns the first index for which `is_before` does not hold; it holds for those before that one.
fn partition(
    count: usize,
    is_before: impl Fn(usize) -> Result<bool, Failure>,
) -> Result<usize, Failure> {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        if is_before(middle)? { low = middle + 1 } else { high = middle }
    }
    Ok(low)
}

#[cfg(test)]
mod tests {
    use super::{BRANCH, FREE_LIST, Header, LEAF, Page};

    fn leaf(pos: u32, key: u32, value: u32) -> Result<Page, String> {
        let mut bytes = Header { id: 3, flags: LEAF, count: 1, overflow: 0 }.to_bytes().to_vec();
        for field in [0, pos, key, value] {
            bytes.extend(field.to_le_bytes());
        }
        bytes.extend(b"keyvalue");
        Page::new(bytes).map_err(|error| error.to_string())
    }

    #[test]
    fn key_and_value_follow_the_position() {
        let page = leaf(16, 3, 5).unwrap();
        let element = page.leaf(0).unwrap();
        assert_eq!((element.key, element.value), (&b"key"[..], &b"value"[..]));
        assert!(page.leaf(1).is_err());
    }

    #[test]
    fn positions_outside_of_the_page_are_errors() {
        for (pos, key, value) in [(17, 3, 5), (24, 1, 0), (u32::MAX, 1, 0)] {
            let error = leaf(pos, key, value).unwrap().leaf(0).unwrap_err().to_string();
            assert_eq!(error, "page 3: element 0 lies outside of the page", "{pos} {key} {value}");
        }
    }

    #[test]
    fn elements_longer_than_the_page_are_refused() {
        for (key, value) in [(3, 6), (9, 0), (u32::MAX, u32::MAX)] {
            let error = leaf(0, key, value).unwrap_err();
            assert_eq!(error, "page 3: 1 elements do not fit into the page", "{key} {value}");
        }
    }

    #[test]
    fn wrong_headers_are_refused() {
        let page = |flags, count| {
            let header = Header { id: 3, flags, count, overflow: 0 };
            Page::new(header.to_bytes().to_vec()).map(drop).map_err(|error| error.to_string())
        };
        assert_eq!(page(LEAF, 0), Ok(()));
        assert_eq!(page(LEAF, 1), Err("page 3: 1 elements do not fit into the page".to_owned()));
        assert_eq!(page(BRANCH, 0), Err("page 3: a branch has no elements".to_owned()));
        assert_eq!(page(7, 0), Err("page 3: invalid type: unknown<07>".to_owned()));
        assert_eq!(page(FREE_LIST, 0), Err("page 3: invalid type: freelist".to_owned()));
        assert!(Page::new(vec![0; 15]).is_err());
    }
}
