use crate::output::{Buffer, Cell, Format, Records, Reply};
use crate::settings::program::ETCDCTL_VERSION;

const API_VERSION: &str = "3.7";

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Hash and date, as `0ca52ef12 2026-11-22`; empty if unknown.
const COMMIT: &str = env!("ECTL_COMMIT");

const TARGET: &str = env!("ECTL_TARGET");

/// Versions of this program and of what it implements.
#[derive(Debug)]
pub(crate) struct VersionReply {}

impl VersionReply {
    /// Returns the line of `ectl --version`.
    pub(crate) fn line() -> String {
        let separator = if COMMIT.is_empty() { "" } else { ", " };
        format!("ectl {VERSION} ({COMMIT}{separator}{TARGET})\n")
    }

    fn as_ectl() -> String {
        let commit = if COMMIT.is_empty() { "unknown" } else { COMMIT };
        format!(
            "ectl version: {VERSION}\nAPI version: {API_VERSION}\n\
             compatible with etcdctl: {ETCDCTL_VERSION}\n\
             commit: {commit}\ntarget: {TARGET}\n"
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
    const FIELDS: &'static [&'static str] =
        &["version", "api_version", "etcdctl_version", "commit", "target"];

    fn simple(&self, page: &mut Buffer) {
        page.raw(Self::as_ectl().as_bytes());
    }

    fn records(&self) -> Records {
        Records::one([
            ("version", Cell::text(VERSION)),
            ("api_version", Cell::text(API_VERSION)),
            ("etcdctl_version", Cell::text(ETCDCTL_VERSION)),
            ("commit", Cell::text(COMMIT)),
            ("target", Cell::text(TARGET)),
        ])
    }
}
