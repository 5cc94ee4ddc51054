//! What `version` says.

use crate::output::{Buffer, Cell, Format, Records, Reply};
use crate::settings::program::ETCDCTL_VERSION;

/// The version of etcd's API that is spoken.
const API_VERSION: &str = "3.7";

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The versions that this program is made of.
#[derive(Debug)]
pub(crate) struct VersionReply {}

impl VersionReply {
    pub(crate) fn as_ectl() -> String {
        format!(
            "ectl version: {VERSION}\nAPI version: {API_VERSION}\n\
             compatible with etcdctl: {ETCDCTL_VERSION}\n"
        )
    }

    /// Begins with the two lines that etcdctl prints.
    pub(crate) fn as_etcdctl() -> String {
        format!(
            "etcdctl version: {ETCDCTL_VERSION}\nAPI version: {API_VERSION}\n\
             ectl version: {VERSION}\n"
        )
    }
}

impl Reply for VersionReply {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];

    fn simple(&self, page: &mut Buffer) {
        page.raw(Self::as_ectl().as_bytes());
    }

    fn protobuf(&self, _page: &mut Buffer) {}

    fn records(&self) -> Records {
        Records::one([
            ("version", Cell::text(VERSION)),
            ("api_version", Cell::text(API_VERSION)),
            ("etcdctl_version", Cell::text(ETCDCTL_VERSION)),
        ])
    }
}
