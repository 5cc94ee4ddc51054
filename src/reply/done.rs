//! Answers that say no more than that it is done.

use crate::output::{Cell, Page, Records, Reply};

/// A sentence, and what is in it for scripts.
#[derive(Debug)]
pub(crate) struct Done {
    text: String,
    facts: Records,
}

impl Done {
    pub(crate) fn new<const N: usize>(
        text: impl Into<String>,
        facts: [(&'static str, Cell); N],
    ) -> Self {
        Self { text: text.into(), facts: Records::one(facts) }
    }
}

impl Reply for Done {
    const ONLY_TEXT: bool = true;

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
