//! What people, and whoever started us, are told of a registration.

use crate::command::held::lease_notes::in_words;
use crate::go::{LeaseId, quote};
use crate::output::note;
use crate::process::ReadyNotifier;
use crate::recipe::registration::{Entry, RegistrationEvent, content, shown};
use std::cell::RefCell;

/// Tells one line for each change.
#[derive(Debug)]
pub(crate) struct Reporter {
    /// All keys.
    keys: String,
    waiting: RefCell<ReadyNotifier>,
}

impl Reporter {
    pub(crate) fn new(entries: &[Entry], waiting: ReadyNotifier) -> Self {
        let keys: Vec<_> = entries.iter().map(|entry| text(&entry.key)).collect();
        Self { keys: keys.join(", "), waiting: waiting.into() }
    }

    pub(crate) fn tell(&self, change: &RegistrationEvent) {
        // Several endpoints may have failed, each for a reason of its own.
        let text = self.words(change).replace("\n  ", "; ");
        note(&text);
        let mut waiting = self.waiting.borrow_mut();
        if let RegistrationEvent::Registered { again: false, .. } = change {
            waiting.ready();
        }
        waiting.status(&text);
    }

    /// Tells that this is the end.
    pub(crate) fn stop(&self) {
        self.waiting.borrow().stopping();
    }

    fn words(&self, change: &RegistrationEvent) -> String {
        let keys = &self.keys;
        match change {
            RegistrationEvent::NotYet(why) => format!("not registered yet: {why}"),
            RegistrationEvent::Replaced(kv) if kv.lease == 0 => {
                format!("{} replaces {}", text(&kv.key), shown(kv))
            }
            RegistrationEvent::Replaced(kv) => {
                let (key, lease, revision) = (text(&kv.key), LeaseId(kv.lease), kv.mod_revision);
                format!(
                    "{key}: took over from lease {lease}: {}, since revision {revision}",
                    content(kv)
                )
            }
            RegistrationEvent::Registered { lease, revision, again } => {
                let again = if *again { " again" } else { "" };
                let lease = LeaseId(*lease);
                format!("registered{again}: {keys} (lease {lease}, revision {revision})")
            }
            RegistrationEvent::OutOfContact { cause, left } => {
                format!("lost contact, {} in {}: {cause}", self.expire(), in_words(*left))
            }
            RegistrationEvent::InContact => "in contact again".to_owned(),
            RegistrationEvent::Lost(why) => format!("not registered, trying again: {why}"),
            RegistrationEvent::Restored(key) => format!("{} was deleted, and is back", text(key)),
            RegistrationEvent::Withdrawn(None) => format!("withdrawn: {keys}"),
            RegistrationEvent::Withdrawn(Some(why)) => format!("withdrawn, not well: {why}"),
            RegistrationEvent::NotWithdrawn(why) => {
                format!("not withdrawn, {} with the lease: {why}", self.expire())
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
