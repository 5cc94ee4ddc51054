//! A checksum of what is in a database, whatever its pages are like.

/// CRC-32C of names, keys and values in their order, as in `snapshot status`; and the number of keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ContentSum {
    crc: u32,
    entries: u64,
}

impl ContentSum {
    pub(super) fn add_bucket(&mut self, name: &[u8]) {
        self.crc = crc32c::crc32c_append(self.crc, name);
    }

    pub(super) fn add_entry(&mut self, key: &[u8], value: &[u8]) {
        self.add_bucket(key);
        self.add_bucket(value);
        self.entries += 1;
    }
}
