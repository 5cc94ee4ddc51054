//! The endpoints of a target, now and after every change, without a gap.

use super::{Endpoints, key};
use crate::etcd::Range;
use crate::etcd::{CallError, Session};
use crate::recipe::{RangeEvent, RangeWatcher};
use std::sync::Arc;

/// Tells the endpoints as they are at each revision at which they are others.
#[derive(Debug)]
pub(crate) struct EndpointWatcher {
    waiter: RangeWatcher,
    told: Option<Endpoints>,
}

/// What a follower has to tell.
#[derive(Debug)]
pub(crate) enum EndpointEvent {
    /// All that there is now. It is not told again if it was only written again.
    Endpoints(Endpoints),
    /// Contact is lost; the follower goes on when it is there again.
    Lost(CallError),
    Regained,
    /// Changes were missed, which etcd no longer has: the endpoints are read again.
    Compacted,
}

impl EndpointWatcher {
    pub(crate) fn new(etcd: Arc<Session>, target: &[u8]) -> Self {
        Self { waiter: RangeWatcher::new(etcd, Range::prefix(key(target, b""))), told: None }
    }

    /// The next thing to tell. Nothing is lost if this is dropped before it is ready.
    pub(crate) async fn next(&mut self) -> Result<EndpointEvent, CallError> {
        loop {
            return Ok(match self.waiter.next().await? {
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

    /// The endpoints, unless they are what was told last.
    fn change(&mut self) -> Option<Endpoints> {
        let keys = self.waiter.keys();
        let now = Endpoints::of(keys.header.revision, keys.kvs.values());
        let is_known = self
            .told
            .as_ref()
            .is_some_and(|told| told.is_same(&now) && told.skipped == now.skipped);
        let news = (!is_known).then(|| now.clone());
        self.told = Some(now);
        news
    }
}
