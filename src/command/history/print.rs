//! Prints changes as they are found, or the newest of them at the end.

use crate::output::Output;
use crate::reply::{Before, HistoryColumns, HistoryPart, KeyChange};
use std::collections::VecDeque;

pub(super) struct HistoryPrinter {
    output: Output<HistoryPart>,
    columns: HistoryColumns,
    limit: Option<u64>,
    /// The newest changes, if there is a limit.
    kept: VecDeque<(KeyChange, Before)>,
    before: Before,
    printed: u64,
}

impl HistoryPrinter {
    pub(super) fn start(
        mut output: Output<HistoryPart>,
        columns: HistoryColumns,
        limit: Option<u64>,
        compacted: i64,
    ) -> anyhow::Result<Self> {
        output.add(&HistoryPart::Start { columns })?;
        let before = if compacted == 0 { Before::Absent } else { Before::Unknown };
        Ok(Self { output, columns, limit, kept: VecDeque::new(), before, printed: 0 })
    }

    pub(super) fn add(&mut self, change: KeyChange) -> anyhow::Result<()> {
        let created = change.put.is_some_and(|(_, version, _)| version == 1);
        let after = self.after(&change);
        let before = std::mem::replace(&mut self.before, after);
        // What was created did not exist, even if that was compacted.
        let before = if created { Before::Absent } else { before };
        let Some(limit) = self.limit else { return self.print(change, before) };
        self.kept.push_back((change, before));
        if self.kept.len() as u64 > limit {
            self.kept.pop_front();
        }
        Ok(())
    }

    /// Returns the state after a change, as far as it is needed.
    fn after(&self, change: &KeyChange) -> Before {
        match change.put {
            None => Before::Absent,
            Some(_) if !self.columns.diff => Before::Unknown,
            Some(_) => Before::Value { revision: change.revision, value: change.value.clone() },
        }
    }

    fn print(&mut self, change: KeyChange, before: Before) -> anyhow::Result<()> {
        let (columns, is_first) = (self.columns, self.printed == 0);
        self.printed += 1;
        self.output.add(&HistoryPart::Change { change, before, columns, is_first })
    }

    /// Prints the rest; returns the number of changes printed.
    pub(super) fn finish(mut self) -> anyhow::Result<u64> {
        for (change, before) in std::mem::take(&mut self.kept) {
            self.print(change, before)?;
        }
        self.output.print(&HistoryPart::End)?;
        Ok(self.printed)
    }
}
