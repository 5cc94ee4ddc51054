//! What commands found in files.

mod backup_check;
mod hashkv;
mod inspection;
mod snapshot_status;

pub(crate) use backup_check::{AboutFile, BackupCheck};
