//! What commands found in files.

mod hashkv;
mod inspection;
mod snapshot_status;
