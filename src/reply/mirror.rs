use crate::output::{Buffer, Cell, Records, TextReply, counted};

/// Number of puts and deletes written to the destination.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Mirrored {
    pub(crate) total: u64,
    /// Number of keys deleted at the destination because the source lacks them.
    pub(crate) pruned: u64,
    /// Revision of the source up to which the destination is complete.
    pub(crate) revision: i64,
    pub(crate) done: bool,
}

impl Mirrored {
    /// Returns what was mirrored, as a sentence.
    pub(crate) fn words(&self) -> String {
        let Self { total, pruned, revision, .. } = self;
        let keys = counted(*total, "key", "keys");
        let pruned = if *pruned > 0 { format!(" and pruned {pruned}") } else { String::new() };
        format!("Mirrored {keys}{pruned} as of revision {revision}")
    }
}

impl TextReply for Mirrored {
    const FIELDS: &'static [&'static str] = &["mirrored", "revision", "done", "pruned"];
    const STREAM: Option<&'static [usize]> = Some(&[10, 10, 5, 10]);

    fn text(&self, page: &mut Buffer) {
        match self.done {
            true => page.confirmation(format_args!("{}", self.words())),
            false => page.confirmation(format_args!("{}", self.total)),
        }
    }

    fn facts(&self) -> Records {
        Records::one([
            ("mirrored", Cell::UnsignedCounter(self.total)),
            ("revision", Cell::Counter(self.revision)),
            ("done", Cell::Flag(self.done)),
            ("pruned", Cell::UnsignedCounter(self.pruned)),
        ])
    }
}
