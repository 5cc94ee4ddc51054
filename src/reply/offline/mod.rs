//! What commands found in files.

mod hashkv;
mod snapshot_status;
mod wal;

pub(crate) use wal::{RowPosition, ShowFields, WalPart, WalRow};
