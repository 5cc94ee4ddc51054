//! What must hold of a key for a put to take place: checked and done in one transaction.

use super::fence::{Fence, commit};
use crate::etcd::Session;
use crate::etcd::proto::{
    Compare, KeyValue, PutRequest, PutResponse, RangeRequest, RequestUnion, ResponseUnion,
    TargetUnion, TxnRequest, TxnResponse, equal, operation,
};
use crate::failure::{Failure, Kind};
use crate::go::integer;
use crate::go::quote;
use crate::input;
use clap::Args;
use std::ffi::OsString;

/// At most one of these.
#[derive(Debug, Args)]
pub(crate) struct Condition {
    /// Put only if there is no such key, else exit with 8
    #[arg(long)]
    if_absent: bool,
    /// Put only if the key was last changed at REV, else exit with 8; 0: never
    #[arg(long, value_name = "REV", value_parser = integer)]
    if_mod_rev: Option<i64>,
    /// Put only if this is the key's value, else exit with 8
    #[arg(long, value_name = "VALUE")]
    if_value: Option<OsString>,
}

/// What a key is expected to be.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Expected {
    ModRevision(i64),
    Value(Vec<u8>),
}

/// What has to hold for a put.
#[derive(Debug, Default)]
pub(crate) struct Preconditions {
    expected: Option<Expected>,
    fence: Option<Fence>,
}

impl Condition {
    /// These, and the lock around us if it has to be held.
    pub(crate) fn behind(&self, fence: Option<Fence>) -> Result<Preconditions, Failure> {
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

impl Preconditions {
    /// Puts if they hold, and replies as to any put; else says what the key is instead.
    pub(crate) async fn put(
        self,
        session: &Session,
        request: PutRequest,
    ) -> anyhow::Result<PutResponse> {
        let Self { expected, fence } = self;
        if expected.is_none() && fence.is_none() {
            return Ok(session.call(request).await?);
        }
        let key = request.key.clone();
        let reply = commit(session, fence.as_ref(), transaction(expected, request)).await?;
        if reply.succeeded {
            return Ok(put_of(reply));
        }
        let text = format!("the condition did not hold: {}", as_it_is(&key, found(reply).as_ref()));
        Err(Failure::new(Kind::Unmet, text).into())
    }
}

fn transaction(expected: Option<Expected>, request: PutRequest) -> TxnRequest {
    let key = request.key.clone();
    let look = RangeRequest { key: key.clone(), ..Default::default() };
    TxnRequest {
        compare: expected.into_iter().map(|expected| expected.compare(key.clone())).collect(),
        success: vec![operation(RequestUnion::RequestPut(request))],
        failure: vec![operation(RequestUnion::RequestRange(look))],
    }
}

impl Expected {
    fn compare(self, key: Vec<u8>) -> Compare {
        let value = match self {
            // An absent key has the revision 0, and a value that equals no other.
            Self::ModRevision(revision) => TargetUnion::ModRevision(revision),
            Self::Value(value) => TargetUnion::Value(value),
        };
        equal(key, value)
    }
}

/// The reply to the put within that to its transaction, whose header is the complete one.
fn put_of(reply: TxnResponse) -> PutResponse {
    let TxnResponse { header, responses, .. } = reply;
    let inner = responses.into_iter().find_map(|operation| match operation.response {
        Some(ResponseUnion::ResponsePut(put)) => Some(put),
        _ => None,
    });
    PutResponse { header, ..inner.unwrap_or_default() }
}

fn found(reply: TxnResponse) -> Option<KeyValue> {
    reply.responses.into_iter().find_map(|operation| match operation.response {
        Some(ResponseUnion::ResponseRange(range)) => range.kvs.into_iter().next(),
        _ => None,
    })
}

/// So much of a value is shown.
const GLIMPSE: usize = 64;

/// What a key is, in words.
fn as_it_is(key: &[u8], kv: Option<&KeyValue>) -> String {
    let key = quote(key);
    let Some(KeyValue { value, mod_revision, .. }) = kv else {
        return format!("there is no key {key}");
    };
    let value = match value.get(..GLIMPSE) {
        Some(start) if value.len() > GLIMPSE => {
            format!("{}… ({} bytes)", quote(start), value.len())
        }
        _ => quote(value),
    };
    format!("{key} is {value}, last changed at revision {mod_revision}")
}

#[cfg(test)]
mod tests {
    use super::{Expected, as_it_is, transaction};
    use crate::etcd::proto::{KeyValue, PutRequest};

    #[test]
    fn one_transaction_of_one_look_or_one_put() {
        let request = PutRequest { key: b"k".to_vec(), ..Default::default() };
        let transaction = transaction(Some(Expected::ModRevision(0)), request);
        let sizes =
            (transaction.compare.len(), transaction.success.len(), transaction.failure.len());
        assert_eq!(sizes, (1, 1, 1));
    }

    #[test]
    fn what_stands_there_in_words() {
        let kv = |value: &[u8]| KeyValue {
            value: value.to_vec(),
            mod_revision: 7,
            ..Default::default()
        };
        assert_eq!(as_it_is(b"k", None), "there is no key \"k\"");
        assert_eq!(
            as_it_is(b"k", Some(&kv(b"a\xff"))),
            "\"k\" is \"a\\xff\", last changed at revision 7"
        );
        let long = as_it_is(b"k", Some(&kv(&[b'x'; 65])));
        assert!(long.contains(&format!("{}\"… (65 bytes)", "x".repeat(64))), "{long}");
        assert!(!as_it_is(b"k", Some(&kv(&[b'x'; 64]))).contains('…'));
    }
}
