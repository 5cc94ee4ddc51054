//! Migrates a member's database to the storage version of another etcd: finds the version it has, the steps
//! to the other one, and whether raft's log allows them. Only the key `storageVersion` is ever written. The
//! texts of errors are etcdutl's.

mod cautions;
mod current;
mod log_needs;
mod plan;
mod target;

use super::bolt::Database;
use super::mvcc::META;
use super::version::SemanticVersion;
use crate::failure::Failure;
pub(crate) use cautions::Caution;
use cautions::cautions;
pub(crate) use current::is_unversioned;
use current::{STORAGE_VERSION, cluster_version, current_version};
pub(crate) use log_needs::{LogNeeds, OldestVersion};
use plan::steps;
use std::cmp::Ordering;
use std::path::Path;
pub(crate) use target::parse_target;

/// What a migration would do.
#[derive(Debug)]
pub(crate) struct Migration {
    pub(crate) current: SemanticVersion,
    pub(crate) target: SemanticVersion,
    /// What is in raft's log. It is not read if the current version is the target.
    pub(crate) log: Option<LogNeeds>,
    /// The versions after each step, or why the migration is refused.
    pub(crate) steps: Result<Vec<SemanticVersion>, Failure>,
    /// The version that the members agreed on, which a migration does not change.
    pub(crate) cluster_version: Option<SemanticVersion>,
}

impl Migration {
    /// Plans a migration; nothing is written. Fails if it would fail even if it is forced.
    pub(crate) fn plan(
        database: &Database,
        log: &Path,
        target: SemanticVersion,
    ) -> Result<Self, Failure> {
        let current = current_version(database)?;
        let cluster_version = cluster_version(database)?;
        if current == target {
            return Ok(Self { current, target, log: None, steps: Ok(Vec::new()), cluster_version });
        }
        let log = LogNeeds::read(log)?;
        let is_downgrade = target.precedence(&current) == Ordering::Less;
        let steps = steps(&current, &target).and_then(|steps| {
            if is_downgrade {
                log.check(&target)?;
            }
            Ok(steps)
        });
        Ok(Self { current, target, log: Some(log), steps, cluster_version })
    }

    /// Returns what to know before the target's server is started.
    pub(crate) fn cautions(&self) -> Vec<Caution> {
        let cluster = self.cluster_version.as_ref();
        self.log.as_ref().map_or_else(Vec::new, |log| cautions(log, &self.target, cluster))
    }
}

/// Writes a version to a database, or removes the key if the version is older than the key. The file must
/// be open for writing.
pub(crate) fn store_version(
    database: &mut Database,
    version: &SemanticVersion,
) -> Result<(), Failure> {
    let text = version.to_string();
    let value = (!is_unversioned(version)).then_some(text.as_bytes());
    database.change(META, STORAGE_VERSION, value).map(drop)
}

#[cfg(test)]
mod tests;
