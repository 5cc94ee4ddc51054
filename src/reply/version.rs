use crate::output::{Buffer, Cell, Format, Records, Reply};
use crate::settings::program::ETCDCTL_VERSION;

const API_VERSION: &str = "3.7";

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Versions of this program and of what it implements.
#[derive(Debug)]
pub(crate) struct VersionReply {}

impl VersionReply {
    pub(crate) fn as_ectl() -> String {
        format!(
            "ectl version: {VERSION}\nAPI version: {API_VERSION}\n\
             compatible with etcdctl: {ETCDCTL_VERSION}\n"
        )
    }

    /// Returns the text that begins with etcdctl's two lines.
    pub(crate) fn as_etcdctl() -> String {
        format!(
            "etcdctl version: {ETCDCTL_VERSION}\nAPI version: {API_VERSION}\n\
             ectl version: {VERSION}\n"
        )
    }

    pub(crate) fn as_etcdutl() -> String {
        format!("etcdutl version: {ETCDCTL_VERSION}\nAPI version: {API_VERSION}\n")
    }
}

impl Reply for VersionReply {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] = &["version", "api_version", "etcdctl_version"];

    fn simple(&self, page: &mut Buffer) {
        page.raw(Self::as_ectl().as_bytes());
    }

    fn records(&self) -> Records {
        Records::one([
            ("version", Cell::text(VERSION)),
            ("api_version", Cell::text(API_VERSION)),
            ("etcdctl_version", Cell::text(ETCDCTL_VERSION)),
        ])
    }
}
