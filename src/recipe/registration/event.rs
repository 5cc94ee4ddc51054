//! The events of a registration.

use crate::etcd::proto::KeyValue;
use crate::go::{LeaseId, quote};
use crate::input::excerpt;
use crate::recipe::naming::ServiceRecord;
use std::time::Duration;

#[derive(Debug)]
pub(crate) enum RegistrationEvent {
    /// The records are not put yet, because a health check fails.
    NotYet(String),
    Replaced(KeyValue),
    Registered {
        lease: i64,
        revision: i64,
        again: bool,
    },
    OutOfContact {
        cause: String,
        left: Duration,
    },
    InContact,
    /// The records are gone, or cannot be put. The registration retries.
    Lost(String),
    /// This key was deleted by another client, and is put again.
    Restored(Vec<u8>),
    /// The records are deleted, because a health check fails or at the end.
    Withdrawn(Option<String>),
    /// The records could not be deleted. They expire with their lease.
    NotWithdrawn(String),
}

pub(crate) fn shown(kv: &KeyValue) -> String {
    let lease = match kv.lease {
        0 => "no lease".to_owned(),
        id => format!("lease {}", LeaseId(id)),
    };
    format!("{} ({lease}, since revision {})", content(kv), kv.mod_revision)
}

pub(crate) fn content(kv: &KeyValue) -> String {
    let Ok(ServiceRecord { address, metadata, .. }) = ServiceRecord::decode(&kv.value) else {
        return "a value that is not a service record".to_owned();
    };
    let address = format!("Addr {}", quote(address.as_bytes()));
    match metadata.is_null() {
        true => address,
        false => format!("{address}, Metadata {}", excerpt(metadata.as_json().as_bytes())),
    }
}
