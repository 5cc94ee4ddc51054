//! What etcd said, in every format. Pure: a message in, text out.

mod header;
mod kv;
mod put;
mod range;
mod watch;

pub(crate) use range::{RangeFragment, Show};
pub(crate) use watch::{event_type, is_progress};

/// Whether serde should leave a field out, as Go's `omitempty` does.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
