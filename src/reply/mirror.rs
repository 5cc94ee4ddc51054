use crate::output::{Buffer, Cell, Records, TextReply, counted};

/// Number of puts and deletes written to the destination.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Mirrored {
    pub(crate) total: u64,
    /// Revision of the source up to which the destination is complete.
    pub(crate) revision: i64,
    pub(crate) done: bool,
}

impl TextReply for Mirrored {
    const FIELDS: &'static [&'static str] = &["mirrored", "revision", "done"];
    const STREAM: Option<&'static [usize]> = Some(&[10, 10, 5]);

    fn text(&self, page: &mut Buffer) {
        let Self { total, revision, done } = self;
        if *done {
            let keys = counted(*total, "key", "keys");
            page.confirmation(format_args!("Mirrored {keys} as of revision {revision}"));
        } else {
            page.confirmation(format_args!("{total}"));
        }
    }

    fn facts(&self) -> Records {
        Records::one([
            ("mirrored", Cell::UnsignedCounter(self.total)),
            ("revision", Cell::Counter(self.revision)),
            ("done", Cell::Flag(self.done)),
        ])
    }
}
