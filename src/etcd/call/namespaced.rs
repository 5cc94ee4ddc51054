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
