pub(crate) mod del;
pub(crate) mod delete_preview;
pub(crate) mod history;
pub(super) mod key_value;
pub(crate) mod put;
pub(crate) mod range;
pub(crate) mod reversion;
pub(crate) mod txn;
pub(crate) mod undelete;
pub(crate) mod watch;

pub(crate) use key_value::{fields_kv, json_kv};
