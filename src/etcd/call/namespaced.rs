//! The messages with keys, as a namespace changes them.

use super::namespace::{Namespace, ReceivedKeys, SentKeys};
use crate::etcd::call::range_decoder::RangePart;
use crate::etcd::proto::{
    Compare, DeleteRangeRequest, DeleteRangeResponse, KeyValue, LeaseKeepAliveRequest,
    LeaseKeepAliveResponse, LeaseTimeToLiveRequest, LeaseTimeToLiveResponse, PutRequest,
    PutResponse, RangeRequest, RangeResponse, RequestOp, RequestUnion, ResponseOp, ResponseUnion,
    TxnRequest, TxnResponse, WatchCreateRequest, WatchRequest, WatchRequestUnion, WatchResponse,
};
use crate::failure::Failure;

impl SentKeys for RangeRequest {
    fn enter(&mut self, namespace: &Namespace) -> Result<(), Failure> {
        namespace.range(&mut self.key, &mut self.range_end)
    }
}

impl SentKeys for PutRequest {
    fn enter(&mut self, namespace: &Namespace) -> Result<(), Failure> {
        namespace.key(&mut self.key)
    }
}

impl SentKeys for DeleteRangeRequest {
    fn enter(&mut self, namespace: &Namespace) -> Result<(), Failure> {
        namespace.range(&mut self.key, &mut self.range_end)
    }
}

impl SentKeys for Compare {
    fn enter(&mut self, namespace: &Namespace) -> Result<(), Failure> {
        namespace.range(&mut self.key, &mut self.range_end)
    }
}

impl SentKeys for TxnRequest {
    fn enter(&mut self, namespace: &Namespace) -> Result<(), Failure> {
        self.compare.iter_mut().try_for_each(|compare| compare.enter(namespace))?;
        let mut operations = self.success.iter_mut().chain(&mut self.failure);
        operations.try_for_each(|operation| operation.enter(namespace))
    }
}

impl SentKeys for RequestOp {
    fn enter(&mut self, namespace: &Namespace) -> Result<(), Failure> {
        match &mut self.request {
            Some(RequestUnion::RequestRange(range)) => range.enter(namespace),
            Some(RequestUnion::RequestPut(put)) => put.enter(namespace),
            Some(RequestUnion::RequestDeleteRange(delete)) => delete.enter(namespace),
            Some(RequestUnion::RequestTxn(txn)) => txn.enter(namespace),
            None => Ok(()),
        }
    }
}

impl SentKeys for LeaseTimeToLiveRequest {}

impl SentKeys for LeaseKeepAliveRequest {}

impl SentKeys for WatchRequest {
    fn enter(&mut self, namespace: &Namespace) -> Result<(), Failure> {
        match &mut self.request {
            Some(WatchRequestUnion::Create(create)) => create.enter(namespace),
            Some(WatchRequestUnion::Cancel(_) | WatchRequestUnion::Progress(_)) | None => Ok(()),
        }
    }
}

impl SentKeys for WatchCreateRequest {
    fn enter(&mut self, namespace: &Namespace) -> Result<(), Failure> {
        // As etcd reads an empty key.
        if self.key.is_empty() {
            self.key.push(0);
        }
        namespace.range(&mut self.key, &mut self.range_end)
    }
}

impl ReceivedKeys for KeyValue {
    fn leave(&mut self, namespace: &Namespace) -> Result<(), String> {
        namespace.strip(&mut self.key)
    }
}

fn leave_all<'a>(
    namespace: &Namespace,
    kvs: impl IntoIterator<Item = &'a mut KeyValue>,
) -> Result<(), String> {
    kvs.into_iter().try_for_each(|kv| kv.leave(namespace))
}

impl ReceivedKeys for RangeResponse {
    fn leave(&mut self, namespace: &Namespace) -> Result<(), String> {
        leave_all(namespace, &mut self.kvs)
    }
}

impl ReceivedKeys for RangePart {
    fn leave(&mut self, namespace: &Namespace) -> Result<(), String> {
        match self {
            Self::Kv(kv) => kv.leave(namespace),
            Self::Header(_) | Self::End { .. } => Ok(()),
        }
    }
}

impl ReceivedKeys for PutResponse {
    fn leave(&mut self, namespace: &Namespace) -> Result<(), String> {
        leave_all(namespace, &mut self.prev_kv)
    }
}

impl ReceivedKeys for DeleteRangeResponse {
    fn leave(&mut self, namespace: &Namespace) -> Result<(), String> {
        leave_all(namespace, &mut self.prev_kvs)
    }
}

impl ReceivedKeys for TxnResponse {
    fn leave(&mut self, namespace: &Namespace) -> Result<(), String> {
        self.responses.iter_mut().try_for_each(|operation| operation.leave(namespace))
    }
}

impl ReceivedKeys for ResponseOp {
    fn leave(&mut self, namespace: &Namespace) -> Result<(), String> {
        match &mut self.response {
            Some(ResponseUnion::ResponseRange(range)) => range.leave(namespace),
            Some(ResponseUnion::ResponsePut(put)) => put.leave(namespace),
            Some(ResponseUnion::ResponseDeleteRange(delete)) => delete.leave(namespace),
            Some(ResponseUnion::ResponseTxn(txn)) => txn.leave(namespace),
            None => Ok(()),
        }
    }
}

impl ReceivedKeys for LeaseTimeToLiveResponse {
    /// Leaves out the keys outside of the namespace, which the lease may have too.
    fn leave(&mut self, namespace: &Namespace) -> Result<(), String> {
        self.keys.retain(|key| namespace.contains(key));
        self.keys.iter_mut().try_for_each(|key| namespace.strip(key))
    }
}

impl ReceivedKeys for LeaseKeepAliveResponse {}

impl ReceivedKeys for WatchResponse {
    fn leave(&mut self, namespace: &Namespace) -> Result<(), String> {
        self.events.iter_mut().try_for_each(|event| {
            leave_all(namespace, event.kv.iter_mut().chain(&mut event.prev_kv))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Namespace;
    use crate::etcd::call::key_access::accesses;
    use crate::etcd::call::rpc::Rpc as _;
    use crate::etcd::proto::{
        Compare, DeleteRangeRequest, DeleteRangeResponse, Event, KeyValue, LeaseTimeToLiveResponse,
        PutRequest, PutResponse, RangeRequest, RangeResponse, RequestUnion, ResponseOp,
        ResponseUnion, TxnRequest, TxnResponse, WatchResponse, operation,
    };
    use bytes::Bytes;
    use proptest::prelude::{
        Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
    };
    use prost::Message as _;

    fn key() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(any::<u8>(), 1..4)
    }

    fn range() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
        (key(), prop_oneof![Just(Vec::new()), Just(vec![0]), key()])
    }

    fn txn() -> impl Strategy<Value = TxnRequest> {
        let get = range().prop_map(|(key, range_end)| {
            RequestUnion::RequestRange(RangeRequest { key, range_end, ..Default::default() })
        });
        let put = key()
            .prop_map(|key| RequestUnion::RequestPut(PutRequest { key, ..Default::default() }));
        let delete = range().prop_map(|(key, range_end)| {
            RequestUnion::RequestDeleteRange(DeleteRangeRequest { key, range_end, prev_kv: true })
        });
        let leaf = prop_oneof![get, put, delete].prop_map(|request| TxnRequest {
            success: vec![operation(request)],
            ..TxnRequest::default()
        });
        leaf.prop_recursive(3, 12, 3, |inner| {
            let compare = range().prop_map(|(key, range_end)| Compare {
                key,
                range_end,
                ..Default::default()
            });
            let branch = || {
                prop::collection::vec(inner.clone(), 0..3).prop_map(|txns| {
                    txns.into_iter().map(|txn| operation(RequestUnion::RequestTxn(txn))).collect()
                })
            };
            (prop::collection::vec(compare, 0..3), branch(), branch())
                .prop_map(|(compare, success, failure)| TxnRequest { compare, success, failure })
        })
    }

    fn kv(key: &[u8]) -> KeyValue {
        KeyValue { key: key.to_vec(), ..KeyValue::default() }
    }

    /// Returns a response with the keys of a request.
    fn answer(txn: &TxnRequest) -> TxnResponse {
        let all = txn.success.iter().chain(&txn.failure).filter_map(|operation| {
            let response = match operation.request.as_ref()? {
                RequestUnion::RequestRange(range) => ResponseUnion::ResponseRange(RangeResponse {
                    kvs: vec![kv(&range.key)],
                    ..Default::default()
                }),
                RequestUnion::RequestPut(put) => ResponseUnion::ResponsePut(PutResponse {
                    prev_kv: Some(kv(&put.key)),
                    ..Default::default()
                }),
                RequestUnion::RequestDeleteRange(delete) => {
                    ResponseUnion::ResponseDeleteRange(DeleteRangeResponse {
                        prev_kvs: vec![kv(&delete.key)],
                        ..Default::default()
                    })
                }
                RequestUnion::RequestTxn(txn) => ResponseUnion::ResponseTxn(answer(txn)),
            };
            Some(ResponseOp { response: Some(response) })
        });
        TxnResponse { responses: all.collect(), ..TxnResponse::default() }
    }

    const PREFIX: &[u8] = b"/app/";

    fn namespace() -> Namespace {
        Namespace::new(Bytes::from_static(PREFIX))
    }

    proptest! {
        #[test]
        fn every_key_of_a_transaction_is_confined_and_comes_back(txn in txn()) {
            let mut sent = txn.clone();
            namespace().enter(&mut sent).unwrap();
            for access in accesses(TxnRequest::PATH, &sent.encode_to_vec()) {
                let (key, end) = (access.keys.key, access.keys.end);
                prop_assert!(key.starts_with(PREFIX), "{:?}", key);
                prop_assert!(end.is_empty() || end.starts_with(PREFIX) || end == b"/app0", "{:?}", end);
            }
            let mut received = answer(&sent);
            namespace().leave(&mut received).unwrap();
            prop_assert_eq!(received, answer(&txn));
        }
    }

    #[test]
    fn empty_namespace_changes_nothing() {
        let mut request = RangeRequest::default();
        Namespace::default().enter(&mut request).unwrap();
        assert_eq!(request, RangeRequest::default());
    }

    #[test]
    fn events_and_keys_of_leases_come_back() {
        let event = |prefix: &str| Event {
            kv: Some(kv(format!("{prefix}a").as_bytes())),
            prev_kv: Some(kv(format!("{prefix}a").as_bytes())),
            ..Event::default()
        };
        let mut watched = WatchResponse { events: vec![event("/app/")], ..Default::default() };
        namespace().leave(&mut watched).unwrap();
        assert_eq!(watched.events, [event("")]);
        let mut stray = WatchResponse { events: vec![event("/other/")], ..Default::default() };
        assert!(namespace().leave(&mut stray).is_err());
        let keys = ["/app/a", "/app", "/b", "/app/c"].map(Vec::from).into();
        let mut lease = LeaseTimeToLiveResponse { keys, ..Default::default() };
        namespace().leave(&mut lease).unwrap();
        assert_eq!(lease.keys, [b"a", b"c"]);
    }
}
