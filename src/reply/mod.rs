//! What etcd said, in every format. Pure: a message in, text out.

mod header;
mod kv;
mod lease;
mod put;
mod range;

pub(crate) use lease::{KeepAlive, LeaseGranted, LeaseList, LeaseName, LeaseRevoked, LeaseState};
pub(crate) use range::{RangeFragment, Show};

/// Whether serde should leave a field out, as Go's `omitempty` does.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
