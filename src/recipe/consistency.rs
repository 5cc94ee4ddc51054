//! Compares the data of several endpoints by their hashes.

use crate::etcd::proto::HashKvResponse;
use std::collections::BTreeMap;
use std::time::Duration;

/// Attempts while a compaction reaches the members, one after the other.
pub(crate) const TRIES: u8 = 5;
pub(crate) const PAUSE: Duration = Duration::from_millis(200);

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum HashConsistency {
    Consistent(usize),
    /// Hashes over the same revisions differ: the endpoints, grouped by hash.
    Mismatch(Vec<String>),
    /// No comparable hashes differ, but not all cover the same revisions: the endpoints, grouped by
    /// compacted revision.
    Compacted(Vec<String>),
    DifferentClusters(Vec<String>),
    /// Fewer than two of several endpoints answered.
    Unknown,
}

impl HashConsistency {
    pub(crate) fn of(answers: &[(&str, &HashKvResponse)], asked: usize) -> Self {
        let cluster = |hash: &HashKvResponse| hash.header.unwrap_or_default().cluster_id;
        let clusters = grouped(answers, cluster);
        let compacted = grouped(answers, |hash| hash.compact_revision);
        let hashes = grouped(answers, |hash| (hash.compact_revision, hash.hash));
        let number = answers.len();
        if number == 0 || number == 1 && asked > 1 {
            Self::Unknown
        } else if clusters.len() > 1 {
            Self::DifferentClusters(described(clusters, |id| format!("cluster {id:x}")))
        } else if hashes.len() > compacted.len() {
            Self::Mismatch(described(hashes, |(_, hash)| format!("hash {hash}")))
        } else if compacted.len() > 1 {
            Self::Compacted(described(compacted, compacted_to))
        } else {
            Self::Consistent(number)
        }
    }

    /// Returns the problem, if the hashes show one, and a hint.
    pub(crate) fn problem(&self) -> Option<(String, &'static str)> {
        Some(match self {
            Self::Consistent(_) | Self::Unknown => return None,
            Self::Mismatch(groups) => (
                format!("mismatch: the members do not hold the same data: {}", groups.join("; ")),
                "remove a member that differs from the rest, and add it again with an empty data directory",
            ),
            Self::Compacted(groups) => (
                format!(
                    "cannot compare: a hash covers the revisions after the last compaction, and the \
                     members are compacted to different revisions: {}",
                    groups.join("; ")
                ),
                "no mismatch was found; a compaction may be in progress: try again",
            ),
            Self::DifferentClusters(groups) => (
                format!(
                    "cannot compare: the endpoints belong to different clusters: {}",
                    groups.join("; ")
                ),
                "specify endpoints of one cluster, or use --cluster",
            ),
        })
    }
}

fn grouped<'a, K: Ord>(
    answers: &[(&'a str, &HashKvResponse)],
    key: impl Fn(&HashKvResponse) -> K,
) -> BTreeMap<K, Vec<&'a str>> {
    let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (endpoint, hash) in answers {
        groups.entry(key(hash)).or_default().push(*endpoint);
    }
    groups
}

fn described<K>(groups: BTreeMap<K, Vec<&str>>, name: impl Fn(K) -> String) -> Vec<String> {
    let describe =
        |(key, endpoints): (K, Vec<&str>)| format!("{}: {}", endpoints.join(", "), name(key));
    groups.into_iter().map(describe).collect()
}

fn compacted_to(revision: i64) -> String {
    if revision < 0 {
        "not compacted".to_owned()
    } else {
        format!("compacted to revision {revision}")
    }
}

#[cfg(test)]
mod tests {
    use super::HashConsistency;
    use crate::etcd::proto::{HashKvResponse, ResponseHeader};

    fn compared(hashes: &[Option<(u64, i64, u32)>]) -> HashConsistency {
        let answer = |(cluster_id, compact_revision, hash)| HashKvResponse {
            header: Some(ResponseHeader { cluster_id, ..ResponseHeader::default() }),
            compact_revision,
            hash,
            hash_revision: 9,
        };
        let answered = hashes.iter().zip(["a", "b", "c"]);
        let answered: Vec<_> =
            answered.filter_map(|(hash, endpoint)| Some((endpoint, hash.map(answer)?))).collect();
        let answered: Vec<_> = answered.iter().map(|(endpoint, hash)| (*endpoint, hash)).collect();
        HashConsistency::of(&answered, hashes.len())
    }

    fn words(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn hashes_are_compared_within_their_revisions() {
        let [one, two, old] = [Some((7, -1, 1)), Some((7, -1, 2)), Some((7, 5, 3))];
        assert_eq!(compared(&[one, one, one]), HashConsistency::Consistent(3));
        assert_eq!(compared(&[one, None, one]), HashConsistency::Consistent(2));
        assert_eq!(compared(&[one]), HashConsistency::Consistent(1));
        assert_eq!(compared(&[one, None]), HashConsistency::Unknown);
        assert_eq!(compared(&[None]), HashConsistency::Unknown);
        assert_eq!(
            compared(&[one, two, one]),
            HashConsistency::Mismatch(words(&["a, c: hash 1", "b: hash 2"]))
        );
        // Hashes over different revisions cannot be compared.
        assert_eq!(
            compared(&[old, one, one]),
            HashConsistency::Compacted(words(&[
                "b, c: not compacted",
                "a: compacted to revision 5"
            ]))
        );
        // Hashes over the same revisions can differ beside them.
        assert!(matches!(compared(&[old, one, two]), HashConsistency::Mismatch(_)));
        assert!(matches!(
            compared(&[one, Some((8, -1, 1))]),
            HashConsistency::DifferentClusters(_)
        ));
    }

    #[test]
    fn every_inconsistency_is_a_problem() {
        assert_eq!(compared(&[Some((7, -1, 1)); 2]).problem(), None);
        let (mismatch, _) = compared(&[Some((7, -1, 1)), Some((7, -1, 2))]).problem().unwrap();
        assert!(mismatch.ends_with("data: a: hash 1; b: hash 2"), "{mismatch}");
        let (compacted, _) = compared(&[Some((7, 4, 1)), Some((7, 5, 2))]).problem().unwrap();
        assert!(compacted.starts_with("cannot compare"), "{compacted}");
    }
}
