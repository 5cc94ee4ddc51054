//! `snapshot check`: verifies backups and stopped members, and ranks them.

use crate::command::long_work::LongWork;
use crate::command::offline_file::LockOptions;
use crate::context::LocalContext;
use crate::failure::{Failure, Kind};
use crate::offline::verify::{CheckTarget, FileVerdict, TargetReport, check_target, rank};
use crate::reply::{AboutFile, BackupCheck};
use clap::Args;
use std::path::PathBuf;

/// Verify backups or stopped members, and rank them
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl snapshot check backup.db
  ectl snapshot check /var/lib/etcd                  a stopped member: database, log, snapshots
  ectl snapshot check m1.etcd m2.etcd m3.etcd        which one to restore from after a lost quorum
  ectl snapshot check backup.db -w jsonl | jq -r 'select(.verdict != \"ok\").text'

Details:
  Checks the SHA-256 of a snapshot, pages, the order of revisions, leases, members, alarms and
  versions; of a member also the checksums of raft's log and snapshots, and whether the database
  matches them. Goes on after damage, and writes nothing. Several files are ranked by what was
  committed, then by the last entry of the log; their contents are compared by hash.

Exit codes:
  0  no errors; there may be warnings
  1  something is damaged
  6  a file cannot be read")]
pub(crate) struct Check {
    /// Snapshots, databases, or data directories of stopped members
    #[arg(required = true, value_name = "FILE|DIR")]
    paths: Vec<PathBuf>,
    /// The directory of raft's log if it is not DIR/member/wal
    #[arg(long, value_name = "DIR")]
    wal_dir: Option<PathBuf>,
    #[command(flatten)]
    lock: LockOptions,
}

impl Check {
    pub(crate) fn run(self, cx: &LocalContext) -> anyhow::Result<()> {
        let mut output = cx.output::<BackupCheck>()?;
        let targets = self.targets()?;
        let reports = targets.iter().map(|target| self.check(target));
        let reports = reports.collect::<Result<Vec<_>, _>>()?;
        let ranking = (reports.len() > 1).then(|| rank(&reports));
        let reply = BackupCheck { reports, ranking };
        output.print(&reply)?;
        failure(&reply).map_or(Ok(()), |failure| Err(failure.into()))
    }

    fn targets(&self) -> Result<Vec<CheckTarget>, Failure> {
        let is_single_member = matches!(self.paths.as_slice(), [path] if path.is_dir());
        if self.wal_dir.is_some() && !is_single_member {
            return Err(Failure::usage("--wal-dir needs a single DIR, the data directory"));
        }
        let wal = self.wal_dir.as_deref();
        Ok(self.paths.iter().map(|path| CheckTarget::new(path, wal)).collect())
    }

    fn check(&self, target: &CheckTarget) -> Result<TargetReport, Failure> {
        let length = std::fs::metadata(&target.database).map_or(0, |found| found.len());
        // A file is read twice: for its checksum and for its pages.
        let passes = if target.path == target.database { 2 } else { 1 };
        let work = LongWork::new("checking", length.saturating_mul(passes));
        check_target(target, self.lock.patience(), &mut |done| work.at(done))
    }
}

/// Returns the failure for the worst findings, if any of them is an error.
fn failure(reply: &BackupCheck) -> Option<Failure> {
    let kinds = [(FileVerdict::Error, Kind::Refused), (FileVerdict::Unreadable, Kind::Local)];
    kinds.into_iter().find_map(|(verdict, kind)| {
        let found = reply.with(verdict);
        let (first, more) = found.split_first()?;
        Some(Failure::new(kind, summary(*first, more.len())))
    })
}

fn summary((path, finding): AboutFile<'_>, more: usize) -> String {
    let subject = path.map_or("all of them".to_owned(), |path| path.display().to_string());
    let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
    format!("{subject}: {}: {}{more}", finding.check, finding.text)
}
