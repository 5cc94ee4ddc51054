//! The meta pages, 0 and 1: where the tree begins. The valid one with the larger transaction id counts.

use super::page::{HEADER, META};
use crate::failure::Failure;
use crate::offline::invalid;
use std::ops::RangeInclusive;

const MAGIC: u32 = 0xED0C_DAED;
const VERSION: u32 = 2;
/// Length of the fields behind the page header.
const LENGTH: usize = 64;
/// Length of the fields that the checksum covers.
const SUMMED: usize = 56;
/// The page of a free list that is not stored, as always with etcd.
pub(crate) const NO_FREE_LIST: u64 = u64::MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meta {
    /// Bytes of a page.
    pub(crate) page_size: u32,
    /// Page of the tree of buckets.
    pub(crate) root: u64,
    /// Page of the list of free pages, or [`NO_FREE_LIST`].
    pub(crate) free_list: u64,
    /// The first page that was never used.
    pub(crate) high_water: u64,
    /// Number of the transaction that wrote it.
    pub(crate) txid: u64,
}

impl Meta {
    /// The sizes that pages can have; all are powers of two.
    pub(super) const PAGE_SIZES: RangeInclusive<u32> = 1 << 10..=1 << 24;

    /// The bytes of a meta page that are read.
    pub(crate) const PAGE_LENGTH: usize = HEADER + LENGTH;

    /// Parses the beginning of a meta page.
    pub(crate) fn parse(page: &[u8]) -> Result<Self, Failure> {
        let body =
            page.get(HEADER..Self::PAGE_LENGTH).ok_or_else(|| invalid("invalid database"))?;
        let u32_at = |at| u32::from_le_bytes(array(body, at));
        let u64_at = |at| u64::from_le_bytes(array(body, at));
        if u32_at(0) != MAGIC {
            return Err(invalid("invalid database"));
        }
        if u32_at(4) != VERSION {
            return Err(invalid("version mismatch"));
        }
        if u64_at(SUMMED) != fnv64(body.get(..SUMMED).unwrap_or_default()) {
            return Err(invalid("checksum error"));
        }
        let page_size = u32_at(8);
        if !page_size.is_power_of_two() || !Self::PAGE_SIZES.contains(&page_size) {
            return Err(
                invalid("invalid database").hint(format!("its pages have {page_size} bytes"))
            );
        }
        Ok(Self {
            page_size,
            root: u64_at(16),
            free_list: u64_at(32),
            high_water: u64_at(40),
            txid: u64_at(48),
        })
    }

    /// Returns the page, filled up with zeros.
    pub(crate) fn to_page(self) -> Vec<u8> {
        let mut page = Vec::with_capacity(self.page_size as usize);
        page.extend((self.txid % 2).to_le_bytes());
        page.extend(META.to_le_bytes());
        page.extend([0; 6]);
        page.extend(MAGIC.to_le_bytes());
        page.extend(VERSION.to_le_bytes());
        page.extend(self.page_size.to_le_bytes());
        page.extend([0; 4]);
        page.extend(self.root.to_le_bytes());
        page.extend([0; 8]);
        page.extend(self.free_list.to_le_bytes());
        page.extend(self.high_water.to_le_bytes());
        page.extend(self.txid.to_le_bytes());
        page.extend(fnv64(page.get(HEADER..).unwrap_or_default()).to_le_bytes());
        page.resize(self.page_size as usize, 0);
        page
    }

    /// Returns the size of the database: of all pages up to the last that was ever used.
    pub(crate) fn size(&self) -> u64 {
        self.high_water.saturating_mul(self.page_size.into())
    }
}

/// Returns a file of two metas and these pages, of which the first is the root; for fuzzing.
#[cfg(any(test, fuzzing))]
pub(crate) fn with_metas(pages: &[u8]) -> Vec<u8> {
    let high_water = 2 + pages.len() as u64 / 1024;
    let meta = Meta { page_size: 1024, root: 2, free_list: NO_FREE_LIST, high_water, txid: 1 };
    [&Meta { txid: 2, ..meta }.to_page(), &meta.to_page(), pages].concat()
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).copied().unwrap_or([0; N])
}

/// FNV-1a of 64 bits.
fn fnv64(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::{Meta, NO_FREE_LIST};

    const META: Meta =
        Meta { page_size: 4096, root: 7, free_list: NO_FREE_LIST, high_water: 9, txid: 3 };

    #[test]
    fn page_is_parsed_again() {
        let page = META.to_page();
        assert_eq!(page.len(), 4096);
        assert_eq!(Meta::parse(&page).unwrap(), META);
        assert_eq!(META.size(), 9 * 4096);
    }

    #[test]
    fn each_byte_matters() {
        let page = META.to_page();
        let refused = |at: usize| {
            let mut page = page.clone();
            page[at] ^= 1;
            Meta::parse(&page).unwrap_err().to_string()
        };
        assert_eq!(refused(16), "invalid database");
        assert_eq!(refused(20), "version mismatch");
        for at in 24..80 {
            assert_eq!(refused(at), "checksum error", "byte {at}");
        }
        assert_eq!(Meta::parse(&page[..79]).unwrap_err().to_string(), "invalid database");
    }
}
