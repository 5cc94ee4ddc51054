//! What commands found in files.

mod restored;
mod snapshot_status;

pub(crate) use restored::RestoredMember;
