//! A set of pages, with one bit for each page of the database.

#[derive(Debug)]
pub(super) struct PageSet {
    bits: Vec<u64>,
}

impl PageSet {
    /// Returns an empty set for a number of pages, which must be in the file: memory is a fraction of it.
    pub(super) fn new(pages: u64) -> Self {
        let words = usize::try_from(pages.div_ceil(64)).unwrap_or_default();
        Self { bits: vec![0; words] }
    }

    /// Adds a page. Returns whether it was not in the set before.
    pub(super) fn insert(&mut self, page: u64) -> bool {
        let (at, bit) = Self::place(page);
        let Some(word) = self.bits.get_mut(at) else { return false };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    pub(super) fn contains(&self, page: u64) -> bool {
        let (at, bit) = Self::place(page);
        self.bits.get(at).is_some_and(|word| word & bit != 0)
    }

    fn place(page: u64) -> (usize, u64) {
        (usize::try_from(page / 64).unwrap_or(usize::MAX), 1 << (page % 64))
    }
}

#[cfg(test)]
mod tests {
    use super::PageSet;

    #[test]
    fn pages_are_distinguished() {
        let mut set = PageSet::new(130);
        for page in [0, 63, 64, 129] {
            assert!(!set.contains(page));
            assert!(set.insert(page));
            assert!(!set.insert(page));
            assert!(set.contains(page));
        }
        assert!(!set.contains(1) && !set.contains(128));
        assert!(!set.insert(1 << 40) && !set.contains(1 << 40));
    }
}
