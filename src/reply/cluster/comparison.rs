//! The hashes of several endpoints, and whether they hold the same data.

use crate::etcd::proto::HashKvResponse;
use crate::failure::{Failure, Kind};
use crate::output::{Buffer, Cell, Format, Records, Reply};
use crate::recipe::HashConsistency;
use crate::reply::per_endpoint::PerEndpoint;

/// The hashes at one revision, and what they say together.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) answers: PerEndpoint<HashKvResponse>,
    pub(crate) verdict: HashConsistency,
    revision: i64,
}

/// The name of a verdict in `jsonl`.
fn name(verdict: &HashConsistency) -> Option<&'static str> {
    match verdict {
        HashConsistency::Consistent(_) => Some("consistent"),
        HashConsistency::Mismatch(_) => Some("mismatch"),
        HashConsistency::Compacted(_) | HashConsistency::DifferentClusters(_) => {
            Some("incomparable")
        }
        HashConsistency::Unknown => None,
    }
}

impl Reply for Comparison {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];

    fn simple(&self, page: &mut Buffer) {
        self.answers.simple(page);
        if let HashConsistency::Consistent(number) = self.verdict {
            let (all, revision) = (self.answers.list.len(), self.revision);
            page.line(format_args!(
                "consistent: {number} of {all} have the same hash at revision {revision}"
            ));
        }
    }

    fn fields(&self, page: &mut Buffer) {
        self.answers.fields(page);
    }

    fn json(&self, page: &mut Buffer) {
        self.answers.json(page);
    }

    fn protobuf(&self, _page: &mut Buffer) {}

    fn records(&self) -> Records {
        self.judged(self.answers.records(), self.answers.answered().map(|_| true))
    }

    fn jsonl_records(&self) -> Records {
        let answered = self.answers.list.iter().map(|(_, answer)| answer.is_ok());
        self.judged(self.answers.jsonl_records(), answered)
    }
}

impl Comparison {
    pub(crate) fn at(revision: i64, answers: PerEndpoint<HashKvResponse>) -> Self {
        let answered: Vec<_> = answers.answered().collect();
        let verdict = HashConsistency::of(&answered, answers.list.len());
        Self { verdict, answers, revision }
    }

    /// What is wrong, if that is not that somebody did not answer.
    pub(crate) fn failure(&self) -> Option<Failure> {
        let (text, hint) = self.verdict.problem()?;
        Some(Failure::new(Kind::Refused, text).hint(hint))
    }

    /// The verdict in a column of its own, for those that answered.
    fn judged(&self, records: Records, answered: impl Iterator<Item = bool>) -> Records {
        let mut verdicts = Records::new(&["verdict"]);
        for answered in answered {
            let word = name(&self.verdict).filter(|_| answered);
            verdicts.push([word.map_or(Cell::Nothing, Cell::text)]);
        }
        records.beside(verdicts)
    }
}
