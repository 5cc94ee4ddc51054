//! What etcd said, in every format. Pure: a message in, text out.

mod answers;
mod hashkv;
mod header;
mod health;
mod kv;
mod member;
mod member_json;
mod put;
mod range;
mod status;
mod status_json;

pub(crate) use answers::Answers;
pub(crate) use health::{EndpointHealth, HealthCheck};
pub(crate) use member::{MemberAdded, MemberChanged};
pub(crate) use range::{RangeFragment, Show};

/// Whether serde should leave a field out, as Go's `omitempty` does.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
