//! The difference of two sequences of keys, both in key order, in constant memory.

use crate::etcd::proto::{KeyValue, RangeRequest};
use crate::etcd::{CallError, RangeCall, RangePart, RangeStream, Session};
use crate::failure::{Failure, Kind};

/// A sequence of entries in the order of their keys, each key once.
pub(crate) trait SortedKeys {
    type Entry: KeyedEntry;

    async fn next(&mut self) -> Result<Option<Self::Entry>, Failure>;
}

pub(crate) trait KeyedEntry {
    fn key(&self) -> &[u8];
}

impl KeyedEntry for KeyValue {
    fn key(&self) -> &[u8] {
        &self.key
    }
}

/// A key of one of two sequences, or of both.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Difference<L, R> {
    OnlyLeft(L),
    OnlyRight(R),
    Both(L, R),
}

/// The merge of two sequences.
pub(crate) struct Differences<L: SortedKeys, R: SortedKeys> {
    left: Peeked<L>,
    right: Peeked<R>,
}

struct Peeked<S: SortedKeys> {
    entries: S,
    next: Option<S::Entry>,
}

impl<S: SortedKeys> Peeked<S> {
    fn new(entries: S) -> Self {
        Self { entries, next: None }
    }

    async fn fill(&mut self) -> Result<(), Failure> {
        if self.next.is_none() {
            self.next = self.entries.next().await?;
        }
        Ok(())
    }
}

impl<L: SortedKeys, R: SortedKeys> Differences<L, R> {
    pub(crate) fn new(left: L, right: R) -> Self {
        Self { left: Peeked::new(left), right: Peeked::new(right) }
    }

    /// Returns the next key of either sequence; `None` after the last one.
    pub(crate) async fn next(&mut self) -> Result<Option<Difference<L::Entry, R::Entry>>, Failure> {
        self.left.fill().await?;
        self.right.fill().await?;
        let (left, right) = (&mut self.left.next, &mut self.right.next);
        let order = match (&left, &right) {
            (Some(left), Some(right)) => left.key().cmp(right.key()),
            // A sequence that has ended counts as one beyond all keys.
            (left, right) => right.is_some().cmp(&left.is_some()),
        };
        let left = if order.is_le() { left.take() } else { None };
        let right = if order.is_ge() { right.take() } else { None };
        Ok(match (left, right) {
            (Some(left), Some(right)) => Some(Difference::Both(left, right)),
            (Some(left), None) => Some(Difference::OnlyLeft(left)),
            (None, Some(right)) => Some(Difference::OnlyRight(right)),
            (None, None) => None,
        })
    }
}

/// The keys of a range without their common prefix.
#[derive(Debug)]
pub(crate) struct RangeKeys {
    stream: RangeStream,
    prefix: Vec<u8>,
}

impl RangeKeys {
    /// Starts to read a range, in key order.
    pub(crate) async fn open(session: &Session, request: RangeRequest) -> Result<Self, CallError> {
        // The types of futures that wrap one another would become too deep for the compiler.
        let stream = Box::pin(session.range_by(RangeCall::Either, request)).await?;
        Ok(Self { stream, prefix: Vec::new() })
    }

    /// Cuts a prefix off the keys, which all have it.
    pub(crate) fn without(self, prefix: Vec<u8>) -> Self {
        Self { prefix, ..self }
    }
}

impl SortedKeys for RangeKeys {
    type Entry = KeyValue;

    async fn next(&mut self) -> Result<Option<KeyValue>, Failure> {
        while let Some(part) = self.stream.next().await? {
            let RangePart::Kv(mut kv) = part else { continue };
            if !kv.key.starts_with(&self.prefix) {
                return Err(Failure::new(Kind::Refused, "etcd sent a key outside of the range"));
            }
            kv.key.drain(..self.prefix.len());
            return Ok(Some(kv));
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::{Difference, Differences, KeyedEntry, SortedKeys};
    use crate::failure::Failure;
    use std::collections::VecDeque;

    struct Entries(VecDeque<&'static str>);

    impl KeyedEntry for &'static str {
        fn key(&self) -> &[u8] {
            self.as_bytes()
        }
    }

    impl SortedKeys for Entries {
        type Entry = &'static str;

        async fn next(&mut self) -> Result<Option<&'static str>, Failure> {
            Ok(self.0.pop_front())
        }
    }

    async fn merged(left: &[&'static str], right: &[&'static str]) -> String {
        let entries = |keys: &[&'static str]| Entries(keys.iter().copied().collect());
        let mut merge = Differences::new(entries(left), entries(right));
        let mut text = String::new();
        while let Some(difference) = merge.next().await.unwrap() {
            text += &match difference {
                Difference::OnlyLeft(key) => format!("-{key} "),
                Difference::OnlyRight(key) => format!("+{key} "),
                Difference::Both(left, right) => format!("{left}={right} "),
            };
        }
        text
    }

    #[tokio::test(flavor = "current_thread")]
    async fn sequences_are_merged() {
        assert_eq!(merged(&[], &[]).await, "");
        assert_eq!(merged(&["a", "b"], &[]).await, "-a -b ");
        assert_eq!(merged(&[], &["a", "b"]).await, "+a +b ");
        assert_eq!(merged(&["a", "c", "d"], &["b", "c", "e"]).await, "-a +b c=c -d +e ");
        assert_eq!(merged(&["", "a"], &["a", "aa"]).await, "- a=a +aa ");
    }
}
