//! The keys of the bucket `key`: revisions, so that their order is that of time.

use crate::failure::Failure;
use crate::go::quote;
use crate::offline::invalid;

/// A revision: `main` counts transactions, `sub` the changes of one transaction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Revision {
    pub(crate) main: i64,
    pub(crate) sub: i64,
}

/// Bytes of a revision: `main` and `sub` big-endian with `_` between them.
const LENGTH: usize = 17;
/// The byte behind the revision of a deletion.
const DELETED: u8 = b't';

/// The key of an entry of the bucket `key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RevisionKey {
    pub(crate) revision: Revision,
    /// The entry is a deletion.
    pub(crate) is_tombstone: bool,
}

impl Revision {
    pub(crate) fn new(main: i64, sub: i64) -> Self {
        Self { main, sub }
    }

    pub(crate) fn to_bytes(self) -> [u8; LENGTH] {
        let mut bytes = [b'_'; LENGTH];
        let fields =
            self.main.to_be_bytes().into_iter().chain([b'_']).chain(self.sub.to_be_bytes());
        bytes.iter_mut().zip(fields).for_each(|(byte, field)| *byte = field);
        bytes
    }
}

impl RevisionKey {
    /// Parses a key of the bucket `key`. The texts of errors are etcdutl's.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Failure> {
        let failed = |why: String| {
            let start = "error during bucket key iteration, name: \"key\" err:";
            let key = quote(bytes);
            Err(invalid(format!("{start} cannot parse revision key: {key} err: {why}")))
        };
        let parts = bytes.split_first_chunk().and_then(|(main, rest)| {
            let (separator, rest) = rest.split_first()?;
            let (sub, rest) = rest.split_first_chunk()?;
            Some((i64::from_be_bytes(*main), *separator, i64::from_be_bytes(*sub), rest))
        });
        let (main, separator, sub, mark) = match parts {
            Some((main, separator, sub, rest)) if rest.len() <= 1 => (main, separator, sub, rest),
            _ => {
                return failed(format!("invalid revision length: {}", bytes.len()));
            }
        };
        if separator != b'_' {
            let shown = char::from(separator).escape_debug();
            return failed(format!("invalid separator in bucket key: '{shown}'"));
        }
        Ok(Self { revision: Revision { main, sub }, is_tombstone: mark == [DELETED] })
    }

    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = self.revision.to_bytes().to_vec();
        bytes.extend(self.is_tombstone.then_some(DELETED));
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::{Revision, RevisionKey};

    #[test]
    fn order_of_bytes_is_order_of_time() {
        let entry = |main, sub, is_tombstone| {
            RevisionKey { revision: Revision { main, sub }, is_tombstone }.to_bytes()
        };
        let ordered = [
            entry(1, 0, false),
            entry(1, 1, true),
            entry(2, 0, false),
            entry(255, 0, false),
            entry(256, 0, true),
        ];
        assert!(ordered.is_sorted());
        for bytes in ordered {
            assert_eq!(RevisionKey::parse(&bytes).unwrap().to_bytes(), bytes);
        }
    }

    #[test]
    fn other_keys_are_errors_in_the_words_of_etcdutl() {
        let error = |bytes: &[u8]| RevisionKey::parse(bytes).unwrap_err().to_string();
        let start = "error during bucket key iteration, name: \"key\" err: ";
        assert_eq!(
            error(b"abc"),
            format!("{start}cannot parse revision key: \"abc\" err: invalid revision length: 3")
        );
        assert_eq!(
            error(b"01234567-01234567"),
            format!(
                "{start}cannot parse revision key: \"01234567-01234567\" err: \
                 invalid separator in bucket key: '-'"
            )
        );
        assert!(error(&[b'_'; 19]).ends_with("length: 19"));
    }
}
