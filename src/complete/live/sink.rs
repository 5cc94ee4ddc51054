//! Where suggestions go as they are found.

use crate::complete::suggestion::Suggestion;
use std::sync::mpsc::Sender;

/// More suggestions are not read.
pub(super) const MOST: usize = 200;

/// A message of a search.
#[derive(Debug)]
pub(super) enum SearchMessage {
    One(Suggestion),
    /// There are no more.
    All,
}

/// The text that is typed, and where suggestions for it go.
#[derive(Debug)]
pub(super) struct SuggestionSink {
    pub(super) value: String,
    pub(super) found: Sender<SearchMessage>,
}

impl SuggestionSink {
    /// Sends a suggestion if it fits; `None` ends the search because the time is over.
    pub(super) fn add(&self, suggestion: Suggestion) -> Option<()> {
        if suggestion.word.starts_with(&self.value) && suggestion.is_typable() {
            self.found.send(SearchMessage::One(suggestion)).ok()?;
        }
        Some(())
    }
}
