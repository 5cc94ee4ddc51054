//! What commands found in files.

mod hashkv;
mod history;
mod inspection;
mod migration;
mod snapshot_status;

pub(crate) use history::{HistoryPart, KeyChange};
