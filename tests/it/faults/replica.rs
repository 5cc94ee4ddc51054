//! A copy of a range, kept by a consumer of `watch --resume-file`.

use super::history::number;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The keys as the lines of a watch tell them, and what has been seen.
#[derive(Debug, Default)]
pub struct Replica {
    keys: BTreeMap<String, String>,
    seen: BTreeSet<(u64, String)>,
    /// Number of keys found gone after a compaction.
    pub synthetic: u32,
}

impl Replica {
    /// Adds the lines of one run, which may end within a line, because it was killed.
    pub fn follow(&mut self, printed: &str) {
        for line in printed.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')) {
            let line: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
            self.apply(&line);
        }
    }

    /// Allows what is later than the resume file to be printed again: after a kill, nothing else says
    /// what was printed.
    pub fn expect_repeats(&mut self, file: &Value) {
        let saved = file["revision"].as_str().map_or(0, |revision| revision.parse().unwrap());
        // While the first state is read, the keys up to this one are done.
        let read_to = file["read_to"].as_str();
        self.seen.retain(|(revision, key)| {
            *revision <= saved && read_to.is_none_or(|read_to| key.as_str() <= read_to)
        });
    }

    fn apply(&mut self, line: &Value) {
        let Some(key) = line["key"].as_str().map(str::to_owned) else {
            assert_eq!(line["type"], "synced", "{line}");
            return;
        };
        let is_delete = line["type"] == "DELETE";
        if line["synthetic"] == true {
            assert!(is_delete, "{line}");
            self.synthetic += 1;
        } else {
            let revision = number(line, "mod_revision");
            assert!(self.seen.insert((revision, key.clone())), "twice: {line}");
        }
        match is_delete {
            true => self.keys.remove(&key),
            false => self.keys.insert(key, line["value"].as_str().unwrap().to_owned()),
        };
    }

    /// Forgets everything, as a consumer does that begins anew.
    pub fn clear(&mut self) {
        *self = Self { synthetic: self.synthetic, ..Self::default() };
    }

    pub fn keys(&self) -> &BTreeMap<String, String> {
        &self.keys
    }
}
