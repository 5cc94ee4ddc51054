//! All checks of one backup or member.

use super::finding::{FileFinding, FileVerdict};
use super::key_contents::KeyContents;
use super::log_facts::MemberLog;
use super::membership::RaftMembers;
use super::snap_files::SnapFiles;
use super::target::{CheckTarget, MemberFolders};
use super::{alarms, leases, membership, position, trailer, versions};
use crate::failure::Failure;
use crate::offline::bolt::{Database, OpenMode, Patience};
use crate::offline::schema::SmallBuckets;
use crate::offline::{Progress, system};
use std::collections::BTreeSet;
use std::path::PathBuf;

#[derive(Debug)]
pub(crate) struct TargetReport {
    pub(crate) path: PathBuf,
    pub(crate) findings: Vec<FileFinding>,
    pub(super) database: PathBuf,
    /// `None` if the database cannot be read.
    pub(super) contents: Option<ContentFacts>,
    pub(super) log: Option<MemberLog>,
}

/// What a database says about its state, by which several are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ContentFacts {
    pub(super) consistent_index: u64,
    pub(super) term: u64,
    /// The revision of the last entry, or of a later compaction.
    pub(super) revision: i64,
    pub(super) compact_revision: i64,
    pub(super) members: BTreeSet<u64>,
}

impl TargetReport {
    pub(crate) fn worst(&self) -> FileVerdict {
        self.findings.iter().map(|found| found.verdict).max().unwrap_or(FileVerdict::Ok)
    }
}

/// Verifies a backup or a member. Damage is a finding; fails only if `progress` does, which is told the bytes
/// read.
pub(crate) fn check_target(
    target: &CheckTarget,
    patience: Patience,
    progress: Progress<'_>,
) -> Result<TargetReport, Failure> {
    let mut findings = Vec::new();
    let mut done = 0;
    if target.member.is_none() {
        findings.push(trailer::check(&target.database, &mut |read| {
            done = read;
            progress(read)
        })?);
    }
    let progress: Progress<'_> = &mut |read| progress(done + read);
    let database = match open(target, patience) {
        Ok(database) => Some(database),
        Err(failure) => {
            findings.push(FileFinding::failed("database", &failure)?);
            None
        }
    };
    let (mut about_log, mut log, mut snapshots) = (Vec::new(), None, None);
    if let Some(MemberFolders { snap, wal }) = &target.member {
        log = MemberLog::check(wal, &mut about_log)?;
        snapshots = Some(SnapFiles::check(snap, &mut about_log)?);
    }
    let contents = match &database {
        Some(database) => {
            let seen = Seen { log: &log, snapshots: &snapshots };
            seen.check(database, progress, &mut findings)?
        }
        None => None,
    };
    findings.extend(about_log);
    let (path, database) = (target.path.clone(), target.database.clone());
    Ok(TargetReport { path, findings, database, contents, log })
}

fn open(target: &CheckTarget, patience: Patience) -> Result<Database, Failure> {
    let file = &target.database;
    std::fs::metadata(file).map_err(|error| system("stat", file, &error))?;
    Database::open_locked(file, OpenMode::Read, patience)
}

/// What was seen of a target besides its database.
struct Seen<'a> {
    log: &'a Option<MemberLog>,
    snapshots: &'a Option<SnapFiles>,
}

impl Seen<'_> {
    fn check(
        &self,
        database: &Database,
        progress: Progress<'_>,
        findings: &mut Vec<FileFinding>,
    ) -> Result<Option<ContentFacts>, Failure> {
        let small = SmallBuckets::read(database);
        // Without the marks any gap could be that of a compaction.
        let compact = small.as_ref().map_or(i64::MAX, |small| small.marks.compact_revision());
        let keys = KeyContents::check(database, compact, progress, findings)?;
        let small = match small {
            Ok(small) => small,
            Err(failure) => {
                findings.push(FileFinding::failed("buckets", &failure)?);
                return Ok(None);
            }
        };
        findings.extend(small.unreadable.iter().map(|found| {
            let (bucket, count, first) = (found.bucket, found.count, &found.first);
            let text = format!("{bucket}: entries that cannot be parsed: {count}, first {first}");
            FileFinding::error("buckets", text)
        }));
        findings.extend(leases::check(&keys.leased, &small.leases));
        findings.push(membership::check(&small, self.raft_members().as_ref()));
        findings.extend(alarms::check(&small.alarms));
        findings.extend(versions::check(&small, self.log.as_ref()));
        findings.push(position::check(&small.marks, self.log.as_ref(), self.snapshots.as_ref()));
        Ok(Some(ContentFacts {
            consistent_index: small.marks.consistent_index.unwrap_or_default(),
            term: small.marks.term.unwrap_or_default(),
            revision: keys.revision.max(small.marks.compact_revision()),
            compact_revision: small.marks.compact_revision(),
            members: small.members.iter().map(|member| member.id).collect(),
        }))
    }

    /// Returns the members of the last snapshot of raft, unless a change followed it.
    fn raft_members(&self) -> Option<RaftMembers> {
        let newest = self.snapshots.as_ref()?.newest.as_ref()?;
        let log = self.log.as_ref()?;
        if log.conf_changes > 0 || log.start.index != newest.index {
            return None;
        }
        let state = newest.conf_state.as_ref()?;
        Some(RaftMembers {
            voters: state.voters.iter().copied().collect(),
            learners: state.learners.iter().chain(&state.learners_next).copied().collect(),
        })
    }
}
