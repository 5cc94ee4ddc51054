//! The requests in the entries of raft's log: what they say, and which version of etcd they need. The
//! messages are described by tables; see etcd's `raft_internal.proto`, `rpc.proto` and `membership.proto`.

mod access;
mod cluster;
mod decoded_entry;
mod decoder;
mod entry_value;
mod form;
mod internal_request;
mod key_values;
mod meaning;
mod requirement;
mod schema;

pub(crate) use decoded_entry::{DecodedEntry, entry_kinds};
pub(crate) use entry_value::{EntryFields, EntryValue};
pub(crate) use form::EntryForm;
pub(crate) use requirement::Requirement;
