//! Keys sorted by something other than the key, in a bounded amount of memory.

use super::query::{Direction, SortTarget};
use crate::failure::{Failure, Kind};
use crate::offline::bolt::ElementPlace;
use crate::offline::mvcc::StoredKeyValue;

#[derive(Debug)]
pub(super) struct Sorting {
    target: SortTarget,
    direction: Direction,
    /// The number of first keys that are wanted.
    wanted: usize,
    budget: usize,
    size: usize,
    keys: Vec<Sortable>,
    added: u64,
}

#[derive(Debug)]
struct Sortable {
    number: i64,
    value: Box<[u8]>,
    /// Position among the keys, which decides between equals.
    position: u64,
    place: ElementPlace,
}

impl Sorting {
    /// Makes an empty one. With a limit, only the first keys up to it are kept.
    pub(super) fn new(
        target: SortTarget,
        direction: Direction,
        limit: Option<u64>,
        budget: usize,
    ) -> Self {
        let wanted = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        Self { target, direction, wanted, budget, size: 0, keys: Vec::new(), added: 0 }
    }

    /// Adds a key; keys are added in their order.
    pub(super) fn add(
        &mut self,
        kv: &StoredKeyValue<'_>,
        place: ElementPlace,
    ) -> Result<(), Failure> {
        let (number, value) = match self.target {
            SortTarget::Version => (kv.version, &[][..]),
            SortTarget::Create => (kv.create_revision, &[][..]),
            SortTarget::Modify => (kv.mod_revision, &[][..]),
            SortTarget::Value => (0, kv.value),
            SortTarget::Key => (0, &[][..]),
        };
        let key = Sortable { number, value: value.into(), position: self.added, place };
        self.added += 1;
        self.size += key.size();
        self.keys.push(key);
        if self.size > self.budget { self.shrink() } else { Ok(()) }
    }

    /// Returns the places in the order of the target.
    pub(super) fn finish(mut self) -> impl Iterator<Item = ElementPlace> {
        self.sort();
        self.keys.into_iter().map(|key| key.place)
    }

    /// Drops what is not wanted. At least half of the budget must be free then, so that sorting does not
    /// begin again at once.
    fn shrink(&mut self) -> Result<(), Failure> {
        self.sort();
        self.size = self.keys.iter().map(Sortable::size).sum();
        if self.size <= self.budget / 2 {
            return Ok(());
        }
        let text = format!(
            "too many keys to sort by {}: that takes more than {} of memory",
            self.target.name(),
            crate::go::si_bytes(self.budget as u64)
        );
        Err(Failure::new(Kind::Refused, text)
            .hint("narrow the range, use --limit, or omit --sort-by and sort the output"))
    }

    fn sort(&mut self) {
        let direction = self.direction;
        self.keys.sort_unstable_by(|a, b| {
            let order = a.number.cmp(&b.number).then_with(|| a.value.cmp(&b.value));
            direction.apply(order).then(a.position.cmp(&b.position))
        });
        self.keys.truncate(self.wanted);
    }
}

impl Sortable {
    fn size(&self) -> usize {
        // With what an allocation takes besides.
        size_of::<Self>() + self.value.len() + 16
    }
}
