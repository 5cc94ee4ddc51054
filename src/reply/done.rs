use crate::output::{Buffer, Cell, Records, TextReply};

/// A sentence that confirms what was done, and its facts for scripts.
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

impl TextReply for Done {
    fn text(&self, page: &mut Buffer) {
        page.confirmation(format_args!("{}", self.text));
    }

    fn facts(&self) -> Records {
        self.facts.clone()
    }
}
