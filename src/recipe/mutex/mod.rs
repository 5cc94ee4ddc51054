//! A lock or a leadership, as in etcd's Go package `concurrency`: one key per contender; the owner of
//! the oldest key holds the lock.

mod contender_info;
mod older_keys;
mod queue;
mod turn;

pub(crate) use contender_info::{ContenderInfo, LONGEST_TEXT, cut};
pub(crate) use older_keys::OlderKeys;
pub(crate) use queue::{Ahead, by_creation, first_created};
pub(crate) use turn::holders;

use super::events::Events;
use super::keep_alive::{KeepAliveEvent, LeaseLost};
use super::lease::Lease;
use super::retry::call_until_answered;
use crate::clock::Moment;
use crate::etcd::proto::{
    Compare, DeleteRangeRequest, KeyValue, PutRequest, RangeRequest, RangeResponse, RequestUnion,
    ResponseUnion, TargetUnion, TxnRequest, TxnResponse, equal, header_revision, operation,
};
use crate::etcd::{CallError, Session};
use crate::failure::{Failure, Kind};
use crate::go::quote;
use queue::key_deleted;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// The time in which a put that was given up is executed, if it ever is.
const LATE_PUT: Duration = Duration::from_millis(100);

/// A contender's key in the queue, and the lease that it is attached to.
#[derive(Debug)]
pub(crate) struct Mutex {
    etcd: Arc<Session>,
    lease: Lease,
    prefix: Vec<u8>,
    key: Vec<u8>,
    /// The largest number of holders that this contender accepts. With 1 it is a lock of Go's packages.
    max: NonZeroU32,
    /// The create revision of the key, which decides the order; 0 before it is put.
    revision: i64,
}

impl Mutex {
    pub(crate) fn new(etcd: Arc<Session>, name: &[u8], max: NonZeroU32, lease: Lease) -> Self {
        let prefix = [name, b"/"].concat();
        let mut tail = format!("{:x}", lease.id());
        if lease.is_borrowed() {
            // In Go's packages the same lease is the same contender. But two commands of a session that
            // want the same lock have to exclude each other: each has a key of its own. The hyphen keeps
            // what follows from being read as a part of the lease.
            tail.push_str(&format!("-{:08x}{:x}", std::process::id(), Moment::now().nanos()));
        }
        let key = [&*prefix, tail.as_bytes()].concat();
        Self { etcd, lease, prefix, key, max, revision: 0 }
    }

    pub(crate) fn key(&self) -> &[u8] {
        &self.key
    }

    /// Returns the fencing token: the key's create revision.
    pub(crate) fn revision(&self) -> i64 {
        self.revision
    }

    pub(crate) fn lease(&self) -> &Lease {
        &self.lease
    }

    pub(crate) fn events(&mut self) -> Events<KeepAliveEvent> {
        self.lease.events()
    }

    /// Puts the key. Returns the first key in the queue, if that is another contender's.
    pub(crate) async fn enqueue(&mut self, value: &[u8]) -> Result<Option<KeyValue>, Failure> {
        let request = self.put_if_absent(value);
        let put = call_until_answered(&self.etcd, request);
        let reply = tokio::select! {
            biased;
            reply = put => reply?,
            loss = self.lease.lost(Duration::ZERO) => return Err(lease_lost(&self.key, loss)),
        };
        let (own, first) = positions(reply);
        self.revision = own;
        Ok(first.filter(|first| first.create_revision != own))
    }

    /// Puts the key only if it is absent, so that the request may arrive twice.
    fn put_if_absent(&self, value: &[u8]) -> TxnRequest {
        let put = PutRequest {
            key: self.key.clone(),
            value: value.to_vec(),
            lease: self.lease.id(),
            ..PutRequest::default()
        };
        let get = RangeRequest { key: self.key.clone(), ..RangeRequest::default() };
        let first = || operation(RequestUnion::RequestRange(first_created(&self.prefix)));
        TxnRequest {
            compare: vec![created_at(&self.key, 0)],
            success: vec![operation(RequestUnion::RequestPut(put)), first()],
            failure: vec![operation(RequestUnion::RequestRange(get)), first()],
        }
    }

    pub(crate) fn ahead(&self) -> Ahead {
        let Self { etcd, prefix, revision, lease, .. } = self;
        let (etcd, prefix, ttl) = (etcd.clone(), prefix.clone(), lease.ttl());
        Ahead { etcd, prefix, revision: *revision, ttl }
    }

    /// Waits until the older keys leave room. Returns the contender's key as it is then.
    pub(crate) async fn wait_turn(&mut self) -> Result<RangeResponse, Failure> {
        let ahead = self.ahead();
        let Self { etcd, lease, key, max, revision, .. } = self;
        let ttl = lease.ttl();
        let own = RangeRequest { key: key.clone(), ..RangeRequest::default() };
        let turn = async {
            match *max == NonZeroU32::MIN {
                true => ahead.emptied().await?,
                false => OlderKeys::follow(ahead).await?.leave_room(*max).await?,
            }
            call_until_answered(etcd, own).await
        };
        let reply = tokio::select! {
            biased;
            reply = turn => reply?,
            loss = lease.lost(Duration::ZERO) => return Err(lease_lost(key, loss)),
            failure = key_lost(etcd, key, *revision, ttl) => return Err(failure),
        };
        match reply.kvs.first() {
            Some(kv) if kv.create_revision == *revision => Ok(reply),
            _ => Err(key_gone(key)),
        }
    }

    /// Waits until the lock is lost, or may be lost when `reserve` has passed.
    pub(crate) async fn lost(&mut self, reserve: Duration) -> Failure {
        let Self { etcd, lease, key, revision, .. } = self;
        let ttl = lease.ttl();
        let failure = tokio::select! {
            biased;
            loss = lease.lost(reserve) => lease_lost(key, loss),
            failure = key_lost(etcd, key, *revision, ttl) => failure,
        };
        failure.of_kind(Kind::Lost)
    }

    /// Reads the holders that this contender has to wait for; none if it does not have to wait.
    pub(crate) async fn holders_ahead(&self) -> Result<Vec<KeyValue>, CallError> {
        self.ahead().holders(self.max).await
    }

    /// Deletes the key, with the lease if that is an owned one. A key that another client has put in its
    /// place is left alone.
    pub(crate) async fn release(self) -> Result<(), CallError> {
        if !self.lease.is_borrowed() {
            return self.lease.release().await;
        }
        let request = self.delete_own();
        let work = async || {
            let is_deleted = self.etcd.call_idempotent(request.clone()).await?.succeeded;
            if self.revision == 0 && !is_deleted {
                // The deletion may have overtaken the put, which nothing orders before it.
                sleep(LATE_PUT).await;
                self.etcd.call_idempotent(request.clone()).await?;
            }
            Ok(())
        };
        self.lease.release_with(work).await
    }

    /// Deletes the key only if it is the own one. While the answer to the put is outstanding, its revision
    /// is not known; then it is told by the lease. Under a borrowed lease the key has a name of its own.
    fn delete_own(&self) -> TxnRequest {
        let delete = DeleteRangeRequest { key: self.key.clone(), ..DeleteRangeRequest::default() };
        let is_own = match self.revision {
            0 => equal(&*self.key, TargetUnion::Lease(self.lease.id())),
            revision => created_at(&self.key, revision),
        };
        TxnRequest {
            compare: vec![is_own],
            success: vec![operation(RequestUnion::RequestDeleteRange(delete))],
            failure: Vec::new(),
        }
    }
}

/// Compares whether a key was created at a revision; at 0, whether it is absent.
fn created_at(key: &[u8], revision: i64) -> Compare {
    equal(key, TargetUnion::CreateRevision(revision))
}

/// Reads the create revision of the own key, and the oldest key, from the answer to a put.
fn positions(reply: TxnResponse) -> (i64, Option<KeyValue>) {
    let now = header_revision(reply.header);
    let mut own = now;
    let mut first = None;
    for (number, response) in reply.responses.into_iter().enumerate() {
        let Some(ResponseUnion::ResponseRange(range)) = response.response else { continue };
        let kv = range.kvs.into_iter().next();
        if number == 0 {
            own = kv.map_or(now, |kv| kv.create_revision);
        } else {
            first = kv;
        }
    }
    (own, first)
}

/// Waits until the contender's key is gone. Overwriting it does not matter.
async fn key_lost(etcd: &Arc<Session>, key: &[u8], revision: i64, ttl: Duration) -> Failure {
    let own = RangeRequest { key: key.to_vec(), ..RangeRequest::default() };
    let mut seen = revision;
    loop {
        match key_deleted(etcd, key, seen, ttl).await {
            Ok(true) => return key_gone(key),
            Ok(false) => {}
            Err(fault) => return fault.while_trying("cannot watch the key"),
        }
        let reply = match call_until_answered(etcd, own.clone()).await {
            Ok(reply) => reply,
            Err(fault) => return fault.while_trying("cannot read the key"),
        };
        if reply.kvs.first().is_none_or(|kv| kv.create_revision != revision) {
            return key_gone(key);
        }
        seen = reply.header.map_or(seen, |header| header.revision);
    }
}

fn key_gone(key: &[u8]) -> Failure {
    let text = format!("key {} was deleted, or its lease expired or was revoked", quote(key));
    Failure::new(Kind::Lost, text)
}

fn lease_lost(key: &[u8], loss: LeaseLost) -> Failure {
    match loss {
        LeaseLost::Gone => key_gone(key),
        LeaseLost::Unknown(failure) => failure,
        LeaseLost::Expired(failure) => failure.reworded(|why| {
            format!("the lease of key {} was not renewed in time: {why}", quote(key))
        }),
    }
}
