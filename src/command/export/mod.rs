//! `export`: writes keys to a file that `import` reads.

mod sink;

use super::target_file::{TargetFile, is_stdout};
use crate::context::Context;
use crate::etcd::proto::RangeRequest;
use crate::etcd::{Range, RangeCall, RangePart, Session};
use crate::failure::Failure;
use crate::go::integer;
use crate::input;
use crate::process::signals::{self, Signals, unless_interrupted};
use crate::recipe::key_file::{ExportHeader, Exported};
use crate::reply::{ExportDone, ExportPart, ExportTree};
use clap::Args;
use sink::ExportSink;
use std::ffi::OsString;
use std::path::PathBuf;

/// Write keys to a file that import reads
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl export services/ services.jsonl   every key below services/
  ectl export '' | zstd > all.jsonl.zst  all keys, to stdout
  ectl export a --range-end c            the keys from a up to, but without, c
  ectl export services/ --rev 120        as of revision 120
  ectl export config/ --tree             one nested JSON object, for people and jq

Details:
  The first line describes the export, the last one has the number of keys; each other line is a key
  as \"get -w jsonl\" prints it. All keys are read at one revision. FILE appears when it is complete.

  With --tree the prefix is cut off, and the keys are split at the delimiter. A value that is not
  text is {\"$b64\": \"…\"}; a key with keys below it has its value in \"$value\". All keys are kept in
  memory.

  Read it with: ectl import services.jsonl

Exit codes:
  5  interrupted: FILE was not written

Signals:
  INT, TERM and HUP end it. FILE stays as it was.")]
pub(crate) struct Export {
    /// Prefix of the keys; '' for all
    key: OsString,
    /// File to write (default: stdout)
    file: Option<PathBuf>,
    /// Export the keys from KEY up to END (exclusive)
    #[arg(long, value_name = "END", conflicts_with = "from_key")]
    range_end: Option<OsString>,
    /// Export all keys from KEY on
    #[arg(long)]
    from_key: bool,
    /// Export the keys as of this revision
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer)]
    rev: i64,
    /// Write one nested JSON object
    #[arg(long)]
    tree: bool,
    /// Delimiter of the levels of --tree
    #[arg(long, default_value = "/", requires = "tree")]
    delimiter: OsString,
    /// Fail if the file exists
    #[arg(long, requires = "file")]
    no_clobber: bool,
}

impl Export {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let exported = self.exported()?;
        if !cx.settings.output.fields.is_empty() {
            let text = "--field cannot be used with export, whose lines have different fields";
            return Err(Failure::usage(text)
                .hint("\"ectl get --prefix\" prints single fields")
                .into());
        }
        let Some(file) = self.file.as_deref().filter(|file| !is_stdout(file)) else {
            let output = cx.output::<ExportPart>()?;
            let session = cx.session()?;
            let mut sink = ExportSink::stdout(output);
            self.export(&session, exported, &mut sink).await?;
            return sink.finish().await;
        };
        let mut output = cx.output::<ExportDone>()?;
        let target = TargetFile::new(file, self.no_clobber)?;
        let session = cx.session()?;
        let is_special = target.is_special();
        let work = self.export_to(&session, exported, target);
        let done = if is_special {
            // Nothing is to be removed, and a pipe may have no reader: a signal ends the process.
            work.await?
        } else {
            let mut signals = Signals::listen_unless_ignored(&signals::ENDING)?;
            unless_interrupted(&mut signals, work).await?
        };
        output.print(&ExportDone { file: file.display().to_string(), ..done })
    }

    async fn export_to(
        &self,
        session: &Session,
        exported: Exported,
        target: TargetFile,
    ) -> anyhow::Result<ExportDone> {
        let mut sink = ExportSink::file(target.create("export")?);
        let revision = self.export(session, exported, &mut sink).await?;
        let done = ExportDone { revision, ..sink.done()? };
        sink.finish().await?;
        Ok(done)
    }

    /// Returns the revision that the keys were read at.
    async fn export(
        &self,
        session: &Session,
        exported: Exported,
        sink: &mut ExportSink,
    ) -> anyhow::Result<i64> {
        let prefix_len = if let Exported::Prefix(prefix) = &exported { prefix.len() } else { 0 };
        let mut tree = self.tree.then(|| ExportTree::new(input::bytes(&self.delimiter)));
        let request = self.request(&exported);
        let mut reply = session.range_in_order(RangeCall::Either, request).await?;
        let mut revision = self.rev;
        while let Some(part) = reply.next().await? {
            match (part, &mut tree) {
                (RangePart::Header(header), tree) => {
                    revision = if revision == 0 { header.revision } else { revision };
                    if tree.is_none() {
                        let header = ExportHeader {
                            cluster_id: header.cluster_id,
                            revision,
                            namespace: session.options().namespace.to_vec(),
                            exported: exported.clone(),
                        };
                        sink.add(&ExportPart::Header(header))?;
                    }
                }
                (RangePart::Kv(kv), None) => sink.add(&ExportPart::Kv(kv))?,
                (RangePart::Kv(mut kv), Some(tree)) => {
                    kv.key.drain(..prefix_len.min(kv.key.len()));
                    tree.add(kv)?;
                    sink.count();
                }
                (RangePart::End { .. }, _) => {}
            }
        }
        match tree {
            Some(tree) => sink.write(&tree.json())?,
            None => sink.end()?,
        }
        Ok(revision)
    }

    fn request(&self, exported: &Exported) -> RangeRequest {
        let Range { key, end: range_end } = exported.clone().range();
        RangeRequest { key, range_end, revision: self.rev, ..RangeRequest::default() }
    }

    fn exported(&self) -> Result<Exported, Failure> {
        if self.delimiter.is_empty() {
            return Err(Failure::usage("--delimiter must not be empty"));
        }
        if self.rev < 0 {
            return Err(Failure::usage("--rev must not be negative"));
        }
        let key = input::bytes(&self.key);
        Ok(match &self.range_end {
            Some(end) if end.is_empty() => {
                return Err(Failure::usage("--range-end must not be empty")
                    .hint("use --from-key for all keys from KEY on"));
            }
            Some(end) if key.is_empty() || input::bytes(end) <= key => {
                return Err(Failure::usage(
                    "KEY must not be empty, and --range-end must be behind it",
                ));
            }
            Some(end) => Exported::Range(Range { key, end: input::bytes(end) }),
            None if self.from_key => Exported::Range(Range::from_key(key)),
            None => Exported::Prefix(key),
        })
    }
}
