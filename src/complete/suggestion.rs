//! What may stand at the end of a line.

/// A word that may be the last of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Suggestion {
    pub(crate) word: String,
    /// A short description, for shells that show one.
    pub(crate) about: String,
    /// Set if the word goes on: no space follows.
    pub(crate) is_partial: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Suggestions {
    Words(Vec<Suggestion>),
    /// Names of files, which the shell completes, behind this beginning of the word.
    Files(String),
    Directories(String),
}

impl Suggestion {
    pub(crate) fn new(word: impl Into<String>, about: impl Into<String>) -> Self {
        Self { word: word.into(), about: about.into(), is_partial: false }
    }

    pub(super) fn partial(word: impl Into<String>) -> Self {
        Self { is_partial: true, ..Self::new(word, "") }
    }

    /// Returns whether it can be shown and typed: not with control characters, such as a newline.
    pub(super) fn is_typable(&self) -> bool {
        !self.word.is_empty() && !self.word.chars().any(char::is_control)
    }
}

impl Suggestions {
    pub(crate) const NONE: Self = Self::Words(Vec::new());
}
