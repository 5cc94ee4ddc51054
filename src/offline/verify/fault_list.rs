//! Faults of one kind: the first few, and how many there are.

use super::finding::FileFinding;
use crate::go::quote;

#[derive(Debug)]
pub(super) struct FaultList {
    check: &'static str,
    shown: Vec<String>,
    count: u64,
}

/// Faults that are listed.
const SHOWN: usize = 5;
/// Bytes of a key that are shown.
const KEY: usize = 100;

impl FaultList {
    pub(super) fn new(check: &'static str) -> Self {
        Self { check, shown: Vec::new(), count: 0 }
    }

    pub(super) fn add(&mut self, text: impl FnOnce() -> String) {
        self.count += 1;
        if self.shown.len() < SHOWN {
            self.shown.push(text());
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns an error for each fault that is listed and one for the others; `ok` if there are none.
    pub(super) fn findings(&self, ok: impl Into<String>) -> Vec<FileFinding> {
        if self.is_empty() {
            return vec![FileFinding::ok(self.check, ok)];
        }
        let more = self.count - self.shown.len() as u64;
        let more = (more > 0).then(|| format!("and {more} more"));
        let texts = self.shown.iter().cloned().chain(more);
        texts.map(|text| FileFinding::error(self.check, text)).collect()
    }
}

/// Returns a key as text; the end of a long one is left out.
pub(super) fn shown_key(key: &[u8]) -> String {
    match key.get(..KEY) {
        Some(start) if start.len() < key.len() => format!("{}...", quote(start)),
        _ => quote(key),
    }
}

#[cfg(test)]
mod tests {
    use super::{FaultList, shown_key};

    #[test]
    fn first_faults_are_listed() {
        let mut faults = FaultList::new("order");
        assert_eq!(faults.findings("fine")[0].text, "fine");
        (0..9).for_each(|number| faults.add(|| number.to_string()));
        let texts: Vec<_> = faults.findings("fine").into_iter().map(|found| found.text).collect();
        assert_eq!(texts, ["0", "1", "2", "3", "4", "and 4 more"]);
    }

    #[test]
    fn long_keys_are_cut() {
        assert_eq!(shown_key(b"a\n"), "\"a\\n\"");
        assert_eq!(shown_key(&[b'a'; 100]).len(), 102);
        assert_eq!(shown_key(&[b'a'; 101]).len(), 105);
    }
}
