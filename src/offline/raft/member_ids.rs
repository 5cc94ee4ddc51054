//! The ids in the metadata of a write-ahead log.

use super::record::RecordType;
use super::wal_folder::WalFolder;
use super::wal_reader::WalReader;
use crate::failure::Failure;
use crate::offline::protobuf::{Fields, WireField};
use std::path::Path;

/// Which cluster a data directory belongs to, and which member.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct MemberIds {
    pub(crate) cluster: u64,
    pub(crate) member: u64,
}

impl MemberIds {
    /// Reads the beginning of the log in a folder.
    pub(crate) fn read(folder: &Path) -> Result<Self, Failure> {
        let folder = WalFolder::read(folder)?;
        let mut records = WalReader::new(&folder);
        while let Some(record) = records.next()? {
            match record.kind {
                RecordType::Metadata => return Self::parse(record.data),
                RecordType::Crc => {}
                _ => break,
            }
        }
        Ok(Self::default())
    }

    pub(super) fn parse(metadata: &[u8]) -> Result<Self, Failure> {
        let mut ids = Self::default();
        for field in Fields::new(metadata) {
            match field? {
                WireField::Varint(1, id) => ids.member = id,
                WireField::Varint(2, id) => ids.cluster = id,
                _ => {}
            }
        }
        Ok(ids)
    }
}
