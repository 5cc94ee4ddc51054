//! The versions that a database has.

use crate::failure::Failure;
use crate::offline::bolt::Database;
use crate::offline::invalid;
use crate::offline::mvcc::META;
use crate::offline::version::SemanticVersion;
use std::cmp::Ordering;

pub(super) const STORAGE_VERSION: &[u8] = b"storageVersion";

/// Returns the storage version. Before 3.6 etcd did not store it; 3.5 is the first with raft's term.
pub(super) fn current_version(database: &Database) -> Result<SemanticVersion, Failure> {
    if let Some(stored) = version(database, META, STORAGE_VERSION)? {
        return Ok(stored);
    }
    let has_index = number(database, "consistent_index")?.is_some();
    match number(database, "term")? {
        Some(term) if has_index && term > 0 => Ok(SemanticVersion::new(3, 5)),
        _ => Err(invalid("missing term information")
            .hint("the directory is that of a member older than etcd 3.5, or of none")),
    }
}

/// Returns whether etcd does not store its version: before 3.6.
pub(crate) fn is_unversioned(version: &SemanticVersion) -> bool {
    version.precedence(&SemanticVersion::new(3, 6)) == Ordering::Less
}

/// Returns the version that the members agreed on.
pub(super) fn cluster_version(database: &Database) -> Result<Option<SemanticVersion>, Failure> {
    version(database, "cluster", b"clusterVersion")
}

/// Returns the version that a key has; none if its value is not a version.
fn version(
    database: &Database,
    bucket: &str,
    key: &[u8],
) -> Result<Option<SemanticVersion>, Failure> {
    let value = database.value(bucket, key)?;
    let text = value.and_then(|value| String::from_utf8(value).ok());
    Ok(text.and_then(|text| SemanticVersion::parse(&text).ok()))
}

fn number(database: &Database, key: &str) -> Result<Option<u64>, Failure> {
    let value = database.value(META, key.as_bytes())?.filter(|value| !value.is_empty());
    let Some(value) = value else { return Ok(None) };
    match value.first_chunk() {
        Some(bytes) => Ok(Some(u64::from_be_bytes(*bytes))),
        None => {
            let length = value.len();
            Err(invalid(format!("{key} in bucket \"{META}\" has {length} bytes instead of 8")))
        }
    }
}
