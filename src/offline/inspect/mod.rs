//! What is in a database, and how its pages are used.

mod bucket_use;
mod inspection;
mod key_values;

pub(crate) use bucket_use::BucketUse;
pub(crate) use inspection::{Inspection, LeaseUse, inspect};
