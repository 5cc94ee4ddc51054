//! Which pages are in use: each once, and none that is free.

use super::faults::Faults;
use super::free_list::FreeList;
use super::key_order::stack_text;
use super::page_set::PageSet;
use crate::failure::Failure;
use crate::offline::bolt::page::{BRANCH, Header, LEAF};
use crate::offline::bolt::page_reader::PageReader;

#[derive(Debug)]
pub(super) struct References {
    /// Number of pages of the database.
    pages: u64,
    used: PageSet,
    free_list: Option<FreeList>,
    /// Pages that may be read once more because there are several references to them: bbolt reads them
    /// each time, which can be without end.
    again: u64,
}

impl References {
    pub(super) fn new(pages: u64) -> Self {
        Self { pages, used: PageSet::new(pages), free_list: None, again: pages / 4 }
    }

    /// Reads the list of free pages if it is stored, and takes note of its own pages and the metas.
    pub(super) fn read_free_list(
        &mut self,
        pages: &mut PageReader<'_>,
        faults: &mut Faults,
    ) -> Result<(), Failure> {
        self.free_list = FreeList::read(pages, faults)?;
        let own = self.free_list.as_ref().map_or(0..0, |list| list.own.clone());
        (0..2).chain(own).for_each(|page| _ = self.used.insert(page));
        Ok(())
    }

    /// Takes note of a page and those that continue it. Returns whether to read it.
    pub(super) fn add(&mut self, header: Header, stack: &[u64], faults: &mut Faults) -> bool {
        let id = header.id;
        for page in id..id + header.pages() {
            if self.used.insert(page) {
                continue;
            }
            faults.add(format!("page {page}: multiple references (stack: {})", stack_text(stack)));
            if self.again == 0 || faults.are_too_many() {
                return false;
            }
            self.again -= 1;
        }
        if self.free_list.as_ref().is_some_and(|list| list.free.contains(id)) {
            faults.add(format!("page {id}: reachable freed"));
        } else if !matches!(header.flags, BRANCH | LEAF) {
            let (name, stack) = (header.type_name(), stack_text(stack));
            faults.add(format!("page {id}: invalid type: {name} (stack: {stack})"));
        }
        true
    }

    /// Finds pages that are neither in use nor free. Without a stored list, all that are not in use are
    /// free.
    pub(super) fn find_lost_pages(&self, faults: &mut Faults) {
        let Some(list) = &self.free_list else { return };
        for page in 0..self.pages {
            if faults.are_too_many() {
                return;
            }
            if !self.used.contains(page) && !list.free.contains(page) {
                faults.add(format!("page {page}: unreachable unfreed"));
            }
        }
    }
}
