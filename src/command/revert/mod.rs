//! `revert`: puts back the values that keys had at an earlier revision.

mod preview;
mod progress;
mod write;

use crate::context::Context;
use crate::etcd::{Range, Session};
use crate::failure::{Failure, Kind};
use crate::go::revision;
use crate::input;
use crate::process::signals::{self, Signals};
use crate::recipe::Reversals;
use crate::reply::{Reversion, ReversionPreview};
use clap::Args;
use progress::ReversionProgress;
use std::ffi::OsString;
use std::sync::Arc;
use write::ReversionWriter;

/// Put back the values of an earlier revision
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl revert config/port --rev 120                        the value at revision 120
  ectl revert config/ --prefix --rev 120 --dry-run         only show what would change
  ectl revert config/ --prefix --rev 120 --dry-run --diff  with the lines that would change
  ectl revert config/ --prefix --rev 120                   every key below config/

Details:
  Keys that did not exist at the revision are deleted, deleted keys are put back, and changed values
  are replaced. A key that exists keeps its present lease; one that is put back is attached to none.

  Each write takes place only if its key was not changed meanwhile. Up to 128 keys are written in
  one transaction, all or none. More keys need several transactions: other clients see states in
  between, and a failure leaves the first ones done. Repeat the command to do the rest.

Exit codes:
  7  nothing was found, now or at the revision
  8  a key was changed meanwhile")]
pub(crate) struct Revert {
    /// Key
    key: OsString,
    /// Revert all keys that begin with KEY
    #[arg(long)]
    prefix: bool,
    /// Revision whose values are put back
    #[arg(long, value_parser = revision)]
    rev: i64,
    /// Print what would change without changing it
    #[arg(long)]
    dry_run: bool,
    /// With --dry-run, print the lines that would change
    #[arg(long)]
    diff: bool,
}

impl Revert {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        if self.diff && !self.dry_run {
            return Err(Failure::usage("--diff needs --dry-run").into());
        }
        let range = Range::from_arguments(input::bytes(&self.key), None, self.prefix, false)?;
        if self.dry_run {
            let output = cx.output_with_fields(ReversionPreview::fields(self.diff))?;
            let mut reversals = Reversals::open(&cx.session()?, &range, self.rev).await?;
            let found = preview::print(&mut reversals, self.diff, output).await?;
            return self.check_found(found + reversals.unchanged(), &range);
        }
        let mut output = cx.output::<Reversion>()?;
        cx.refuse_if_read_only("revert")?;
        if self.prefix {
            cx.confirm_protected(&format!("revert {range} to revision {}", self.rev)).await?;
        }
        let session = Arc::new(cx.session()?);
        let mut signals = Signals::listen_unless_ignored(&signals::ENDING)?;
        let mut writer = ReversionWriter::new(Arc::clone(&session));
        let work = self.revert(&session, &range, &mut writer);
        let done = signals::unless_interrupted(&mut signals, work).await;
        match done {
            Ok(unchanged) => {
                let done = writer.done();
                self.check_found(done.puts + done.deletes + unchanged, &range)?;
                output.print(&Reversion { to: self.rev, unchanged, ..done })
            }
            Err(error) => Err(writer.explain(error, &mut signals).await),
        }
    }

    /// Returns the number of keys that were as at the revision.
    async fn revert(
        &self,
        session: &Session,
        range: &Range,
        writer: &mut ReversionWriter,
    ) -> anyhow::Result<u64> {
        // Keys that are not read yet fill the window of their connection: the writes need another one.
        let reading = Session::new(session.options().clone());
        let mut reversals = Reversals::open(&reading, range, self.rev).await?;
        let progress = ReversionProgress::new();
        while let Some(reversal) = reversals.next().await? {
            writer.add(reversal).await?;
            progress.at(writer.done());
        }
        writer.finish().await?;
        Ok(reversals.unchanged())
    }

    fn check_found(&self, found: u64, range: &Range) -> anyhow::Result<()> {
        if found > 0 || self.prefix {
            return Ok(());
        }
        let text = format!("{range} exists neither now nor at revision {}", self.rev);
        Err(Failure::new(Kind::NotFound, text).into())
    }
}
