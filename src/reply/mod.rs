//! What etcd said, in every format. Pure: a message in, text out.

mod del;
mod header;
mod kv;
mod put;
mod range;
mod txn;

pub(crate) use range::{RangeFragment, Show};

/// Whether serde should leave a field out, as Go's `omitempty` does.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
