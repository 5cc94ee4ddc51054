//! What etcd said, in every format. Pure: a message in, text out.

mod acknowledged;
mod auth;
mod done;
mod header;
mod kv;
mod put;
mod range;

pub(crate) use acknowledged::{Acknowledged, HeaderOnly};
pub(crate) use auth::{RoleReply, UserReply, range_text};
pub(crate) use done::Done;
pub(crate) use range::{RangeFragment, Show};

/// Whether serde should leave a field out, as Go's `omitempty` does.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
