//! The older keys of a queue, followed through their deletions.

use super::queue::{Ahead, leaves_room};
use crate::etcd::proto::{DELETE, Event, KeyValue};
use crate::etcd::{CallError, Range};
use crate::recipe::watcher::{WatchEnd, WatchEvent, Watcher};
use std::num::NonZeroU32;

/// The keys that are left of those ahead of a contender. No key is added, since new ones are younger.
#[derive(Debug)]
pub(crate) struct OlderKeys {
    ahead: Ahead,
    keys: Vec<KeyValue>,
    watcher: Watcher,
    /// The history since the last deletion was compacted: the keys have to be read again.
    is_outdated: bool,
}

impl OlderKeys {
    pub(crate) async fn follow(ahead: Ahead) -> Result<Self, CallError> {
        let (keys, revision) = ahead.read().await?;
        let range = Range::prefix(ahead.prefix.clone());
        let watcher = Watcher::after(&ahead.etcd, range, revision).await?;
        let watcher = watcher.expect_life_under_ttl(ahead.ttl);
        Ok(Self { ahead, keys, watcher, is_outdated: false })
    }

    /// Returns the keys as far as their deletions are known, oldest first.
    pub(crate) fn keys(&self) -> &[KeyValue] {
        &self.keys
    }

    /// Waits until a key is deleted, or may have been; cancel safe.
    pub(crate) async fn next_change(&mut self) -> Result<(), CallError> {
        loop {
            if self.is_outdated {
                *self = Self::follow(self.ahead.clone()).await?;
                return Ok(());
            }
            match self.watcher.next().await {
                Ok(WatchEvent::Response(reply)) if self.remove(&reply.events) => return Ok(()),
                Ok(_) => {}
                Err(WatchEnd::Compacted { .. } | WatchEnd::Reverted { .. }) => {
                    self.is_outdated = true;
                }
                Err(WatchEnd::Refused(fault)) => return Err(fault),
            }
        }
    }

    /// Waits until a contender that accepts `max` holders may hold the lock. Any of the holders may be the
    /// next to go, so all keys are watched, and the deletions are counted: one release makes only
    /// the contender whose turn it is send a request.
    pub(super) async fn leave_room(mut self, max: NonZeroU32) -> Result<(), CallError> {
        while !leaves_room(&self.keys, max) {
            self.next_change().await?;
        }
        Ok(())
    }

    fn remove(&mut self, events: &[Event]) -> bool {
        let before = self.keys.len();
        for event in events.iter().filter(|event| event.r#type == DELETE) {
            let deleted = event.kv.as_ref().map(|kv| &kv.key);
            self.keys.retain(|kv| Some(&kv.key) != deleted);
        }
        self.keys.len() < before
    }
}
