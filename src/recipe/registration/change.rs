//! What happens to a registration, to be told.

use crate::etcd::CallError;
use crate::etcd::proto::KeyValue;
use crate::go::{LeaseId, quote};
use crate::input::excerpt;
use crate::recipe::naming::ServiceRecord;
use std::time::Duration;

/// What has changed.
#[derive(Debug)]
pub(crate) enum RegistrationEvent<'a> {
    /// What they stand for is not well yet, and so they are not put.
    NotYet(&'a str),
    /// Another's record stood there, and this one has taken its place.
    Replaced(&'a KeyValue),
    /// The records stand.
    Registered {
        lease: i64,
        revision: i64,
        again: bool,
    },
    /// The lease is not being renewed; it lives for another `left`.
    OutOfContact {
        cause: &'a str,
        left: Duration,
    },
    InContact,
    /// The records do not stand any more, or cannot be put. It is tried until they do.
    Lost(&'a str),
    /// Somebody deleted this key, and it is back.
    Restored(&'a [u8]),
    /// The records were taken away: what they stand for is not well, or it is the end.
    Withdrawn(Option<&'a str>),
    /// That did not work. They go when their lease expires.
    Left(&'a CallError),
}

/// Hears of changes.
pub(crate) type Observer<'a> = &'a dyn Fn(RegistrationEvent<'_>);

/// What stands under a key, and under which lease, in words.
pub(crate) fn shown(kv: &KeyValue) -> String {
    let lease = match kv.lease {
        0 => "no lease".to_owned(),
        id => format!("lease {}", LeaseId(id)),
    };
    format!("{} ({lease}, since revision {})", content(kv), kv.mod_revision)
}

/// What a record says.
pub(crate) fn content(kv: &KeyValue) -> String {
    let Ok(ServiceRecord { address, metadata, .. }) = ServiceRecord::decode(&kv.value) else {
        return "something that is no record".to_owned();
    };
    let address = format!("Addr {}", quote(address.as_bytes()));
    match metadata.is_null() {
        true => address,
        false => format!("{address}, Metadata {}", excerpt(metadata.as_json().as_bytes())),
    }
}
