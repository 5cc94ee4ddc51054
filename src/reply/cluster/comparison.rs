use crate::etcd::proto::HashKvResponse;
use crate::failure::{Failure, Kind};
use crate::output::{Buffer, Cell, Format, Records, Reply};
use crate::recipe::HashConsistency;
use crate::reply::per_endpoint::PerEndpoint;

/// Hashes at one revision, and whether they agree.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) answers: PerEndpoint<HashKvResponse>,
    pub(crate) verdict: HashConsistency,
    revision: i64,
}

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
    const FIELDS: &'static [&'static str] = &[
        "endpoint",
        "id",
        "hash",
        "hash_revision",
        "compact_revision",
        "revision",
        "error",
        "verdict",
    ];

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

    fn records(&self) -> Records {
        self.with_verdict(self.answers.records(), self.answers.answered().map(|_| true))
    }

    fn jsonl_records(&self) -> Records {
        let answered = self.answers.list.iter().map(|(_, answer)| answer.is_ok());
        self.with_verdict(self.answers.jsonl_records(), answered)
    }
}

impl Comparison {
    pub(crate) fn at(revision: i64, answers: PerEndpoint<HashKvResponse>) -> Self {
        let answered: Vec<_> = answers.answered().collect();
        let verdict = HashConsistency::of(&answered, answers.list.len());
        Self { verdict, answers, revision }
    }

    /// Returns the failure of hashes that differ or cannot be compared; missing answers are none.
    pub(crate) fn failure(&self) -> Option<Failure> {
        let (text, hint) = self.verdict.problem()?;
        Some(Failure::new(Kind::Refused, text).hint(hint))
    }

    /// Adds a column with the verdict for the endpoints that answered.
    fn with_verdict(&self, records: Records, answered: impl Iterator<Item = bool>) -> Records {
        let mut verdicts = Records::new(&["verdict"]);
        for answered in answered {
            verdicts.push([Cell::text_or_nothing(name(&self.verdict).filter(|_| answered))]);
        }
        records.beside(verdicts)
    }
}
