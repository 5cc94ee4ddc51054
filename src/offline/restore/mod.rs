//! Makes the data dir of a new member from a snapshot. The files are written beside their place while the
//! snapshot is checked, read back, and only then moved there.

mod build;
mod cluster;
mod content_sum;
mod data_file;
mod digest;
mod edits;
mod peer_urls;
mod read_back;
mod run;
mod same_urls;
mod snapshot_file;
mod source_facts;
mod target;
mod temp_folder;

pub(crate) use cluster::NewCluster;
pub(crate) use peer_urls::ClusterOptions;
pub(crate) use run::{RestorePlan, Restored};
pub(crate) use snapshot_file::SnapshotFile;
pub(crate) use target::RestoreTarget;
