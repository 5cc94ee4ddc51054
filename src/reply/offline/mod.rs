//! What commands found in files.

mod hashkv;
mod snapshot_status;
