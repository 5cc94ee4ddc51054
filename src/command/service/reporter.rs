//! Reports the state of a registration: to stderr, and to the service manager.

use crate::command::held::lease_notes::in_words;
use crate::go::{LeaseId, quote};
use crate::output::note;
use crate::process::ReadyNotifier;
use crate::recipe::registration::{Entry, RegistrationEvent, content, shown};
use std::cell::RefCell;

#[derive(Debug)]
pub(crate) struct Reporter {
    keys: String,
    notifier: RefCell<ReadyNotifier>,
}

impl Reporter {
    pub(crate) fn new(entries: &[Entry], notifier: ReadyNotifier) -> Self {
        let keys: Vec<_> = entries.iter().map(|entry| text(&entry.key)).collect();
        Self { keys: keys.join(", "), notifier: notifier.into() }
    }

    pub(crate) fn report(&self, change: &RegistrationEvent) {
        // A failure of several endpoints has a line for each.
        let text = self.describe(change).replace("\n  ", "; ");
        note(&text);
        let mut notifier = self.notifier.borrow_mut();
        if let RegistrationEvent::Registered { again: false, .. } = change {
            notifier.ready();
        }
        notifier.status(&text);
    }

    pub(crate) fn stop(&self) {
        self.notifier.borrow().stopping();
    }

    fn describe(&self, change: &RegistrationEvent) -> String {
        let keys = &self.keys;
        match change {
            RegistrationEvent::NotYet(why) => format!("waiting for health check: {why}"),
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
                format!("lost contact; {} in {}: {cause}", self.expire(), in_words(*left))
            }
            RegistrationEvent::InContact => "reconnected".to_owned(),
            RegistrationEvent::Lost(why) => format!("not registered, trying again: {why}"),
            RegistrationEvent::Restored(key) => {
                format!("{} was deleted and has been restored", text(key))
            }
            RegistrationEvent::Withdrawn(None) => format!("withdrawn: {keys}"),
            RegistrationEvent::Withdrawn(Some(why)) => {
                format!("withdrawn: health check failed: {why}")
            }
            RegistrationEvent::NotWithdrawn(why) => {
                format!("not withdrawn; {} with the lease: {why}", self.expire())
            }
        }
    }

    fn expire(&self) -> &'static str {
        if self.keys.contains(", ") { "the records expire" } else { "the record expires" }
    }
}

/// Returns a key with control characters escaped.
fn text(key: &[u8]) -> String {
    quote(key).trim_matches('"').to_owned()
}
