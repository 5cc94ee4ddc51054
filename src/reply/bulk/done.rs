//! Results of work on many keys.

use crate::go::LeaseId;
use crate::output::{Buffer, Cell, Records, TextReply, counted};

/// A file was written.
#[derive(Debug, Default)]
pub(crate) struct ExportDone {
    pub(crate) file: String,
    pub(crate) keys: u64,
    pub(crate) bytes: u64,
    pub(crate) revision: i64,
}

/// A file was read, and its keys written to etcd.
#[derive(Debug, Default)]
pub(crate) struct ImportDone {
    pub(crate) puts: u64,
    pub(crate) pruned: u64,
    /// Keys that had their values already, although `--if-absent` was given.
    pub(crate) unneeded: u64,
    /// Keys that were not written because a condition did not hold.
    pub(crate) conflicts: u64,
    /// The lease that `--ttl` granted, or 0.
    pub(crate) lease: i64,
    pub(crate) revision: i64,
}

/// Keys were copied or moved.
#[derive(Debug)]
pub(crate) struct TransferDone {
    /// `copied` or `moved`.
    pub(crate) verb: &'static str,
    pub(crate) keys: u64,
    pub(crate) is_atomic: bool,
    pub(crate) revision: i64,
}

impl TextReply for ExportDone {
    const FIELDS: &'static [&'static str] = &["file", "keys", "bytes", "revision"];
    fn text(&self, page: &mut Buffer) {
        let Self { file, keys, revision, .. } = self;
        let keys = counted(*keys, "key", "keys");
        page.confirmation(format_args!("Exported {keys} at revision {revision} to {file}"));
    }

    fn facts(&self) -> Records {
        Records::one([
            ("file", Cell::text(&self.file)),
            ("keys", Cell::UnsignedCounter(self.keys)),
            ("bytes", Cell::UnsignedCounter(self.bytes)),
            ("revision", Cell::Counter(self.revision)),
        ])
    }
}

impl TextReply for ImportDone {
    const FIELDS: &'static [&'static str] =
        &["imported", "pruned", "there_already", "not_written", "lease", "revision"];
    fn text(&self, page: &mut Buffer) {
        let mut text = format!("Imported {}", counted(self.puts, "key", "keys"));
        for (number, what) in [
            (self.pruned, "pruned"),
            (self.unneeded, "there already"),
            (self.conflicts, "not written"),
        ] {
            if number > 0 {
                text.push_str(&format!(", {number} {what}"));
            }
        }
        if self.lease != 0 {
            text.push_str(&format!(", under lease {}", LeaseId(self.lease)));
        }
        page.confirmation(format_args!("{text}"));
    }

    fn facts(&self) -> Records {
        Records::one([
            ("imported", Cell::UnsignedCounter(self.puts)),
            ("pruned", Cell::UnsignedCounter(self.pruned)),
            ("there_already", Cell::UnsignedCounter(self.unneeded)),
            ("not_written", Cell::UnsignedCounter(self.conflicts)),
            ("lease", Cell::lease(self.lease)),
            ("revision", Cell::Counter(self.revision)),
        ])
    }
}

impl TextReply for TransferDone {
    const FIELDS: &'static [&'static str] = &["keys", "atomic", "revision"];
    fn text(&self, page: &mut Buffer) {
        page.confirmation(format_args!("{} {}", counted(self.keys, "key", "keys"), self.verb));
    }

    fn facts(&self) -> Records {
        Records::one([
            ("keys", Cell::UnsignedCounter(self.keys)),
            ("atomic", Cell::Flag(self.is_atomic)),
            ("revision", Cell::Counter(self.revision)),
        ])
    }
}
