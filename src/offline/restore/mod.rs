//! Makes the data dir of a new member from a snapshot. All is checked first; then the files are written
//! beside their place, read back, and moved there.

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
mod source;
mod source_facts;
mod target;
mod temp_folder;

pub(crate) use cluster::NewCluster;
pub(crate) use peer_urls::ClusterOptions;
pub(crate) use run::{RestorePlan, Restored};
pub(crate) use source::Source;
pub(crate) use target::Target;
