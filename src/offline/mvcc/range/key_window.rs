//! The first keys of a range, as many as fit into a budget of memory, each with its newest entry.

use super::query::Direction;
use crate::failure::Failure;
use crate::offline::bolt::Place;
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
        place: Place,
        is_tombstone: bool,
    ) -> Result<(), Failure> {
        let is_before = |bound: &Option<Vec<u8>>| {
            bound.as_deref().map(|bound| self.direction.compare(key, bound) == Ordering::Less)
        };
        if is_before(&self.begin) == Some(true) || is_before(&self.end) == Some(false) {
            return Ok(());
        }
        if self.size() + key.len() + size_of::<Slot>() > self.budget {
            self.make_room();
        }
        let length = u32::try_from(key.len()).map_err(|_| invalid("a key is too long"))?;
        let (at, Place { page, index }) = (self.keys.len(), place);
        self.keys.extend_from_slice(key);
        self.slots.push(Slot { at, length, index, is_tombstone, page });
        Ok(())
    }

    /// Returns the places of the live keys in their order, once all entries were added.
    pub(super) fn live(&mut self) -> impl Iterator<Item = Place> + use<'_> {
        self.settle();
        self.slots.iter().map(|slot| Place { page: slot.page, index: slot.index })
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
