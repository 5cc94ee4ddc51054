//! Answers that only say "done": plain text in every format but `jsonl`, as etcdctl has it.

use crate::output::{Cell, Page, Records, Reply};

/// What was done, in etcdctl's words.
#[derive(Debug)]
pub(crate) struct Done {
    text: String,
    facts: Records,
}

impl Done {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let facts = Records::one([("done", Cell::text(&text))]);
        Self { text, facts }
    }

    /// What there is to say in `jsonl` instead.
    pub(crate) fn with<const N: usize>(self, facts: [(&'static str, Cell); N]) -> Self {
        Self { facts: Records::one(facts), ..self }
    }
}

impl Reply for Done {
    const PLAIN: bool = true;

    fn simple(&self, page: &mut Page) {
        page.line(format_args!("{}", self.text));
    }

    fn fields(&self, page: &mut Page) {
        self.simple(page);
    }

    fn json(&self, page: &mut Page) {
        self.simple(page);
    }

    fn protobuf(&self, page: &mut Page) {
        self.simple(page);
    }

    fn records(&self) -> Records {
        self.facts.clone()
    }
}
