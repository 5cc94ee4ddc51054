//! What a restore changes in the database, bucket by bucket.

use super::cluster::NewCluster;
use crate::failure::Failure;
use crate::offline::invalid;
use crate::offline::mvcc::{KEY, META, Revision};
use std::collections::BTreeMap;

/// The term of raft in a restored cluster.
const TERM: u64 = 1;

/// A change of a bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Edit {
    /// The keys that the snapshot has are left out.
    pub(super) clears: bool,
    /// Keys that are added, or that replace those of the snapshot.
    pub(super) entries: BTreeMap<Vec<u8>, Vec<u8>>,
}

/// The buckets that exist in the new database in any case, with their changes.
pub(super) type Edits = BTreeMap<Vec<u8>, Edit>;

/// Returns the revision that is `bump` above the last one; an overflow is refused.
pub(super) fn bumped(revision: i64, bump: u64) -> Result<i64, Failure> {
    let sum = i64::try_from(bump).ok().and_then(|bump| revision.checked_add(bump));
    sum.ok_or_else(|| {
        invalid(format!(
            "--bump-revision {bump}: the latest revision is {revision}, and the sum would exceed {}",
            i64::MAX
        ))
    })
}

/// Returns the changes: the members and raft's position are those of the new cluster. If the revision is
/// bumped, an entry without a key has the new one, and all up to it counts as compacted.
pub(super) fn edits(cluster: &NewCluster, bumped: Option<i64>) -> Edits {
    let members = cluster.members.iter();
    let members = members.map(|member| (format!("{:x}", member.id).into_bytes(), member.to_json()));
    let index = cluster.members.len() as u64;
    let mut meta = BTreeMap::from([
        (b"consistent_index".to_vec(), index.to_be_bytes().to_vec()),
        (b"term".to_vec(), TERM.to_be_bytes().to_vec()),
    ]);
    let mut edits = Edits::from([
        (b"cluster".to_vec(), Edit::default()),
        (b"members".to_vec(), Edit { clears: true, entries: members.collect() }),
        (b"members_removed".to_vec(), Edit { clears: true, ..Edit::default() }),
    ]);
    if let Some(revision) = bumped {
        let revision = Revision::new(revision, 0).to_bytes().to_vec();
        meta.insert(b"scheduledCompactRev".to_vec(), revision.clone());
        let entries = BTreeMap::from([(revision, Vec::new())]);
        edits.insert(KEY.into(), Edit { entries, ..Edit::default() });
    }
    edits.insert(META.into(), Edit { entries: meta, ..Edit::default() });
    edits
}

#[cfg(test)]
mod tests {
    use super::{bumped, edits};
    use crate::offline::raft::NewMember;
    use crate::offline::restore::NewCluster;

    #[test]
    fn revisions_do_not_overflow() {
        assert_eq!(bumped(26, 1000).unwrap(), 1026);
        assert_eq!(bumped(1, i64::MAX.unsigned_abs() - 1).unwrap(), i64::MAX);
        let text = |bump| bumped(26, bump).unwrap_err().to_string();
        assert_eq!(
            text(u64::MAX),
            "--bump-revision 18446744073709551615: the latest revision is 26, and the sum would \
             exceed 9223372036854775807"
        );
        assert!(text(i64::MAX.unsigned_abs() - 25).contains("would exceed"));
    }

    #[test]
    fn buckets_that_change() {
        let member = |id| NewMember { id, ..NewMember::new("m", &[], "") };
        let members = vec![member(0x2), member(0x10)];
        let cluster = NewCluster { id: 7, own: member(0x2), members };
        let plain = edits(&cluster, None);
        let names: Vec<_> = plain.keys().map(|name| str::from_utf8(name).unwrap()).collect();
        assert_eq!(names, ["cluster", "members", "members_removed", "meta"]);
        let ids: Vec<_> = plain[&b"members"[..]].entries.keys().collect();
        assert_eq!(ids, [b"10", &b"2"[..]]);
        assert_eq!(plain[&b"meta"[..]].entries[&b"consistent_index"[..]], [0, 0, 0, 0, 0, 0, 0, 2]);
        let bumped = edits(&cluster, Some(300));
        let key = &bumped[&b"key"[..]];
        assert!(!key.clears);
        assert_eq!(key.entries[&b"\0\0\0\0\0\0\x01\x2c_\0\0\0\0\0\0\0\0"[..]], b"");
        let meta = &bumped[&b"meta"[..]].entries;
        assert_eq!(meta[&b"scheduledCompactRev"[..]], b"\0\0\0\0\0\0\x01\x2c_\0\0\0\0\0\0\0\0");
    }
}
