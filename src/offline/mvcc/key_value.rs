//! The values of the bucket `key`: `mvccpb.KeyValue`, read without copying.

use crate::failure::Failure;
use crate::offline::protobuf::{Fields, WireField};

/// A key-value as it is stored. A tombstone has only the key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct StoredKeyValue<'a> {
    pub(crate) key: &'a [u8],
    pub(crate) create_revision: i64,
    pub(crate) mod_revision: i64,
    pub(crate) version: i64,
    pub(crate) value: &'a [u8],
    pub(crate) lease: i64,
}

impl<'a> StoredKeyValue<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Failure> {
        let mut found = Self::default();
        for field in Fields::new(bytes) {
            match field? {
                WireField::Bytes(1, key) => found.key = key,
                WireField::Varint(2, number) => found.create_revision = number.cast_signed(),
                WireField::Varint(3, number) => found.mod_revision = number.cast_signed(),
                WireField::Varint(4, number) => found.version = number.cast_signed(),
                WireField::Bytes(5, value) => found.value = value,
                WireField::Varint(6, number) => found.lease = number.cast_signed(),
                _ => {}
            }
        }
        Ok(found)
    }
}

/// Returns the key alone, which etcd writes first.
pub(super) fn key(bytes: &[u8]) -> Result<&[u8], Failure> {
    for field in Fields::new(bytes) {
        if let WireField::Bytes(1, key) = field? {
            return Ok(key);
        }
    }
    Ok(&[])
}

#[cfg(test)]
mod tests {
    use super::StoredKeyValue;
    use crate::etcd::proto::KeyValue;
    use prost::Message as _;

    #[test]
    fn reads_what_etcd_writes() {
        let stored = KeyValue {
            key: b"k".to_vec(),
            create_revision: 2,
            mod_revision: i64::MAX,
            version: 1,
            value: b"v".to_vec(),
            lease: -5,
        };
        let expected = StoredKeyValue {
            key: b"k",
            create_revision: 2,
            mod_revision: i64::MAX,
            version: 1,
            value: b"v",
            lease: -5,
        };
        let bytes = stored.encode_to_vec();
        assert_eq!(StoredKeyValue::parse(&bytes).unwrap(), expected);
        assert_eq!(super::key(&bytes).unwrap(), b"k");
        assert!(StoredKeyValue::parse(b"\x0a\x05k").is_err());
    }
}
