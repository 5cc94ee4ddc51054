//! Whether the hashes of several endpoints say that they hold the same data.

use super::answers::Answers;
use crate::etcd::proto::HashKvResponse;
use crate::failure::{Failure, Kind};
use crate::output::{Cell, Format, Page, Records, Reply};
use std::collections::BTreeMap;

/// The hashes at one revision, and what they say together.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) answers: Answers<HashKvResponse>,
    pub(crate) verdict: Agreement,
    revision: i64,
}

/// What the hashes of endpoints that answered say.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Agreement {
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

impl Agreement {
    /// Pure: what to make of these answers.
    fn of(answers: &Answers<HashKvResponse>) -> Self {
        let cluster = |hash: &HashKvResponse| hash.header.unwrap_or_default().cluster_id;
        let clusters = grouped(answers, cluster);
        let compacted = grouped(answers, |hash| hash.compact_revision);
        let hashes = grouped(answers, |hash| (hash.compact_revision, hash.hash));
        let number = answers.answered().count();
        if number == 0 || number == 1 && answers.list.len() > 1 {
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

    /// Its name in `jsonl`.
    fn name(&self) -> Option<&'static str> {
        match self {
            Self::Consistent(_) => Some("consistent"),
            Self::Mismatch(_) => Some("mismatch"),
            Self::Compacted(_) | Self::Strangers(_) => Some("incomparable"),
            Self::Nothing => None,
        }
    }

    /// What is wrong, if that is not that somebody did not answer.
    pub(crate) fn complaint(&self) -> Option<Failure> {
        let (text, hint) = match self {
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
        };
        Some(Failure::new(Kind::Refused, text).hint(hint))
    }
}

fn grouped<K: Ord>(
    answers: &Answers<HashKvResponse>,
    key: impl Fn(&HashKvResponse) -> K,
) -> BTreeMap<K, Vec<&str>> {
    let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (endpoint, hash) in answers.answered() {
        groups.entry(key(hash)).or_default().push(endpoint);
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

impl Reply for Comparison {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];

    fn simple(&self, page: &mut Page) {
        self.answers.simple(page);
        if let Agreement::Consistent(number) = self.verdict {
            let (all, revision) = (self.answers.list.len(), self.revision);
            page.line(format_args!(
                "consistent: {number} of {all} have the same hash at revision {revision}"
            ));
        }
    }

    fn fields(&self, page: &mut Page) {
        self.answers.fields(page);
    }

    fn json(&self, page: &mut Page) {
        self.answers.json(page);
    }

    fn protobuf(&self, _page: &mut Page) {}

    fn records(&self) -> Records {
        self.judged(self.answers.records(), self.answers.answered().map(|_| true))
    }

    fn jsonl_records(&self) -> Records {
        let answered = self.answers.list.iter().map(|(_, answer)| answer.is_ok());
        self.judged(self.answers.jsonl_records(), answered)
    }
}

impl Comparison {
    pub(crate) fn at(revision: i64, answers: Answers<HashKvResponse>) -> Self {
        Self { verdict: Agreement::of(&answers), answers, revision }
    }

    /// The verdict in a column of its own, for those that answered.
    fn judged(&self, records: Records, answered: impl Iterator<Item = bool>) -> Records {
        let mut verdicts = Records::new(&["verdict"]);
        for answered in answered {
            let name = self.verdict.name().filter(|_| answered);
            verdicts.push([name.map_or(Cell::Nothing, Cell::text)]);
        }
        records.beside(verdicts)
    }
}

#[cfg(test)]
mod tests {
    use super::Agreement;
    use crate::etcd::proto::{HashKvResponse, ResponseHeader};
    use crate::reply::Answers;

    fn verdict(hashes: &[Option<(u64, i64, u32)>]) -> Agreement {
        let answer = |(cluster_id, compact_revision, hash)| HashKvResponse {
            header: Some(ResponseHeader { cluster_id, ..ResponseHeader::default() }),
            compact_revision,
            hash,
            hash_revision: 9,
        };
        let list = hashes.iter().zip(["a", "b", "c"]).map(|(hash, endpoint)| {
            (endpoint.to_owned(), hash.map(answer).ok_or_else(|| "dead".to_owned()))
        });
        Agreement::of(&Answers { list: list.collect() })
    }

    fn words(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn what_the_hashes_say() {
        let [one, two, old] = [Some((7, -1, 1)), Some((7, -1, 2)), Some((7, 5, 3))];
        assert_eq!(verdict(&[one, one, one]), Agreement::Consistent(3));
        assert_eq!(verdict(&[one, None, one]), Agreement::Consistent(2));
        assert_eq!(verdict(&[one]), Agreement::Consistent(1));
        assert_eq!(verdict(&[one, None]), Agreement::Nothing);
        assert_eq!(verdict(&[None]), Agreement::Nothing);
        assert_eq!(
            verdict(&[one, two, one]),
            Agreement::Mismatch(words(&["a, c: hash 1", "b: hash 2"]))
        );
        // A hash over other revisions is another hash, and says nothing.
        assert_eq!(
            verdict(&[old, one, one]),
            Agreement::Compacted(words(&["b, c: not compacted", "a: compacted to revision 5"]))
        );
        // Those that do cover the same may differ all the same.
        assert!(matches!(verdict(&[old, one, two]), Agreement::Mismatch(_)));
        assert!(matches!(verdict(&[one, Some((8, -1, 1))]), Agreement::Strangers(_)));
    }

    #[test]
    fn only_consistency_is_success() {
        assert!(verdict(&[Some((7, -1, 1)); 2]).complaint().is_none());
        let mismatch = verdict(&[Some((7, -1, 1)), Some((7, -1, 2))]).complaint().unwrap();
        assert_eq!(mismatch.kind().code(), 1);
        assert!(mismatch.to_string().ends_with("data: a: hash 1; b: hash 2"), "{mismatch}");
        let compacted = verdict(&[Some((7, 4, 1)), Some((7, 5, 2))]).complaint().unwrap();
        assert_eq!(compacted.kind().code(), 1);
        assert!(compacted.to_string().starts_with("cannot compare"), "{compacted}");
    }
}
