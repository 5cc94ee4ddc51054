//! The last create revision and version of each key that exists, in 16 bytes a key.

use crate::offline::mvcc::Fingerprint;
use std::collections::HashMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KeyState {
    pub(super) create_revision: i64,
    pub(super) version: i64,
}

/// Keys are told apart by 64 bits of their SHA-256: among ten million, two are taken for one with a chance
/// of one in 300,000.
#[derive(Debug, Default)]
pub(super) struct KeyStates {
    packed: HashMap<u64, u64>,
    /// States whose numbers do not fit.
    large: HashMap<u64, KeyState>,
}

/// Bits of a version; a create revision has the others.
const VERSION: u32 = 24;

impl KeyStates {
    pub(super) fn get(&self, key: Fingerprint) -> Option<KeyState> {
        let key = key.half();
        let packed = self.packed.get(&key).copied().map(unpacked);
        packed.or_else(|| self.large.get(&key).copied())
    }

    pub(super) fn insert(&mut self, key: Fingerprint, state: KeyState) {
        let id = key.half();
        self.remove(key);
        match packed(state) {
            Some(packed) => drop(self.packed.insert(id, packed)),
            None => drop(self.large.insert(id, state)),
        }
    }

    pub(super) fn remove(&mut self, key: Fingerprint) {
        let id = key.half();
        if self.packed.remove(&id).is_none() && !self.large.is_empty() {
            self.large.remove(&id);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.packed.len() + self.large.len()
    }
}

fn packed(state: KeyState) -> Option<u64> {
    let create = u64::try_from(state.create_revision).ok()?;
    let version = u64::try_from(state.version).ok()?;
    let fits = create < 1 << (64 - VERSION) && version < 1 << VERSION;
    fits.then_some(create << VERSION | version)
}

fn unpacked(packed: u64) -> KeyState {
    let version = packed & ((1 << VERSION) - 1);
    KeyState { create_revision: (packed >> VERSION).cast_signed(), version: version.cast_signed() }
}

#[cfg(test)]
mod tests {
    use super::{KeyState, KeyStates};
    use crate::offline::mvcc::Fingerprint;

    #[test]
    fn states_of_any_size_are_kept() {
        let mut states = KeyStates::default();
        let key = Fingerprint::of(b"k");
        for (create_revision, version) in [
            (1, 1),
            ((1 << 40) - 1, (1 << 24) - 1),
            (1 << 40, 1),
            (1, 1 << 24),
            (i64::MAX, i64::MAX),
            (i64::MIN, -1),
            (7, 8),
        ] {
            let state = KeyState { create_revision, version };
            states.insert(key, state);
            assert_eq!((states.get(key), states.len()), (Some(state), 1), "{state:?}");
        }
        assert_eq!(states.get(Fingerprint::of(b"l")), None);
        states.remove(key);
        assert_eq!((states.get(key), states.len()), (None, 0));
    }
}
