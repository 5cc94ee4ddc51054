//! What commands found in files.

mod history;
mod snapshot_status;

pub(crate) use history::{HistoryPart, KeyChange};
