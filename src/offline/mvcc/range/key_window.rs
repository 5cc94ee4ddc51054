//! The first keys of a range, as many as fit into a budget of memory, each with its newest entry.

use super::query::Direction;
use crate::failure::Failure;
use crate::offline::bolt::ElementPlace;
use crate::offline::invalid;
use std::cmp::Ordering;

/// The window begins at the first key, and ends before `end`, the first key that did not fit. Entries are
/// added in the order of time; keys outside of the window are ignored.
#[derive(Debug)]
pub(super) struct KeyWindow {
    direction: Direction,
    /// Bytes that keys and slots may take; at least one key is kept in any case.
    budget: usize,
    begin: Option<Vec<u8>>,
    end: Option<Vec<u8>>,
    keys: Vec<u8>,
    slots: Vec<Slot>,
}

/// An entry of a key. Of two slots of one key, that with the key further back in `keys` is the newer one.
#[derive(Debug, Clone, Copy)]
struct Slot {
    at: usize,
    length: u32,
    index: u16,
    is_tombstone: bool,
    page: u64,
}

impl KeyWindow {
    pub(super) fn new(direction: Direction, budget: usize) -> Self {
        // Memory is used only as far as it is filled, and need not be copied to grow.
        let keys = Vec::with_capacity(budget);
        let slots = Vec::with_capacity(budget / size_of::<Slot>());
        Self { direction, budget, begin: None, end: None, keys, slots }
    }

    pub(super) fn add(
        &mut self,
        key: &[u8],
        place: ElementPlace,
        is_tombstone: bool,
    ) -> Result<(), Failure> {
        if self.contains(key) && self.size() + key.len() + size_of::<Slot>() > self.budget {
            self.make_room();
        }
        // Making room may have moved the end before this key.
        if !self.contains(key) {
            return Ok(());
        }
        let length = u32::try_from(key.len()).map_err(|_| invalid("a key is too long"))?;
        let (at, ElementPlace { page, index }) = (self.keys.len(), place);
        self.keys.extend_from_slice(key);
        self.slots.push(Slot { at, length, index, is_tombstone, page });
        Ok(())
    }

    fn contains(&self, key: &[u8]) -> bool {
        let is_before = |bound: &Vec<u8>| self.direction.compare(key, bound) == Ordering::Less;
        !self.begin.as_ref().is_some_and(is_before) && self.end.as_ref().is_none_or(is_before)
    }

    /// Returns the places of the live keys in their order, once all entries were added.
    pub(super) fn live(&mut self) -> impl Iterator<Item = ElementPlace> + use<'_> {
        self.settle();
        self.slots.iter().map(|slot| ElementPlace { page: slot.page, index: slot.index })
    }

    /// Begins anew behind this window. Returns false if all keys were in it.
    pub(super) fn advance(&mut self) -> bool {
        self.keys.clear();
        self.slots.clear();
        self.begin = self.end.take();
        self.begin.is_some()
    }

    fn size(&self) -> usize {
        self.keys.len() + self.slots.len() * size_of::<Slot>()
    }

    /// Drops what is outdated, and then the last keys if still too many are left.
    fn make_room(&mut self) {
        self.settle();
        let mut size = 0;
        let kept = self.slots.iter().take_while(|slot| {
            size += slot.length as usize + size_of::<Slot>();
            size <= self.budget / 4 * 3
        });
        let kept = kept.count().max(1);
        if let Some(first) = self.slots.get(kept) {
            self.end = Some(key(&self.keys, first).to_vec());
            self.slots.truncate(kept);
        }
        self.pack();
    }

    /// Sorts by key, and keeps the newest entry of each key that is not deleted.
    fn settle(&mut self) {
        let (keys, direction) = (&self.keys, self.direction);
        self.slots.sort_unstable_by(|a, b| {
            direction.compare(key(keys, a), key(keys, b)).then(a.at.cmp(&b.at))
        });
        self.slots.dedup_by(|later, earlier| {
            let same = key(keys, later) == key(keys, earlier);
            if same {
                *earlier = *later;
            }
            same
        });
        self.slots.retain(|slot| !slot.is_tombstone);
    }

    /// Moves the keys that are left together.
    fn pack(&mut self) {
        self.slots.sort_unstable_by_key(|slot| slot.at);
        let mut end = 0;
        for slot in &mut self.slots {
            self.keys.copy_within(slot.at..slot.at + slot.length as usize, end);
            slot.at = end;
            end += slot.length as usize;
        }
        self.keys.truncate(end);
    }
}

fn key<'a>(keys: &'a [u8], slot: &Slot) -> &'a [u8] {
    keys.get(slot.at..slot.at + slot.length as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Direction, KeyWindow, Slot};
    use crate::offline::bolt::ElementPlace;
    use proptest::collection::vec;
    use proptest::prelude::{any, proptest};
    use std::collections::BTreeMap;

    /// Returns the index of each live key, window by window.
    fn windows(entries: &[(Vec<u8>, bool)], direction: Direction, budget: usize) -> Vec<u16> {
        let longest = entries.iter().map(|(key, _)| key.len()).max().unwrap_or_default();
        let most = budget + 2 * (longest + size_of::<Slot>());
        let mut window = KeyWindow::new(direction, budget);
        let mut live = Vec::new();
        loop {
            for (index, (key, is_tombstone)) in entries.iter().enumerate() {
                let place = ElementPlace { page: 2, index: u16::try_from(index).unwrap() };
                window.add(key, place, *is_tombstone).unwrap();
                assert!(window.size() <= most, "{} {most}", window.size());
            }
            live.extend(window.live().map(|place| place.index));
            if !window.advance() {
                return live;
            }
        }
    }

    proptest! {
        #[test]
        fn windows_together_have_each_live_key_once(
            entries in vec((vec(0..4_u8, 1..5), any::<bool>()), 0..300),
            budget in 0..3000_usize,
        ) {
            let mut newest = BTreeMap::new();
            for (index, (key, is_tombstone)) in entries.iter().enumerate() {
                newest.insert(key, (!is_tombstone).then_some(u16::try_from(index).unwrap()));
            }
            let mut live: Vec<_> = newest.into_values().flatten().collect();
            assert_eq!(windows(&entries, Direction::Ascending, budget), live);
            live.reverse();
            assert_eq!(windows(&entries, Direction::Descending, budget), live);
        }
    }
}
