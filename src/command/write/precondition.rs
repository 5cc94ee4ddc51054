//! `--if-absent`, `--if-mod-rev`, `--if-value`: puts that depend on the key, in one transaction.

use super::fence::{Fence, commit};
use crate::etcd::Session;
use crate::etcd::proto::{
    Compare, KeyValue, PutRequest, PutResponse, RangeRequest, RequestUnion, ResponseUnion,
    TargetUnion, TxnRequest, TxnResponse, equal, operation,
};
use crate::failure::{Failure, Kind};
use crate::go::{integer, quote};
use crate::input;
use clap::Args;
use std::ffi::OsString;

/// Options that exclude one another.
#[derive(Debug, Args)]
pub(crate) struct Condition {
    /// Put only if the key does not exist; else exit with 8
    #[arg(long)]
    if_absent: bool,
    /// Put only if the key's mod revision is REV (0: absent); else exit with 8
    #[arg(long, value_name = "REV", value_parser = integer)]
    if_mod_rev: Option<i64>,
    /// Put only if the key has this value; else exit with 8
    #[arg(long, value_name = "VALUE")]
    if_value: Option<OsString>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Expected {
    ModRevision(i64),
    Value(Vec<u8>),
}

#[derive(Debug, Default)]
pub(crate) struct Preconditions {
    expected: Option<Expected>,
    fence: Option<Fence>,
}

impl Condition {
    pub(crate) fn with_fence(&self, fence: Option<Fence>) -> Result<Preconditions, Failure> {
        Ok(Preconditions { expected: self.expected()?, fence })
    }

    fn expected(&self) -> Result<Option<Expected>, Failure> {
        let absent = self.if_absent.then_some(Expected::ModRevision(0));
        let revision = self.if_mod_rev.map(Expected::ModRevision);
        let value = self.if_value.as_deref().map(input::bytes).map(Expected::Value);
        let mut expected = [absent, revision, value].into_iter().flatten();
        match (expected.next(), expected.next()) {
            (_, Some(_)) => Err(Failure::usage(
                "only one of `--if-absent`, `--if-mod-rev` and `--if-value` can be set, choose one",
            )),
            (only, None) => Ok(only),
        }
    }
}

/// The outcome of a conditional put.
#[derive(Debug)]
pub(crate) enum ConditionalPut {
    Done(PutResponse),
    /// The condition did not hold; the key as it is.
    Unmet(Option<KeyValue>),
}

impl Preconditions {
    /// Requires the key to be at this mod revision; 0 if it must not exist.
    pub(crate) fn at_mod_revision(revision: i64) -> Self {
        Self { expected: Some(Expected::ModRevision(revision)), fence: None }
    }

    /// Puts the key if the conditions hold; otherwise fails with the key's state.
    pub(crate) async fn put(
        self,
        session: &Session,
        request: PutRequest,
    ) -> anyhow::Result<PutResponse> {
        let key = request.key.clone();
        match self.try_put(session, request).await? {
            ConditionalPut::Done(response) => Ok(response),
            ConditionalPut::Unmet(kv) => {
                let text = format!("the condition did not hold: {}", describe(&key, kv.as_ref()));
                Err(Failure::new(Kind::Unmet, text).into())
            }
        }
    }

    /// Puts the key if the conditions hold.
    pub(crate) async fn try_put(
        self,
        session: &Session,
        request: PutRequest,
    ) -> anyhow::Result<ConditionalPut> {
        let Self { expected, fence } = self;
        if expected.is_none() && fence.is_none() {
            return Ok(ConditionalPut::Done(session.call(request).await?));
        }
        let reply = commit(session, fence.as_ref(), transaction(expected, request)).await?;
        Ok(match reply.succeeded {
            true => ConditionalPut::Done(put_of(reply)),
            false => ConditionalPut::Unmet(current(reply)),
        })
    }
}

fn transaction(expected: Option<Expected>, request: PutRequest) -> TxnRequest {
    let key = request.key.clone();
    let read = RangeRequest { key: key.clone(), ..Default::default() };
    TxnRequest {
        compare: expected.into_iter().map(|expected| expected.compare(key.clone())).collect(),
        success: vec![operation(RequestUnion::RequestPut(request))],
        failure: vec![operation(RequestUnion::RequestRange(read))],
    }
}

impl Expected {
    fn compare(self, key: Vec<u8>) -> Compare {
        let value = match self {
            // An absent key has revision 0, and its value equals none.
            Self::ModRevision(revision) => TargetUnion::ModRevision(revision),
            Self::Value(value) => TargetUnion::Value(value),
        };
        equal(key, value)
    }
}

/// Returns the reply to the put, with the transaction's header, which is complete.
fn put_of(reply: TxnResponse) -> PutResponse {
    let TxnResponse { header, responses, .. } = reply;
    let inner = responses.into_iter().find_map(|operation| match operation.response {
        Some(ResponseUnion::ResponsePut(put)) => Some(put),
        _ => None,
    });
    PutResponse { header, ..inner.unwrap_or_default() }
}

fn current(reply: TxnResponse) -> Option<KeyValue> {
    reply.responses.into_iter().find_map(|operation| match operation.response {
        Some(ResponseUnion::ResponseRange(range)) => range.kvs.into_iter().next(),
        _ => None,
    })
}

/// The number of bytes of a value in messages.
const SHOWN: usize = 64;

fn describe(key: &[u8], kv: Option<&KeyValue>) -> String {
    let key = quote(key);
    let Some(KeyValue { value, mod_revision, .. }) = kv else {
        return format!("key {key} does not exist");
    };
    let value = match value.get(..SHOWN) {
        Some(start) if value.len() > SHOWN => {
            format!("{}… ({} bytes)", quote(start), value.len())
        }
        _ => quote(value),
    };
    format!("{key} is {value}, last changed at revision {mod_revision}")
}

#[cfg(test)]
mod tests {
    use super::{Expected, describe, transaction};
    use crate::etcd::proto::{KeyValue, PutRequest};

    #[test]
    fn transaction_is_one_put_or_one_read() {
        let request = PutRequest { key: b"k".to_vec(), ..Default::default() };
        let transaction = transaction(Some(Expected::ModRevision(0)), request);
        let sizes =
            (transaction.compare.len(), transaction.success.len(), transaction.failure.len());
        assert_eq!(sizes, (1, 1, 1));
    }

    #[test]
    fn keys_are_described() {
        let kv = |value: &[u8]| KeyValue {
            value: value.to_vec(),
            mod_revision: 7,
            ..Default::default()
        };
        assert_eq!(describe(b"k", None), "key \"k\" does not exist");
        assert_eq!(
            describe(b"k", Some(&kv(b"a\xff"))),
            "\"k\" is \"a\\xff\", last changed at revision 7"
        );
        let long = describe(b"k", Some(&kv(&[b'x'; 65])));
        assert!(long.contains(&format!("{}\"… (65 bytes)", "x".repeat(64))), "{long}");
        assert!(!describe(b"k", Some(&kv(&[b'x'; 64]))).contains('…'));
    }
}
