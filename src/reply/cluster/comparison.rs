//! The hashes of several endpoints, and whether they hold the same data.

use crate::etcd::proto::HashKvResponse;
use crate::failure::{Failure, Kind};
use crate::output::{Cell, Format, Page, Records, Reply};
use crate::recipe::Agreement;
use crate::reply::per_endpoint::Answers;

/// The hashes at one revision, and what they say together.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) answers: Answers<HashKvResponse>,
    pub(crate) verdict: Agreement,
    revision: i64,
}

/// The name of a verdict in `jsonl`.
fn name(verdict: &Agreement) -> Option<&'static str> {
    match verdict {
        Agreement::Consistent(_) => Some("consistent"),
        Agreement::Mismatch(_) => Some("mismatch"),
        Agreement::Compacted(_) | Agreement::Strangers(_) => Some("incomparable"),
        Agreement::Nothing => None,
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
        let answered: Vec<_> = answers.answered().collect();
        let verdict = Agreement::of(&answered, answers.list.len());
        Self { verdict, answers, revision }
    }

    /// What is wrong, if that is not that somebody did not answer.
    pub(crate) fn failure(&self) -> Option<Failure> {
        let (text, hint) = self.verdict.complaint()?;
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
