//! Whether the hashes of several endpoints say that they hold the same data.

use crate::etcd::proto::HashKvResponse;
use std::collections::BTreeMap;
use std::time::Duration;

/// A compaction reaches the members one after the other: so often they are asked while it does.
pub(crate) const TRIES: u8 = 5;
pub(crate) const PAUSE: Duration = Duration::from_millis(200);

/// What the hashes of endpoints that answered say.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum HashConsistency {
    /// So many have the same.
    Consistent(usize),
    /// Some differ that cover the same revisions: the endpoints, by their hash.
    Mismatch(Vec<String>),
    /// None differ that can be compared, but not all cover the same revisions: the endpoints, by the
    /// revision up to which they are compacted.
    Compacted(Vec<String>),
    /// They are of different clusters: the endpoints, by their cluster.
    Strangers(Vec<String>),
    /// Not even two answered of those who were asked.
    Nothing,
}

impl HashConsistency {
    /// Pure: what to make of the answers of so many that were asked.
    pub(crate) fn of(answers: &[(&str, &HashKvResponse)], asked: usize) -> Self {
        let cluster = |hash: &HashKvResponse| hash.header.unwrap_or_default().cluster_id;
        let clusters = grouped(answers, cluster);
        let compacted = grouped(answers, |hash| hash.compact_revision);
        let hashes = grouped(answers, |hash| (hash.compact_revision, hash.hash));
        let number = answers.len();
        if number == 0 || number == 1 && asked > 1 {
            Self::Nothing
        } else if clusters.len() > 1 {
            Self::Strangers(told(clusters, |id| format!("cluster {id:x}")))
        } else if hashes.len() > compacted.len() {
            Self::Mismatch(told(hashes, |(_, hash)| format!("hash {hash}")))
        } else if compacted.len() > 1 {
            Self::Compacted(told(compacted, compacted_to))
        } else {
            Self::Consistent(number)
        }
    }

    /// What is wrong, if that is not that somebody did not answer; and what to do about it.
    pub(crate) fn complaint(&self) -> Option<(String, &'static str)> {
        Some(match self {
            Self::Consistent(_) | Self::Nothing => return None,
            Self::Mismatch(groups) => (
                format!("mismatch: the members do not hold the same data: {}", groups.join("; ")),
                "a member that differs from the rest is removed, and added anew with an empty directory",
            ),
            Self::Compacted(groups) => (
                format!(
                    "cannot compare: a hash covers what is not compacted, and the members are not \
                     compacted alike: {}",
                    groups.join("; ")
                ),
                "no mismatch was seen; a compaction may be under way, try again",
            ),
            Self::Strangers(groups) => (
                format!("cannot compare: these are different clusters: {}", groups.join("; ")),
                "name endpoints of one cluster, or all members of one with --cluster",
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

fn told<K>(groups: BTreeMap<K, Vec<&str>>, name: impl Fn(K) -> String) -> Vec<String> {
    let told =
        |(key, endpoints): (K, Vec<&str>)| format!("{}: {}", endpoints.join(", "), name(key));
    groups.into_iter().map(told).collect()
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

    fn verdict(hashes: &[Option<(u64, i64, u32)>]) -> HashConsistency {
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
    fn what_the_hashes_say() {
        let [one, two, old] = [Some((7, -1, 1)), Some((7, -1, 2)), Some((7, 5, 3))];
        assert_eq!(verdict(&[one, one, one]), HashConsistency::Consistent(3));
        assert_eq!(verdict(&[one, None, one]), HashConsistency::Consistent(2));
        assert_eq!(verdict(&[one]), HashConsistency::Consistent(1));
        assert_eq!(verdict(&[one, None]), HashConsistency::Nothing);
        assert_eq!(verdict(&[None]), HashConsistency::Nothing);
        assert_eq!(
            verdict(&[one, two, one]),
            HashConsistency::Mismatch(words(&["a, c: hash 1", "b: hash 2"]))
        );
        // A hash over other revisions is another hash, and says nothing.
        assert_eq!(
            verdict(&[old, one, one]),
            HashConsistency::Compacted(words(&[
                "b, c: not compacted",
                "a: compacted to revision 5"
            ]))
        );
        // Those that do cover the same may differ all the same.
        assert!(matches!(verdict(&[old, one, two]), HashConsistency::Mismatch(_)));
        assert!(matches!(verdict(&[one, Some((8, -1, 1))]), HashConsistency::Strangers(_)));
    }

    #[test]
    fn only_consistency_is_no_complaint() {
        assert_eq!(verdict(&[Some((7, -1, 1)); 2]).complaint(), None);
        let (mismatch, _) = verdict(&[Some((7, -1, 1)), Some((7, -1, 2))]).complaint().unwrap();
        assert!(mismatch.ends_with("data: a: hash 1; b: hash 2"), "{mismatch}");
        let (compacted, _) = verdict(&[Some((7, 4, 1)), Some((7, 5, 2))]).complaint().unwrap();
        assert!(compacted.starts_with("cannot compare"), "{compacted}");
    }
}
