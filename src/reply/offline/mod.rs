//! What commands found in files.

mod snapshot_status;
