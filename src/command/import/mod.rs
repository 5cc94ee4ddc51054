//! `import`: writes the keys of a file to etcd.

mod names;
mod preview;
mod write;

use crate::context::Context;
use crate::etcd::proto::RangeRequest;
use crate::etcd::{Range, RangeCall, Session};
use crate::failure::{Failure, Kind};
use crate::go::{count, integer, lifetime};
use crate::output::note;
use crate::process::signals::{self, Signals, unless_interrupted};
use crate::recipe::difference::RangeKeys;
use crate::recipe::key_file::{FileFacts, KeyFile};
use crate::reply::{DifferencePart, ImportDone};
use clap::Args;
use names::NewNames;
use std::path::PathBuf;
use std::sync::Arc;
use write::{ImportRun, Lines};

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

FILE is an export, or lines such as {\"key\":\"a\",\"value\":\"1\"}; with key_b64 or value_b64 for bytes that
are not text. Other fields are ignored. The whole file is checked before anything is written, unless
it is a pipe. Keys are written in transactions, but not all in one. An import that ends early tells up
to which line it came; it may also be repeated.

--prefix replaces the prefix that was exported; in front of the keys of a file without a header.

Keys get no lease, unless --ttl is given: then those that had one get a new one, which they share.")]
pub(crate) struct Import {
    /// File to read; - for stdin
    file: PathBuf,
    #[command(flatten)]
    names: NewNames,
    /// Put only keys that do not exist; exit with 8 if others have another value
    #[arg(long, conflicts_with = "if_unchanged_since")]
    if_absent: bool,
    /// Put only keys not changed after revision REV; exit with 8 if others were
    #[arg(long, value_name = "REV", value_parser = integer)]
    if_unchanged_since: Option<i64>,
    /// Delete the keys of the exported prefix or range that the file lacks
    #[arg(long)]
    prune: bool,
    /// Print what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Skip the lines before line N
    #[arg(long, value_name = "N", default_value = "1", hide_default_value = true, value_parser = count)]
    from_line: u64,
    /// Attach keys that had a lease to a new one with this time to live
    #[arg(long, value_name = "DURATION", value_parser = lifetime)]
    ttl: Option<i64>,
}

/// What is known of a file before its keys are used.
struct Opened {
    file: KeyFile,
    /// Of a regular file, which was read once.
    facts: Option<FileFacts>,
    /// The range in which `--prune` deletes.
    range: Option<Range>,
}

impl Import {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        if self.dry_run {
            let output = cx.output::<DifferencePart>()?;
            let opened = self.open(cx)?;
            return preview::preview(&self, cx.session()?, opened, output).await;
        }
        let mut output = cx.output::<ImportDone>()?;
        cx.refuse_if_read_only("import")?;
        let opened = self.open(cx)?;
        if let Some(range) = &opened.range {
            let file = self.file.display();
            cx.confirm_protected(&format!("delete {range} that {file} lacks")).await?;
        }
        let session = Arc::new(cx.session()?);
        session.connect().await?;
        let run = ImportRun::new(&self, Arc::clone(&session), opened.facts.as_ref());
        let lines = self.lines(&session, opened).await?;
        let done = self.import(run, lines).await?;
        output.print(&done)?;
        self.check_conflicts(done.conflicts)
    }

    /// Opens the file, and reads all of it for mistakes if it can be read again.
    fn open(&self, cx: &Context) -> Result<Opened, Failure> {
        if self.from_line == 0 {
            return Err(Failure::usage("--from-line must be at least 1"));
        }
        let mut file = KeyFile::open(&self.file, cx.settings.limits.max_request_bytes)?;
        if !file.is_regular() {
            if self.prune {
                return Err(Failure::usage("--prune needs a file, not a pipe")
                    .hint("a pipe that breaks would delete the keys that did not arrive"));
            }
            return Ok(Opened { file, facts: None, range: None });
        }
        let mut range = None;
        let mut facts = file.check(|header| {
            range = self.prune.then(|| self.names.range(header)).transpose()?;
            Ok(self.names.rewrite(header))
        })?;
        match facts.first_unsorted.take() {
            Some(unsorted) if self.prune => Err(unsorted),
            unsorted => {
                facts.first_unsorted = unsorted;
                Ok(Opened { file, facts: Some(facts), range })
            }
        }
    }

    /// Starts to read the file, and for `--prune` the keys of the range.
    async fn lines(&self, session: &Session, opened: Opened) -> Result<Lines, Failure> {
        let (lines, header) = opened.file.lines().await?;
        let lines = lines.rewritten(self.names.rewrite(header.as_ref()));
        Ok(match opened.range {
            Some(range) => Lines::against(lines, keys(session, range, true).await?),
            None => Lines::All(Box::new(lines)),
        })
    }

    async fn import(&self, mut run: ImportRun<'_>, mut lines: Lines) -> anyhow::Result<ImportDone> {
        let mut signals = Signals::listen_unless_ignored(&signals::ENDING)?;
        match unless_interrupted(&mut signals, run.write(&mut lines)).await {
            Ok(()) => Ok(run.finish()),
            Err(error) => Err(run.give_up(error).await),
        }
    }

    fn check_conflicts(&self, conflicts: u64) -> anyhow::Result<()> {
        if conflicts == 0 {
            return Ok(());
        }
        let what = if conflicts == 1 { "key was" } else { "keys were" };
        let why = match self.if_unchanged_since {
            Some(revision) => format!("changed after revision {revision}"),
            None if self.if_absent => "there already".to_owned(),
            None => "changed meanwhile".to_owned(),
        };
        let text = format!("{conflicts} {what} {why}, and not written");
        Err(Failure::new(Kind::Unmet, text).into())
    }
}

/// Starts to read the keys of a range, in key order.
async fn keys(session: &Session, range: Range, keys_only: bool) -> Result<RangeKeys, Failure> {
    let Range { key, end: range_end } = range;
    let request = RangeRequest { key, range_end, keys_only, ..RangeRequest::default() };
    let stream = session.range_by(RangeCall::Either, request).await?;
    Ok(RangeKeys::new(stream, Vec::new()))
}

fn note_dropped_leases(keys: u64) {
    if keys > 0 {
        let keys = crate::output::counted(keys, "key", "keys");
        note(&format!("{keys} had a lease, and will not expire now; --ttl gives a new lease"));
    }
}
