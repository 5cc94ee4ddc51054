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
    /// Why the records are not registered for the first time yet; `None` if they are, or were.
    missing: RefCell<Option<String>>,
}

impl Reporter {
    pub(crate) fn new(entries: &[Entry], notifier: ReadyNotifier) -> Self {
        let keys: Vec<_> = entries.iter().map(|entry| text(&entry.key)).collect();
        let missing = RefCell::new(Some(String::new()));
        Self { keys: keys.join(", "), notifier: notifier.into(), missing }
    }

    pub(crate) fn report(&self, change: &RegistrationEvent) {
        // A failure of several endpoints has a line for each.
        let text = self.describe(change).replace("\n  ", "; ");
        note(&text);
        let mut notifier = self.notifier.borrow_mut();
        match change {
            RegistrationEvent::Registered { again: false, .. } => {
                notifier.ready();
                self.missing.replace(None);
            }
            _ => self.missing.borrow_mut().iter_mut().for_each(|why| why.clone_from(&text)),
        }
        notifier.status(&text);
    }

    pub(crate) fn stop(&self) {
        self.notifier.borrow().stopping();
    }

    /// Returns why the records were never registered, as the end of a sentence; `None` if they were.
    pub(crate) fn why_not_registered(&self) -> Option<String> {
        let missing = self.missing.borrow();
        missing.as_ref().map(|why| if why.is_empty() { String::new() } else { format!(": {why}") })
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
                let content = content(kv);
                format!("took over {key} from lease {lease}: {content}, since revision {revision}")
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
