//! The list of free pages. etcd stores none on Linux; bbolt finds the free pages when it opens the file.

use super::faults::Faults;
use super::page_set::PageSet;
use crate::failure::{Failure, Kind};
use crate::offline::bolt::meta::NO_FREE_LIST;
use crate::offline::bolt::page::{FREE_LIST, HEADER, Header, Page};
use crate::offline::bolt::page_reader::PageReader;
use crate::offline::invalid;
use std::ops::Range;

/// A count that says that the number of pages follows.
const LONG: u16 = 0xffff;

/// The free pages, and the pages of the list itself.
#[derive(Debug)]
pub(super) struct FreeList {
    pub(super) free: PageSet,
    pub(super) own: Range<u64>,
}

impl FreeList {
    /// Reads the list. Returns `None` if it is not stored or cannot be read, which is a fault.
    pub(super) fn read(
        pages: &mut PageReader<'_>,
        faults: &mut Faults,
    ) -> Result<Option<Self>, Failure> {
        let meta = pages.database().meta();
        let id = meta.free_list;
        if id == NO_FREE_LIST {
            return Ok(None);
        }
        match read_ids(id, pages) {
            Ok((header, ids)) => {
                let free = collect(ids, meta.high_water, faults);
                Ok(Some(Self { free, own: id..id + header.pages() }))
            }
            Err(failure) if failure.kind() == Kind::Local => Err(failure),
            Err(failure) => {
                faults.add(failure.to_string());
                Ok(None)
            }
        }
    }
}

fn read_ids(id: u64, pages: &mut PageReader<'_>) -> Result<(Header, Vec<u64>), Failure> {
    let header = pages.header(id)?;
    let mut page = Page::default();
    if header.flags != FREE_LIST {
        let kind = header.type_name();
        return Err(invalid(format!("invalid freelist page: {id}, page type is {kind}")));
    }
    pages.load(id, header, &mut page)?;
    let data = page.bytes().get(HEADER..).unwrap_or_default();
    let mut ids =
        data.chunks_exact(8).map(|id| id.first_chunk().map_or(0, |id| u64::from_le_bytes(*id)));
    let count =
        if header.count == LONG { ids.next().unwrap_or_default() } else { header.count.into() };
    let high_water = pages.database().meta().high_water;
    if count > ids.len() as u64 || count > high_water {
        return Err(invalid(format!("page {id}: {count} free pages do not fit into the page")));
    }
    Ok((header, ids.take(usize::try_from(count).unwrap_or_default()).collect()))
}

fn collect(mut ids: Vec<u64>, high_water: u64, faults: &mut Faults) -> PageSet {
    // bbolt sorts them, too, so that faults are in the order of the pages.
    ids.sort_unstable();
    let mut free = PageSet::new(high_water);
    for id in ids {
        if faults.are_too_many() {
            break;
        }
        if id >= high_water {
            faults.add(format!("page {id}: out of bounds: {high_water}"));
        } else if !free.insert(id) {
            faults.add(format!("page {id}: already freed"));
        }
    }
    free
}
