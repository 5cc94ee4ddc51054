//! The accesses to keys that a request makes, for the hint when one is denied.

use super::rpc::Rpc;
use crate::etcd::Range;
use crate::etcd::proto::{
    DeleteRangeRequest, PutRequest, RangeRequest, RequestUnion, TxnRequest, WatchCreateRequest,
};
use prost::Message;
use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Access {
    verb: &'static str,
    pub(crate) keys: Range,
}

impl Access {
    pub(crate) fn watching(WatchCreateRequest { key, range_end, .. }: WatchCreateRequest) -> Self {
        Self::to("read", key, range_end)
    }

    fn to(verb: &'static str, key: Vec<u8>, end: Vec<u8>) -> Self {
        Self { verb, keys: Range { key, end } }
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.verb, self.keys)
    }
}

/// Returns the accesses of an encoded request; none if it does not concern keys.
pub(crate) fn accesses(path: &str, request: &[u8]) -> Vec<Access> {
    fn decoded<R: Message + Default>(request: &[u8]) -> R {
        R::decode(request).unwrap_or_default()
    }
    match path {
        RangeRequest::PATH => vec![read(decoded(request))],
        PutRequest::PATH => vec![write(decoded(request))],
        DeleteRangeRequest::PATH => vec![delete(decoded(request))],
        TxnRequest::PATH => of_txn(decoded(request)),
        _ => Vec::new(),
    }
}

fn read(RangeRequest { key, range_end, .. }: RangeRequest) -> Access {
    Access::to("read", key, range_end)
}

fn write(PutRequest { key, .. }: PutRequest) -> Access {
    Access::to("write", key, Vec::new())
}

fn delete(DeleteRangeRequest { key, range_end, .. }: DeleteRangeRequest) -> Access {
    Access::to("delete", key, range_end)
}

fn of_txn(txn: TxnRequest) -> Vec<Access> {
    let compared = txn.compare.into_iter().map(|c| Access::to("read", c.key, c.range_end));
    let mut all: Vec<_> = compared.collect();
    for operation in txn.success.into_iter().chain(txn.failure) {
        match operation.request {
            Some(RequestUnion::RequestRange(range)) => all.push(read(range)),
            Some(RequestUnion::RequestPut(put)) => all.push(write(put)),
            Some(RequestUnion::RequestDeleteRange(range)) => all.push(delete(range)),
            Some(RequestUnion::RequestTxn(txn)) => all.extend(of_txn(txn)),
            None => {}
        }
    }
    all
}

const MOST: usize = 4;

/// Lists accesses in one line, without duplicates.
pub(crate) fn listed(accesses: &[Access]) -> String {
    let mut words: Vec<String> = Vec::new();
    for access in accesses.iter().map(ToString::to_string) {
        if !words.contains(&access) {
            words.push(access);
        }
    }
    let more = words.len().saturating_sub(MOST);
    words.truncate(MOST);
    let words = words.join(", or ");
    if more > 0 { format!("{words}, or {more} more") } else { words }
}

#[cfg(test)]
mod tests {
    use super::{accesses, listed};
    use crate::etcd::call::rpc::Rpc;
    use crate::etcd::proto::{
        DeleteRangeRequest, LeaseGrantRequest, PutRequest, RangeRequest, RequestUnion, TargetUnion,
        TxnRequest, equal, operation,
    };

    fn listed_of<R: Rpc>(request: &R) -> String {
        listed(&accesses(R::PATH, &request.encode_to_vec()))
    }

    fn put(key: &str) -> PutRequest {
        PutRequest { key: key.into(), ..PutRequest::default() }
    }

    #[test]
    fn access_names_verb_and_keys() {
        assert_eq!(listed_of(&put("k")), r#"write key "k""#);
        let range = RangeRequest { key: "a/".into(), range_end: "a0".into(), ..Default::default() };
        assert_eq!(listed_of(&range), r#"read keys with the prefix "a/""#);
        let range =
            DeleteRangeRequest { key: "a".into(), range_end: "b".into(), ..Default::default() };
        assert_eq!(listed_of(&range), r#"delete keys with the prefix "a""#);
        assert_eq!(listed_of(&LeaseGrantRequest::default()), "");
        assert!(accesses(PutRequest::PATH, b"\xff\xff").len() == 1, "and no bytes are too odd");
    }

    #[test]
    fn transaction_lists_each_access_once() {
        let put = |key: &str| operation(RequestUnion::RequestPut(put(key)));
        let mut txn = TxnRequest {
            compare: vec![equal("c", TargetUnion::Version(0))],
            success: vec![put("a"), put("b")],
            failure: vec![put("a")],
        };
        assert_eq!(listed_of(&txn), r#"read key "c", or write key "a", or write key "b""#);
        txn.success.extend(["d", "e", "f"].map(put));
        assert!(listed_of(&txn).ends_with(r#"write key "d", or 2 more"#), "{}", listed_of(&txn));
    }
}
