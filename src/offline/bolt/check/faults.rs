//! The faults that a check found.

use crate::failure::Failure;
use crate::offline::invalid;

/// Faults after which a check stops.
const MOST: usize = 1000;
/// Bytes of texts after which a check stops: a text may contain keys.
const MOST_BYTES: usize = 1 << 20;

/// The texts of faults, in bbolt's words as far as it has words for them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    texts: Vec<String>,
    bytes: usize,
}

impl Faults {
    pub(super) fn add(&mut self, text: String) {
        if !self.are_too_many() {
            self.bytes += text.len();
            self.texts.push(text);
        }
    }

    pub(super) fn append(&mut self, others: Self) {
        others.texts.into_iter().for_each(|text| self.add(text));
    }

    pub(super) fn are_too_many(&self) -> bool {
        self.texts.len() >= MOST || self.bytes >= MOST_BYTES
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    pub(crate) fn texts(&self) -> &[String] {
        &self.texts
    }

    /// Returns a failure with all faults, in etcdutl's words, if there are any.
    pub(crate) fn into_result(self) -> Result<(), Failure> {
        if self.is_empty() {
            return Ok(());
        }
        let count = self.texts.len();
        let texts = self.texts.join("\n");
        let failure = invalid(format!(
            "snapshot file integrity check failed. {count} errors found.\n{texts}"
        ));
        let stopped = "the check stopped there: there may be more errors";
        Err(failure.hint_if(self.are_too_many().then(|| stopped.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::{Faults, MOST};

    #[test]
    fn failure_is_that_of_etcdutl() {
        let mut faults = Faults::default();
        assert!(faults.clone().into_result().is_ok());
        faults.add("page 5: already freed".to_owned());
        faults.add("page 5: reachable freed".to_owned());
        let failure = faults.into_result().unwrap_err();
        assert_eq!(
            failure.to_string(),
            "snapshot file integrity check failed. 2 errors found.\npage 5: already freed\n\
             page 5: reachable freed"
        );
        assert_eq!(failure.advice(), None);
    }

    #[test]
    fn incomplete_list_says_so() {
        let mut faults = Faults::default();
        (0..MOST).for_each(|page| faults.add(format!("page {page}: already freed")));
        assert!(faults.are_too_many());
        let failure = faults.into_result().unwrap_err();
        assert_eq!(failure.advice(), Some("the check stopped there: there may be more errors"));
    }
}
