//! Key ranges.

use crate::failure::Failure;
use crate::go::quote;
use std::fmt;

/// The keys from `key` up to, not including, `end`. With an empty `end` it is one key, with a zero byte
/// all keys from `key` on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) key: Vec<u8>,
    pub(crate) end: Vec<u8>,
}

/// As the end of a range: none.
pub(crate) const EVERYTHING: &[u8] = b"\0";

impl Range {
    /// Returns the range of the arguments `KEY [RANGE_END] [--prefix | --from-key]`.
    pub(crate) fn from_arguments(
        key: Vec<u8>,
        end: Option<Vec<u8>>,
        prefix: bool,
        from_key: bool,
    ) -> Result<Self, Failure> {
        if prefix && from_key {
            return Err(Failure::usage(
                "`--prefix` and `--from-key` cannot be set at the same time, choose one",
            ));
        }
        match end {
            Some(_) if prefix || from_key => Err(Failure::usage(
                "too many arguments, only accept one argument when `--prefix` or `--from-key` is set",
            )),
            Some(end) => Ok(Self { key, end }),
            None if prefix => Ok(Self::prefix(key)),
            None if from_key => Ok(Self::from_key(key)),
            None => Ok(Self { key, end: Vec::new() }),
        }
    }

    /// Returns all keys with a prefix; all keys if it is empty.
    pub(crate) fn prefix(prefix: Vec<u8>) -> Self {
        if prefix.is_empty() {
            return Self::from_key(prefix);
        }
        let end = prefix_end(&prefix);
        Self { key: prefix, end }
    }

    /// Returns all keys from `key` on. The server refuses an empty key, so a zero byte replaces it.
    pub(crate) fn from_key(key: Vec<u8>) -> Self {
        let key = if key.is_empty() { EVERYTHING.to_vec() } else { key };
        Self { key, end: EVERYTHING.to_vec() }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = quote(&self.key);
        match self.end.as_slice() {
            [] => write!(f, "key {key}"),
            EVERYTHING if self.key == EVERYTHING => write!(f, "all keys"),
            EVERYTHING => write!(f, "keys from {key} on"),
            end if end == prefix_end(&self.key) => write!(f, "keys with the prefix {key}"),
            end => write!(f, "keys from {key} up to {}", quote(end)),
        }
    }
}

/// Returns the first key after all those with a prefix: the last byte below 255 is incremented.
pub(crate) fn prefix_end(prefix: &[u8]) -> Vec<u8> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if let Some(raised) = last.checked_add(1) {
            end.push(raised);
            return end;
        }
    }
    EVERYTHING.to_vec()
}

#[cfg(test)]
mod tests {
    use super::{Range, prefix_end};

    #[test]
    fn prefix_ends_at_the_next_key_without_it() {
        assert_eq!(prefix_end(b"foo"), b"fop");
        assert_eq!(prefix_end(b"fo\xff"), b"fp");
        assert_eq!(prefix_end(b"\xff\xff"), b"\0");
        assert_eq!(Range::prefix(Vec::new()), Range { key: b"\0".to_vec(), end: b"\0".to_vec() });
    }

    #[test]
    fn ranges_are_displayed_in_words() {
        for (range, words) in [
            (Range { key: b"a".to_vec(), end: Vec::new() }, "key \"a\""),
            (Range::prefix(b"a/".to_vec()), "keys with the prefix \"a/\""),
            (Range::prefix(Vec::new()), "all keys"),
            (Range::prefix(b"\xff".to_vec()), "keys from \"\\xff\" on"),
            (Range::from_key(b"a".to_vec()), "keys from \"a\" on"),
            (Range { key: b"a".to_vec(), end: b"c".to_vec() }, "keys from \"a\" up to \"c\""),
        ] {
            assert_eq!(range.to_string(), words);
        }
    }

    #[test]
    fn contradictory_arguments_are_refused() {
        let range = |end: Option<&[u8]>, prefix, from_key| {
            Range::from_arguments(b"k".to_vec(), end.map(<[u8]>::to_vec), prefix, from_key)
        };
        assert!(range(None, true, true).is_err());
        assert!(range(Some(b"z"), true, false).is_err());
        assert!(range(Some(b""), false, true).is_err());
        assert_eq!(range(Some(b""), false, false).unwrap().end, b"");
    }
}
