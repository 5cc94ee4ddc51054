//! Leases: `leasepb.Lease` by id.

use super::entries::{Entries, read};
use crate::failure::Failure;
use crate::offline::bolt::Database;
use crate::offline::protobuf::{Fields, WireField};

/// A lease as etcd stores it: without its keys, which name it, and without the time when it expires.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct StoredLease {
    pub(crate) id: i64,
    /// The TTL that was granted, in seconds.
    pub(crate) ttl: i64,
}

pub(crate) fn leases(database: &Database) -> Result<Entries<StoredLease>, Failure> {
    read(database, "lease", |key, value| {
        let id = i64::from_be_bytes(key.try_into().ok()?);
        parse(value).filter(|lease| lease.id == id)
    })
}

fn parse(value: &[u8]) -> Option<StoredLease> {
    let mut lease = StoredLease::default();
    for field in Fields::new(value) {
        match field.ok()? {
            WireField::Varint(1, id) => lease.id = id.cast_signed(),
            WireField::Varint(2, ttl) => lease.ttl = ttl.cast_signed(),
            _ => {}
        }
    }
    Some(lease)
}

#[cfg(test)]
mod tests {
    use super::{StoredLease, parse};

    #[test]
    fn leases_have_id_and_ttl() {
        let lease = StoredLease { id: 300, ttl: 60 };
        assert_eq!(parse(b"\x08\xac\x02\x10\x3c\x18\x07"), Some(lease));
        assert_eq!(parse(b"\x08"), None);
    }
}
