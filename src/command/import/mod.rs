//! `import`: writes the keys of a file to etcd.

mod names;
mod options;
mod preview;
mod source;
mod write;

use crate::context::Context;
use crate::etcd::Session;
use crate::etcd::proto::RangeRequest;
use crate::failure::Failure;
use crate::process::signals::{self, Signals, unless_interrupted};
use crate::recipe::difference::RangeKeys;
use crate::reply::{DifferencePart, ImportDone};
use clap::Args;
use options::ImportOptions;
use source::{ImportSource, request};
use std::path::PathBuf;
use std::sync::Arc;
use write::{ImportLines, ImportRun};

/// Write the keys of a file, as from export
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl import services.jsonl                        put every key of the file
  ectl import services.jsonl --dry-run              show what would change
  ectl import services.jsonl --prefix staging/      below another prefix
  ectl import services.jsonl --if-absent            keep keys that exist
  ectl import services.jsonl --prune                delete keys that the file lacks
  ectl export '' | ectl --endpoints db2 import -    copy to another cluster
  ectl import big.jsonl --from-line 40001           continue after an interruption

Details:
  FILE is an export, or lines such as {\"key\":\"a\",\"value\":\"1\"}; with key_b64 or value_b64 for bytes
  that are not text. Other fields are ignored. The whole file is checked before anything is written,
  unless it is a pipe: an export that was cut off is refused, or fails at the end of a pipe. Keys
  are written in transactions, but not all in one. An import that ends early tells up to which line
  it came; it may also be repeated. Of several lines with one key the last one counts; --dry-run
  shows all of them.

  If a member freezes during an import, it may still write what it was sent when it wakes up, over
  later changes. --if-absent and --if-unchanged-since prevent that, but for keys deleted meanwhile.

  --prefix replaces the prefix that was exported; in front of the keys of a file without a header.

  Keys get no lease, unless --ttl is given: then those that had one share a new one.

Exit codes:
  3  the file is malformed or cut off
  5  interrupted; the message has the line to go on from
  8  keys differ with --if-absent, or were changed with --if-unchanged-since: they were not written

Signals:
  INT, TERM and HUP end it between two transactions; a second signal ends it at once.")]
pub(crate) struct Import {
    /// File to read; - for stdin
    file: PathBuf,
    #[command(flatten)]
    options: ImportOptions,
    /// Print what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Import {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        self.options.check()?;
        if self.dry_run {
            let output = cx.output::<DifferencePart>()?;
            let session = cx.session()?;
            let source = self.open(cx, &session)?;
            return preview::preview(&self.options, session, source, output).await;
        }
        let mut output = cx.output::<ImportDone>()?;
        cx.refuse_if_read_only("import")?;
        let session = Arc::new(cx.session()?);
        let source = self.open(cx, &session)?;
        if let Some(range) = &source.range {
            let file = self.file.display();
            cx.confirm_protected(&format!("delete {range} that {file} lacks")).await?;
        }
        session.connect().await?;
        let run = ImportRun::new(&self.options, Arc::clone(&session), source.facts.as_ref());
        let mut lines = self.lines(&session, source).await?;
        let done = write(run, &mut lines).await?;
        output.print(&done)?;
        // Of a pipe, this is not known before.
        lines.take_incomplete().map_or(Ok(()), Err)?;
        Ok(self.options.check_conflicts(done.conflicts)?)
    }

    fn open(&self, cx: &Context, session: &Session) -> Result<ImportSource, Failure> {
        let namespace = session.options().namespace.clone();
        let max_request = cx.settings.limits.max_request_bytes;
        let source = ImportSource::open(&self.file, &self.options, namespace, max_request)?;
        if let Some(facts) = &source.facts {
            self.options.check_last_line(facts.last_line)?;
        }
        Ok(source)
    }

    /// Starts to read the file, and for `--prune` the keys of the range.
    async fn lines(
        &self,
        session: &Session,
        mut source: ImportSource,
    ) -> Result<ImportLines, Failure> {
        let range = source.range.take();
        let lines = source.lines(&self.options).await?;
        Ok(match range {
            Some(range) => {
                let request = RangeRequest { keys_only: true, ..request(range) };
                ImportLines::against(lines, RangeKeys::open(session, request).await?)
            }
            None => ImportLines::All(Box::new(lines)),
        })
    }
}

async fn write(mut run: ImportRun<'_>, lines: &mut ImportLines) -> anyhow::Result<ImportDone> {
    let mut signals = Signals::listen_unless_ignored(&signals::ENDING)?;
    match unless_interrupted(&mut signals, run.write(lines)).await {
        Ok(()) => Ok(run.finish()),
        Err(error) => Err(run.give_up(error, &mut signals).await),
    }
}
