//! The values of etcdutl's flags, of which each command has some.

use crate::go::{boolean, parse_duration, parse_int, parse_uint, quote};
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;

#[derive(Debug)]
pub(super) struct Values {
    pub(super) help: bool,
    /// In nanoseconds, of any sign.
    pub(super) timeout: i64,
    pub(super) write_out: OsString,
    pub(super) bump_revision: u64,
    pub(super) data_dir: OsString,
    pub(super) force: bool,
    pub(super) initial_advertise_peer_urls: OsString,
    pub(super) initial_cluster: OsString,
    pub(super) initial_cluster_token: OsString,
    pub(super) mark_compacted: bool,
    pub(super) name: OsString,
    pub(super) rev: i64,
    pub(super) skip_hash_check: bool,
    pub(super) target_version: OsString,
    pub(super) wal_dir: OsString,
    /// The names of the flags that were set.
    pub(super) given: BTreeSet<&'static str>,
}

impl Default for Values {
    fn default() -> Self {
        Self {
            help: false,
            timeout: 10_000_000_000,
            write_out: "simple".into(),
            bump_revision: 0,
            data_dir: OsString::new(),
            force: false,
            initial_advertise_peer_urls: "http://localhost:2380".into(),
            initial_cluster: "default=http://localhost:2380".into(),
            initial_cluster_token: "etcd-cluster".into(),
            mark_compacted: false,
            name: "default".into(),
            rev: 0,
            skip_hash_check: false,
            target_version: OsString::new(),
            wal_dir: OsString::new(),
            given: BTreeSet::new(),
        }
    }
}

pub(super) fn bool(text: &OsStr) -> Result<bool, String> {
    boolean(&text.to_string_lossy())
        .map_err(|_| format!("strconv.ParseBool: parsing {}: invalid syntax", quoted(text)))
}

pub(super) fn duration(text: &OsStr) -> Result<i64, String> {
    parse_duration(text.as_bytes())
}

pub(super) fn int(text: &OsStr) -> Result<i64, String> {
    parse_int(&text.to_string_lossy())
        .map_err(|why| format!("strconv.ParseInt: parsing {}: {why}", quoted(text)))
}

pub(super) fn uint(text: &OsStr) -> Result<u64, String> {
    parse_uint(&text.to_string_lossy())
        .map_err(|why| format!("strconv.ParseUint: parsing {}: {why}", quoted(text)))
}

pub(super) fn quoted(text: &OsStr) -> String {
    quote(text.as_bytes())
}
