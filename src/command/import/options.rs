//! The options of `import` besides its file.

use super::names::NewNames;
use crate::etcd::proto::KeyValue;
use crate::failure::{Failure, Kind};
use crate::go::{count, integer, lifetime};
use crate::output::counted;
use crate::recipe::key_file::KeyLine;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct ImportOptions {
    #[command(flatten)]
    pub(super) names: NewNames,
    /// Put only keys that do not exist; exit with 8 if others differ
    #[arg(long, conflicts_with = "if_unchanged_since")]
    pub(super) if_absent: bool,
    /// Put only keys not changed after REV; exit with 8 if others were
    #[arg(long, value_name = "REV", value_parser = integer)]
    pub(super) if_unchanged_since: Option<i64>,
    /// Delete keys of the exported range that the file lacks
    #[arg(long, conflicts_with = "if_absent")]
    pub(super) prune: bool,
    /// Skip the lines before line N
    #[arg(long, value_name = "N", default_value = "1", hide_default_value = true, value_parser = count)]
    pub(super) from_line: u64,
    /// Attach keys that had a lease to a new one with this time to live
    #[arg(long, value_name = "DURATION", value_parser = lifetime)]
    pub(super) ttl: Option<i64>,
}

impl ImportOptions {
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.from_line == 0 {
            return Err(Failure::usage("--from-line must be at least 1"));
        }
        Ok(())
    }

    /// Fails if `--from-line` is behind the line after the last one, which is where an import of all lines
    /// continues.
    pub(super) fn check_last_line(&self, last: u64) -> Result<(), Failure> {
        let from = self.from_line;
        if from <= last.saturating_add(1) {
            return Ok(());
        }
        let lines = counted(last, "line", "lines");
        Err(Failure::usage(format!(
            "--from-line {from} is behind the end of the file: it has {lines}"
        )))
    }

    /// Returns whether a condition keeps the key as it is.
    pub(super) fn keeps(&self, kv: &KeyValue) -> bool {
        self.if_absent || self.if_unchanged_since.is_some_and(|revision| kv.mod_revision > revision)
    }

    /// Returns whether the line would take the key its lease.
    pub(super) fn drops_lease(&self, line: &KeyLine, kv: &KeyValue) -> bool {
        let gets_lease = self.ttl.is_some() && line.kv.lease != 0;
        kv.lease != 0 && !gets_lease && !self.keeps(kv)
    }

    pub(super) fn check_conflicts(&self, conflicts: u64) -> Result<(), Failure> {
        if conflicts == 0 {
            return Ok(());
        }
        let what = if conflicts == 1 { "key was" } else { "keys were" };
        let why = match self.if_unchanged_since {
            Some(revision) => format!("changed after revision {revision}"),
            None if self.if_absent => "there already".to_owned(),
            None => "changed meanwhile".to_owned(),
        };
        let text = format!("{conflicts} {what} {why}, and not written");
        Err(Failure::new(Kind::Unmet, text))
    }
}
