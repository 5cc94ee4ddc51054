//! What raft's log needs of the etcd that reads it.

use crate::failure::Failure;
use crate::offline::invalid;
use crate::offline::raft::{EffectiveLog, Requirement};
use crate::offline::version::SemanticVersion;
use std::cmp::Ordering;
use std::path::Path;

/// The oldest version of etcd that understands all entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OldestVersion {
    pub(crate) version: SemanticVersion,
    /// Index of the entry that needs it.
    pub(crate) index: u64,
    /// The message or field of that entry; empty if any etcd 3 understands it.
    pub(crate) source: &'static str,
}

/// The entries behind the snapshot that a server starts with.
#[derive(Debug, Clone)]
pub(crate) struct LogNeeds {
    /// Index of that snapshot.
    pub(crate) snapshot: u64,
    /// The index of the last entry; that of the snapshot if there are none.
    pub(crate) last: u64,
    /// Number of entries that are requests of the v2 API, which need no version of etcd 3.
    pub(crate) v2_requests: u64,
    pub(crate) oldest: Option<OldestVersion>,
    /// Why the first entry that cannot be decoded could not be.
    pub(crate) undecodable: Option<Failure>,
    /// A server elected a leader with this log: it is not that of a directory that was only restored.
    pub(crate) had_leader: bool,
}

impl LogNeeds {
    pub(crate) fn read(folder: &Path) -> Result<Self, Failure> {
        let log = EffectiveLog::read(folder, |entry| Requirement::of(entry).map_err(Box::new))?;
        let snapshot = log.survey.start.index;
        let mut needs = Self {
            snapshot,
            last: snapshot,
            v2_requests: 0,
            oldest: None,
            undecodable: None,
            had_leader: log.survey.hard_state.term > 1,
        };
        log.entries.iter().for_each(|requirement| needs.add(requirement));
        Ok(needs)
    }

    /// Adds the next entry.
    fn add(&mut self, requirement: &Result<Requirement, Box<Failure>>) {
        self.last += 1;
        let requirement = match requirement {
            Ok(requirement) => requirement,
            Err(failure) => {
                self.undecodable.get_or_insert_with(|| failure.as_ref().clone());
                return;
            }
        };
        let source = match requirement {
            Requirement::V2 => {
                self.v2_requests += 1;
                return;
            }
            Requirement::Minor(_, source) => source,
            Requirement::Named(_) => "downgrade_version_test",
        };
        let version = requirement.version();
        let is_newer = self
            .oldest
            .as_ref()
            .is_none_or(|oldest| version.precedence(&oldest.version) == Ordering::Greater);
        if is_newer {
            self.oldest = Some(OldestVersion { version, index: self.last, source });
        }
    }

    /// Refuses a downgrade to a version that does not understand all entries.
    pub(super) fn check(&self, target: &SemanticVersion) -> Result<(), Failure> {
        if let Some(failure) = &self.undecodable {
            return Err(failure.clone().hint("--force migrates in spite of it"));
        }
        match &self.oldest {
            Some(OldestVersion { version, index, source })
                if target.precedence(version) == Ordering::Less =>
            {
                Err(invalid(format!(
                    "cannot downgrade storage, WAL contains newer entries, as the target version \
                     ({target}) is lower than the version ({version}) detected from WAL logs"
                ))
                .hint(format!("{version} is needed by {source} in entry {index}")))
            }
            _ => Ok(()),
        }
    }
}
