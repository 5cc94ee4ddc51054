//! The contents of the bucket `key`, checked while its entries go by.

use super::fault_list::shown_key;
use super::finding::{FileFinding, counted};
use super::revisions::RevisionCheck;
use crate::failure::Failure;
use crate::offline::Progress;
use crate::offline::bolt::{Database, Faults, LeafElement, WalkItem};
use crate::offline::mvcc::{Fingerprint, KEY, LeasedKeys, RevisionKey, StoredKeyValue};

#[derive(Debug)]
pub(super) struct KeyContents {
    revisions: RevisionCheck,
    pub(super) leased: LeasedKeys,
    entries: u64,
    /// The revision of the last entry.
    pub(super) revision: i64,
}

/// Faults of pages that are listed.
const PAGE_FAULTS: usize = 5;

impl KeyContents {
    fn new(compact: i64) -> Self {
        let revisions = RevisionCheck::new(compact);
        Self { revisions, leased: LeasedKeys::default(), entries: 0, revision: 0 }
    }

    /// Checks all pages, and the history. `compact` is the revision up to which that is gone.
    pub(super) fn check(
        database: &Database,
        compact: i64,
        progress: Progress<'_>,
        findings: &mut Vec<FileFinding>,
    ) -> Result<Self, Failure> {
        let mut contents = Self::new(compact);
        let mut is_key = false;
        let walked = database.verified_walk(progress, &mut |item| {
            match item {
                WalkItem::Bucket(name) => is_key = name == KEY.as_bytes(),
                WalkItem::Element(element) if is_key => contents.add(element),
                WalkItem::Element(_) => {}
            }
            Ok(())
        });
        let is_complete = match &walked {
            Ok(faults) => {
                findings.extend(page_findings(database, faults));
                faults.is_empty()
            }
            Err(failure) => {
                findings.push(FileFinding::failed("pages", failure)?);
                false
            }
        };
        if !is_complete {
            contents = Self::readable(database, compact, findings)?;
        }
        findings.extend(contents.findings());
        Ok(contents)
    }

    /// Reads the entries that can be reached, regardless of faults elsewhere.
    fn readable(
        database: &Database,
        compact: i64,
        findings: &mut Vec<FileFinding>,
    ) -> Result<Self, Failure> {
        let mut contents = Self::new(compact);
        if let Err(failure) = contents.add_readable(database) {
            let text = format!("only entries up to revision {} can be read", contents.revision);
            FileFinding::failed("revisions", &failure)?;
            findings.push(FileFinding::error("revisions", text));
        }
        Ok(contents)
    }

    fn add_readable(&mut self, database: &Database) -> Result<(), Failure> {
        let Some(bucket) = database.bucket(KEY)? else { return Ok(()) };
        let mut cursor = bucket.cursor(database);
        while let Some(element) = cursor.next()? {
            self.add(element);
        }
        Ok(())
    }

    fn add(&mut self, element: LeafElement<'_>) {
        self.entries += 1;
        let entry = match RevisionKey::parse(element.key) {
            Ok(entry) => entry,
            Err(failure) => return self.revisions.faults.add(|| failure.to_string()),
        };
        self.revision = entry.revision.main;
        if element.value.is_empty() && self.revisions.is_mark(entry) {
            return;
        }
        match StoredKeyValue::parse(element.value) {
            Ok(stored) if !element.value.is_empty() => {
                let key = Fingerprint::of(stored.key);
                self.revisions.add(entry, key, &stored);
                self.leased.add(key, stored.lease, entry.is_tombstone);
            }
            _ => self.revisions.faults.add(|| {
                format!("the entry at {} does not have a key-value", shown_key(element.key))
            }),
        }
    }

    fn findings(&self) -> Vec<FileFinding> {
        let entries = counted(self.entries, "entry");
        let keys = counted(self.revisions.keys() as u64, "key");
        self.revisions
            .faults
            .findings(format!("{entries} up to revision {}, {keys}", self.revision))
    }
}

fn page_findings(database: &Database, faults: &Faults) -> Vec<FileFinding> {
    let texts = faults.texts();
    let mut findings: Vec<_> =
        texts.iter().take(PAGE_FAULTS).map(|text| FileFinding::error("pages", text)).collect();
    if let Some(more) = texts.len().checked_sub(PAGE_FAULTS).filter(|more| *more > 0) {
        findings.push(FileFinding::error("pages", format!("and {more} more")));
    }
    if findings.is_empty() {
        let pages = counted(database.meta().high_water, "page");
        findings.push(FileFinding::ok("pages", pages));
    }
    findings
}
