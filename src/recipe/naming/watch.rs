//! The endpoints of a target, now and after every change.

use super::{Endpoints, key};
use crate::etcd::{CallError, Range, Session};
use crate::recipe::{RangeEvent, RangeWatcher};
use std::sync::Arc;

#[derive(Debug)]
pub(crate) struct EndpointWatcher {
    watcher: RangeWatcher,
    last: Option<Endpoints>,
}

#[derive(Debug)]
pub(crate) enum EndpointEvent {
    /// All endpoints, after a revision that changed them. Writing the same records again does not count.
    Endpoints(Endpoints),
    Lost(CallError),
    Regained,
    /// Changes were compacted before they were seen; the endpoints are read again.
    Compacted,
}

impl EndpointWatcher {
    pub(crate) fn new(etcd: Arc<Session>, target: &[u8]) -> Self {
        Self { watcher: RangeWatcher::new(etcd, Range::prefix(key(target, b""))), last: None }
    }

    /// Waits for the next event; cancel safe.
    pub(crate) async fn next(&mut self) -> Result<EndpointEvent, CallError> {
        loop {
            return Ok(match self.watcher.next().await? {
                RangeEvent::Keys => match self.change() {
                    Some(endpoints) => EndpointEvent::Endpoints(endpoints),
                    None => continue,
                },
                RangeEvent::Lost(fault) => EndpointEvent::Lost(fault),
                RangeEvent::Regained => EndpointEvent::Regained,
                RangeEvent::Compacted => EndpointEvent::Compacted,
            });
        }
    }

    fn change(&mut self) -> Option<Endpoints> {
        let keys = self.watcher.keys();
        let now = Endpoints::of(keys.header.revision, keys.kvs.values());
        let is_same = |last: &Endpoints| last.is_same(&now) && last.skipped == now.skipped;
        let changed = (!self.last.as_ref().is_some_and(is_same)).then(|| now.clone());
        self.last = Some(now);
        changed
    }
}
