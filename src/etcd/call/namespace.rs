//! The namespace of a session: a prefix that is put before all keys that are sent, and taken off all that are
//! received, as Go's `client/v3/namespace` does it.

use crate::etcd::key_range::{EVERYTHING, prefix_end};
use crate::failure::{Failure, Kind};
use bytes::Bytes;

/// The prefix of a session's keys. An empty one changes nothing, and costs nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Namespace(Bytes);

/// The keys of a request; by default it has none.
pub(crate) trait SentKeys {
    /// Puts the namespace before every key.
    fn enter(&mut self, _: &Namespace) -> Result<(), Failure> {
        Ok(())
    }
}

/// The keys of a response; by default it has none.
pub(crate) trait ReceivedKeys {
    /// Takes the namespace off every key. Fails for a key outside of it.
    fn leave(&mut self, _: &Namespace) -> Result<(), String> {
        Ok(())
    }
}

impl Namespace {
    pub(crate) fn new(prefix: Bytes) -> Self {
        Self(prefix)
    }

    pub(crate) fn enter(&self, request: &mut impl SentKeys) -> Result<(), Failure> {
        if self.0.is_empty() { Ok(()) } else { request.enter(self) }
    }

    pub(crate) fn leave(&self, response: &mut impl ReceivedKeys) -> Result<(), String> {
        if self.0.is_empty() { Ok(()) } else { response.leave(self) }
    }

    pub(super) fn contains(&self, key: &[u8]) -> bool {
        key.starts_with(&self.0)
    }

    /// Prefixes a key. An empty one is refused in etcd's words, because with the prefix etcd would accept it.
    pub(super) fn key(&self, key: &mut Vec<u8>) -> Result<(), Failure> {
        if key.is_empty() {
            return Err(Failure::new(Kind::Refused, "etcdserver: key is not provided"));
        }
        key.splice(..0, self.0.iter().copied());
        Ok(())
    }

    /// Prefixes a range, which cannot leave the namespace: an open end becomes the end of the prefix.
    pub(super) fn range(&self, key: &mut Vec<u8>, end: &mut Vec<u8>) -> Result<(), Failure> {
        self.key(key)?;
        if end == EVERYTHING {
            *end = prefix_end(&self.0);
        } else if !end.is_empty() {
            end.splice(..0, self.0.iter().copied());
        }
        Ok(())
    }

    pub(super) fn strip(&self, key: &mut Vec<u8>) -> Result<(), String> {
        if !self.contains(key) {
            return Err("a key outside of the requested prefix".to_owned());
        }
        key.drain(..self.0.len());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Namespace;
    use bytes::Bytes;
    use proptest::prelude::{
        Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
    };

    /// Go's `prefixInterval` in `client/v3/namespace/util.go`, as it is written there.
    fn go_prefix_interval(prefix: &[u8], key: &[u8], end: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let prefixed_key = [prefix, key].concat();
        if end == [0] {
            let mut prefixed_end = prefix.to_vec();
            for at in (0..prefixed_end.len()).rev() {
                prefixed_end[at] = prefixed_end[at].wrapping_add(1);
                if prefixed_end[at] != 0 {
                    return (prefixed_key, prefixed_end);
                }
            }
            return (prefixed_key, vec![0]);
        }
        let prefixed_end = if end.is_empty() { Vec::new() } else { [prefix, end].concat() };
        (prefixed_key, prefixed_end)
    }

    /// Returns whether etcd returns `key` for a range.
    fn is_in(key: &[u8], from: &[u8], end: &[u8]) -> bool {
        match end {
            [] => key == from,
            [0] => key >= from,
            end => from <= key && key < end,
        }
    }

    /// Few bytes, so that keys often have prefixes in common, with those at the edges.
    fn bytes(size: std::ops::Range<usize>) -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![
            4 => prop::sample::select(vec![0, 1, b'/', b'a', b'b', 0xfe, 0xff]),
            1 => any::<u8>(),
        ];
        prop::collection::vec(byte, size)
    }

    fn end() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![1 => prop::sample::select(vec![vec![], vec![0]]), 3 => bytes(1..4)]
    }

    proptest! {
        #[test]
        fn prefixed_range_is_that_of_go(prefix in bytes(1..4), key in bytes(1..4), end in end()) {
            let (mut sent, mut sent_end) = (key.clone(), end.clone());
            let namespace = Namespace::new(Bytes::from(prefix.clone()));
            namespace.range(&mut sent, &mut sent_end).unwrap();
            let (go_key, mut go_end) = go_prefix_interval(&prefix, &key, &end);
            // Go leaves the zeros of a carry at the end, so that one key after the prefix is in the range.
            if end == [0] && prefix.ends_with(b"\xff") && go_end != [0] {
                while go_end.last() == Some(&0) {
                    go_end.pop();
                }
            }
            prop_assert_eq!((&sent, sent_end), (&go_key, go_end));
            namespace.strip(&mut sent).unwrap();
            prop_assert_eq!(sent, key);
        }

        #[test]
        fn range_returns_what_it_would_in_a_store_of_its_own(
            prefix in bytes(1..4),
            key in bytes(1..4),
            end in end(),
            stored in prop::collection::vec(bytes(0..7), 0..20),
            inside in prop::collection::vec(bytes(1..4), 0..20),
        ) {
            let namespace = Namespace::new(Bytes::from(prefix.clone()));
            let (mut sent, mut sent_end) = (key.clone(), end.clone());
            namespace.range(&mut sent, &mut sent_end).unwrap();
            let all = stored.into_iter().chain(inside.iter().map(|key| [&*prefix, key].concat()));
            for mut found in all.filter(|stored| is_in(stored, &sent, &sent_end)) {
                prop_assert!(found.starts_with(&prefix), "{:?} is outside", found);
                namespace.strip(&mut found).unwrap();
                prop_assert!(is_in(&found, &key, &end));
            }
            for relative in inside.iter().filter(|relative| is_in(relative, &key, &end)) {
                let absolute = [&*prefix, relative].concat();
                prop_assert!(is_in(&absolute, &sent, &sent_end), "{:?} is missing", relative);
            }
        }
    }

    #[test]
    fn empty_key_is_refused_as_by_etcd() {
        let namespace = Namespace::new(Bytes::from_static(b"/app/"));
        let refused = namespace.range(&mut Vec::new(), &mut vec![0]).unwrap_err();
        assert_eq!(refused.to_string(), "etcdserver: key is not provided");
    }

    #[test]
    fn key_outside_is_an_error() {
        let namespace = Namespace::new(Bytes::from_static(b"/app/"));
        for key in ["", "/app", "/b", "app/x"] {
            assert!(namespace.strip(&mut key.into()).is_err(), "{key}");
        }
    }
}
