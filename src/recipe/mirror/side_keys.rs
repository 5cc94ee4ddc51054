//! The keys of one side of a mirror, and how they differ from those of the other.

use super::event::Side;
use crate::etcd::proto::KeyValue;
use crate::failure::Failure;
use crate::recipe::difference::{RangeKeys, SortedKeys};

/// A key that differs, as it is named at the destination, or is equal on both sides.
#[derive(Debug)]
pub(crate) struct MirrorDifference {
    pub(crate) key: Vec<u8>,
    pub(crate) source: Option<KeyValue>,
    pub(crate) destination: Option<KeyValue>,
}

/// The keys of one side, without their prefix.
pub(super) struct SideKeys {
    keys: RangeKeys,
    side: Side,
}

impl SideKeys {
    pub(super) fn new(keys: RangeKeys, side: Side) -> Self {
        Self { keys, side }
    }
}

impl SortedKeys for SideKeys {
    type Entry = KeyValue;

    async fn next(&mut self) -> Result<Option<KeyValue>, Failure> {
        self.keys.next().await.map_err(|failure| self.side.of(failure))
    }
}
