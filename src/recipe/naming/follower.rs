//! The endpoints of a target, now and after every change, without a gap.

use super::Endpoints;
use super::endpoints::request;
use crate::etcd::proto::{KeyValue, WatchCreateRequest, WatchResponse};
use crate::etcd::{Fault, Session};
use crate::recipe::session::insist;
use crate::recipe::{End, News, Watcher};
use std::collections::BTreeMap;
use std::sync::Arc;

const DELETE: i32 = 1;

/// Reads the endpoints, and watches from the revision after.
#[derive(Debug)]
pub(crate) struct Follower {
    etcd: Arc<Session>,
    target: Vec<u8>,
    pairs: BTreeMap<Vec<u8>, KeyValue>,
    /// `None` while the endpoints have to be read.
    watcher: Option<Watcher>,
    told: Option<Endpoints>,
}

/// What a follower has to tell.
#[derive(Debug)]
pub(crate) enum Followed {
    /// All that there is now. It is not told again if it was only written again.
    Endpoints(Endpoints),
    /// Contact is lost; the follower will go on at this revision.
    Lost {
        fault: Fault,
        resume_at: i64,
    },
    Regained {
        endpoint: String,
    },
    /// Changes were missed, which etcd no longer has: the endpoints are read again.
    Compacted,
}

impl Follower {
    pub(crate) fn new(etcd: Arc<Session>, target: Vec<u8>) -> Self {
        Self { etcd, target, pairs: BTreeMap::new(), watcher: None, told: None }
    }

    /// The next thing to tell. Nothing is lost if this is dropped before it is ready.
    pub(crate) async fn next(&mut self) -> Result<Followed, Fault> {
        loop {
            let news = match &mut self.watcher {
                Some(watcher) => watcher.next().await,
                None => {
                    let revision = self.look().await?;
                    if let Some(endpoints) = self.change(revision) {
                        return Ok(Followed::Endpoints(endpoints));
                    }
                    continue;
                }
            };
            match news {
                Ok(News::Response(response)) => {
                    let revision = self.apply(response);
                    if let Some(endpoints) = revision.and_then(|revision| self.change(revision)) {
                        return Ok(Followed::Endpoints(endpoints));
                    }
                }
                Ok(News::Lost { fault, resume_at }) => {
                    return Ok(Followed::Lost { fault, resume_at });
                }
                Ok(News::Regained { endpoint }) => return Ok(Followed::Regained { endpoint }),
                Err(End::Compacted { .. }) => {
                    self.watcher = None;
                    return Ok(Followed::Compacted);
                }
                Err(End::Refused(fault)) => return Err(fault),
            }
        }
    }

    /// Reads all, and begins to watch for what comes next.
    async fn look(&mut self) -> Result<i64, Fault> {
        let request = request(&self.target);
        // The first time an etcd that cannot be reached is the answer.
        let reply = match self.told {
            None => self.etcd.call(request.clone()).await?,
            Some(_) => insist(async || self.etcd.call(request.clone()).await).await?,
        };
        let revision = reply.header.unwrap_or_default().revision;
        let watch = WatchCreateRequest {
            key: request.key,
            range_end: request.range_end,
            start_revision: revision.saturating_add(1),
            ..WatchCreateRequest::default()
        };
        let open = async || Watcher::open(self.etcd.clone(), watch.clone()).await;
        self.watcher = Some(match self.told {
            None => open().await?,
            Some(_) => insist(open).await?,
        });
        self.pairs = reply.kvs.into_iter().map(|kv| (kv.key.clone(), kv)).collect();
        Ok(revision)
    }

    /// Takes the changes in; returns the revision of the last.
    fn apply(&mut self, response: WatchResponse) -> Option<i64> {
        let mut revision = None;
        for event in response.events {
            let kv = event.kv.unwrap_or_default();
            revision = Some(kv.mod_revision);
            if event.r#type == DELETE {
                self.pairs.remove(&kv.key);
            } else {
                self.pairs.insert(kv.key.clone(), kv);
            }
        }
        revision
    }

    /// The endpoints, unless they are what was told last.
    fn change(&mut self, revision: i64) -> Option<Endpoints> {
        let now = Endpoints::of(revision, self.pairs.values());
        let known = self
            .told
            .as_ref()
            .is_some_and(|told| told.is_same(&now) && told.skipped == now.skipped);
        let news = (!known).then(|| now.clone());
        self.told = Some(now);
        news
    }
}
