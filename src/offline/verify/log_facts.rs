//! Raft's log: its checksums, and what it says about the member.

use super::finding::{FileFinding, counted};
use crate::failure::Failure;
use crate::offline::raft::{EffectiveLog, EntryForm, HardState, MemberIds, SnapshotMark};
use std::path::Path;

const CHECK: &str = "log";

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct MemberLog {
    pub(super) ids: MemberIds,
    /// The snapshot that a server starts from.
    pub(super) start: SnapshotMark,
    pub(super) hard_state: HardState,
    /// The terms of the entries behind the start.
    pub(super) terms: Vec<u64>,
    /// Number of changes of the members behind the start.
    pub(super) conf_changes: usize,
    /// Number of requests of the v2 API behind the start.
    pub(super) v2_requests: usize,
}

impl MemberLog {
    /// Reads the log, and adds what is found. Returns `None` if it cannot be read.
    pub(super) fn check(
        path: &Path,
        findings: &mut Vec<FileFinding>,
    ) -> Result<Option<Self>, Failure> {
        let log = EffectiveLog::read(path, |entry| (entry.term, EntryForm::of(entry)));
        let (ids, log) = match log.and_then(|log| Ok((MemberIds::read(path)?, log))) {
            Ok(log) => log,
            Err(failure) => {
                findings.push(FileFinding::failed(CHECK, &failure)?);
                return Ok(None);
            }
        };
        let count = |is: &dyn Fn(EntryForm) -> bool| {
            log.entries.iter().filter(|(_, form)| is(*form)).count()
        };
        let is_conf = |form| matches!(form, EntryForm::ConfChange | EntryForm::ConfChangeV2);
        let facts = Self {
            ids,
            start: log.survey.start.clone(),
            hard_state: log.survey.hard_state,
            terms: log.entries.iter().map(|(term, _)| *term).collect(),
            conf_changes: count(&is_conf),
            v2_requests: count(&|form| form == EntryForm::V2),
        };
        findings.extend(facts.findings(&log));
        Ok(Some(facts))
    }

    pub(super) fn last_index(&self) -> u64 {
        self.start.index.saturating_add(self.terms.len() as u64)
    }

    pub(super) fn last_term(&self) -> u64 {
        self.terms.last().copied().unwrap_or(self.start.term)
    }

    /// Returns the term of an entry, if it is in the log.
    pub(super) fn term_at(&self, index: u64) -> Option<u64> {
        match index.checked_sub(self.start.index)? {
            0 => Some(self.start.term),
            distance => self.terms.get(usize::try_from(distance - 1).ok()?).copied(),
        }
    }

    fn findings<T>(&self, log: &EffectiveLog<T>) -> Vec<FileFinding> {
        let mut findings = vec![self.summary(log)];
        if let Some(torn) = log.survey.torn {
            let files = &log.folder.files;
            let name = files.get(torn.file).map_or("", |file| &file.name);
            let text = format!("the record in {name} at offset {} is incomplete", torn.offset);
            findings.push(match files.len().saturating_sub(torn.file + 1) {
                0 => FileFinding::warning(CHECK, text)
                    .remedy("normal behind the last record if the machine crashed"),
                more => FileFinding::error(
                    CHECK,
                    format!("{text}: etcd ignores the {}", counted(more as u64, "file")),
                ),
            });
        }
        if self.v2_requests > 0 {
            let count = self.v2_requests;
            let text = format!("v2 requests of etcd 3.5 after the last snapshot of raft: {count}");
            findings.push(FileFinding::warning(CHECK, text).remedy(
                "etcd 3.7 panics on them: run 3.5 or 3.6 with --snapshot-count=10, or restore",
            ));
        }
        findings
    }

    fn summary<T>(&self, log: &EffectiveLog<T>) -> FileFinding {
        let files = counted(log.folder.files.len() as u64, "file");
        let (commit, last) = (self.hard_state.commit, self.last_index());
        if commit > last {
            let text = format!("entries up to {commit} were committed, but the last is {last}");
            return FileFinding::error(CHECK, text);
        }
        let first = self.start.index.saturating_add(1);
        let entries = match self.terms.len() {
            0 => format!("snapshot at {}", self.start.index),
            _ => format!("entries {first} to {last}"),
        };
        let term = self.last_term();
        FileFinding::ok(CHECK, format!("{files}, {entries} of term {term}, {commit} committed"))
    }
}
