//! What people, and whoever started us, are told of a registration.

use crate::command::held::lease_notes::in_words;
use crate::go::{LeaseId, quote};
use crate::output::note;
use crate::process::Waiting;
use crate::recipe::registration::{Change, Entry, content, shown};
use std::cell::RefCell;

/// Tells one line for each change.
#[derive(Debug)]
pub(crate) struct Herald {
    /// All keys.
    keys: String,
    waiting: RefCell<Waiting>,
}

impl Herald {
    pub(crate) fn new(entries: &[Entry], waiting: Waiting) -> Self {
        let keys: Vec<_> = entries.iter().map(|entry| text(&entry.key)).collect();
        Self { keys: keys.join(", "), waiting: waiting.into() }
    }

    pub(crate) fn tell(&self, change: &Change<'_>) {
        // Several endpoints may have failed, each for a reason of its own.
        let text = self.words(change).replace("\n  ", "; ");
        note(&text);
        let mut waiting = self.waiting.borrow_mut();
        if let Change::Registered { again: false, .. } = change {
            waiting.ready();
        }
        waiting.status(&text);
    }

    /// Tells that this is the end.
    pub(crate) fn stop(&self) {
        self.waiting.borrow().stopping();
    }

    fn words(&self, change: &Change<'_>) -> String {
        let keys = &self.keys;
        match change {
            Change::NotYet(why) => format!("not registered yet: {why}"),
            Change::Replaced(kv) if kv.lease == 0 => {
                format!("{} replaces {}", text(&kv.key), shown(kv))
            }
            Change::Replaced(kv) => {
                let (key, lease, revision) = (text(&kv.key), LeaseId(kv.lease), kv.mod_revision);
                format!(
                    "{key}: took over from lease {lease}: {}, since revision {revision}",
                    content(kv)
                )
            }
            Change::Registered { lease, revision, again } => {
                let again = if *again { " again" } else { "" };
                let lease = LeaseId(*lease);
                format!("registered{again}: {keys} (lease {lease}, revision {revision})")
            }
            Change::OutOfContact { cause, left } => {
                format!("lost contact, {} in {}: {cause}", self.expire(), in_words(*left))
            }
            Change::InContact => "in contact again".to_owned(),
            Change::Lost(why) => format!("not registered, trying again: {why}"),
            Change::Restored(key) => format!("{} was deleted, and is back", text(key)),
            Change::Withdrawn(None) => format!("withdrawn: {keys}"),
            Change::Withdrawn(Some(why)) => format!("withdrawn, not well: {why}"),
            Change::Left(fault) => {
                format!("not withdrawn, {} with the lease: {}", self.expire(), fault.text())
            }
        }
    }

    fn expire(&self) -> &'static str {
        if self.keys.contains(", ") { "the records expire" } else { "the record expires" }
    }
}

/// A key as it is typed, with what would upset a terminal escaped.
fn text(key: &[u8]) -> String {
    quote(key).trim_matches('"').to_owned()
}
