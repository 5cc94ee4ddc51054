//! What commands found in files.

mod backup_check;
mod hashkv;
mod inspection;
mod migration;
mod restored;
mod snapshot_status;
mod wal;

pub(crate) use restored::RestoredMember;
pub(crate) use wal::{RowPosition, ShowFields, WalPart, WalRow};

pub(crate) use backup_check::{AboutFile, BackupCheck};
