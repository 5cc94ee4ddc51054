//! What etcd said, in every format. Pure: a message in, text out.

mod del;
mod done;
mod header;
mod kv;
mod put;
mod range;
mod would_delete;

pub(crate) use del::Deletion;
pub(crate) use done::Done;
pub(crate) use range::{RangeFragment, Show};
pub(crate) use would_delete::WouldDelete;

/// Whether serde should leave a field out, as Go's `omitempty` does.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
