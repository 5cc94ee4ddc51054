//! Prints a range part by part, wherever the parts come from.

use crate::etcd::{CallError, RangePart, RangeStream};
use crate::output::{Output, Reply};

#[derive(Debug, Default)]
pub(crate) struct RangeCount {
    pub(crate) printed: u64,
    /// All keys of the range, including those that a limit or a filter leaves out.
    pub(crate) in_range: i64,
}

/// Printer of the parts of one reply. `as_reply` is given a part and the number of keys before.
pub(super) struct RangePrinter<'a, R, F> {
    output: &'a mut Output<R>,
    as_reply: F,
    /// The revision that was asked for; 0 for the present one.
    revision: i64,
    found: RangeCount,
}

impl<'a, R: Reply, F: Fn(RangePart, u64) -> R> RangePrinter<'a, R, F> {
    pub(super) fn new(output: &'a mut Output<R>, revision: i64, as_reply: F) -> Self {
        Self { output, as_reply, revision, found: RangeCount::default() }
    }

    pub(super) fn add(&mut self, part: RangePart) -> anyhow::Result<()> {
        let is_kv = matches!(part, RangePart::Kv(_));
        match &part {
            RangePart::Header(header) if self.revision == 0 => {
                self.output.header(header.revision)?;
            }
            RangePart::Header(_) => self.output.header(self.revision)?,
            RangePart::End { count, .. } => self.found.in_range = *count,
            RangePart::Kv(_) => {}
        }
        self.output.add(&(self.as_reply)(part, self.found.printed))?;
        self.found.printed += u64::from(is_kv);
        Ok(())
    }

    pub(super) fn finish(self) -> anyhow::Result<RangeCount> {
        self.output.flush()?;
        Ok(self.found)
    }
}

/// Prints each part of a server's reply as it arrives.
pub(crate) async fn print<R: Reply>(
    mut reply: RangeStream,
    output: &mut Output<R>,
    revision: i64,
    as_reply: impl Fn(RangePart, u64) -> R,
) -> anyhow::Result<RangeCount> {
    let mut printer = RangePrinter::new(output, revision, as_reply);
    while let Some(part) = reply.next().await.map_err(explained)? {
        printer.add(part)?;
    }
    printer.finish()
}

fn explained(error: CallError) -> CallError {
    if error.is_compacted() {
        return error.hint("use --stream=false, which a compaction does not interrupt");
    }
    error
}
