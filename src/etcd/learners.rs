//! The members that have refused a request as learners.

use super::endpoint::{Address, Endpoint};
use std::sync::{Arc, Mutex, PoisonError};

/// The known learners, by address. Clones share them, so that all sessions of a process know them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Learners(Arc<Mutex<Vec<Address>>>);

impl Learners {
    pub(crate) fn add(&self, endpoint: &Endpoint) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains(&endpoint.address) {
            known.push(endpoint.address.clone());
        }
    }

    pub(crate) fn contains(&self, endpoint: &Endpoint) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&endpoint.address)
    }
}

#[cfg(test)]
mod tests {
    use super::Learners;
    use crate::etcd::Endpoint;

    #[test]
    fn clones_share_learners_by_address() {
        let learners = Learners::default();
        let clone = learners.clone();
        clone.add(&Endpoint::parse("h:1", false).unwrap());
        assert!(learners.contains(&Endpoint::parse("https://h:1/", false).unwrap()));
        assert!(!learners.contains(&Endpoint::parse("h:2", false).unwrap()));
    }
}
