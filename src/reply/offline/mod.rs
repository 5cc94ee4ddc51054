//! What commands found in files.

mod inspection;
mod snapshot_status;
