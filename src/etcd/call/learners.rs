//! The members that have refused a call because they are learners.

use crate::etcd::endpoint::{Address, Endpoint};
use std::sync::{Arc, Mutex, PoisonError};

/// The learners met so far. Clones share what they know, so that no session of a process has to find
/// out again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Learners(Arc<Mutex<Vec<Address>>>);

impl Learners {
    /// Notes that a member is a learner.
    pub(crate) fn note(&self, endpoint: &Endpoint) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains(&endpoint.address) {
            known.push(endpoint.address.clone());
        }
    }

    /// Reports whether a member is known to be a learner.
    pub(crate) fn contains(&self, endpoint: &Endpoint) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&endpoint.address)
    }
}

#[cfg(test)]
mod tests {
    use super::Learners;
    use crate::etcd::Endpoint;

    #[test]
    fn clones_share_what_they_know_in_any_spelling() {
        let learners = Learners::default();
        let clone = learners.clone();
        clone.note(&Endpoint::parse("h:1", false).unwrap());
        assert!(learners.contains(&Endpoint::parse("https://h:1/", false).unwrap()));
        assert!(!learners.contains(&Endpoint::parse("h:2", false).unwrap()));
    }
}
