//! `snapshot save`: saves a copy of a member's database.

use super::receive::{Received, nothing_saved, receive};
use super::verify::verify;
use crate::command::target_file::{FilePart, TargetFile, is_stdout};
use crate::context::Context;
use crate::etcd::Session;
use crate::failure::{Failure, Kind};
use crate::go::si_bytes;
use crate::output::{self, counted};
use crate::process::signals::{self, Signals};
use crate::reply::SnapshotReply;
use clap::Args;
use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

/// Save a copy of a member's database to a file
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl snapshot save backup.db              from the only endpoint given
  ectl snapshot save - | zstd > backup.zst  to stdout

Details:
  The checksum that etcd appends is always verified. A file is then read again, to verify its pages
  and to count its keys, before it gets its name: a damaged snapshot is not saved. What goes to
  stdout, a pipe or a device cannot be read again. To restore it, use \"ectl snapshot restore\".

Exit codes:
  5    interrupted, or etcd broke off: nothing was saved
  6    the file cannot be written
  124  not complete within --command-timeout, if that is given

Signals:
  INT, TERM and HUP end it. FILE stays as it was.")]
pub(crate) struct Save {
    /// File to write; - for stdout
    file: PathBuf,
    /// Fail if the file exists
    #[arg(long)]
    no_clobber: bool,
    /// Do not read the file again to verify its pages
    #[arg(long)]
    no_verify: bool,
}

impl Save {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<SnapshotReply>()?;
        let target = TargetFile::new(&self.file, self.no_clobber)?;
        let session = one_endpoint(cx)?;
        let work = async {
            if is_stdout(&self.file) {
                let received = receive(session.snapshot().await?, output::bytes).await?;
                let bytes = received.bytes;
                output::note(&format!("snapshot of {bytes} bytes written to stdout"));
                return Ok(());
            }
            let saved = self.save_unless_interrupted(&session, target).await?;
            output.print(&saved)?;
            if io::stderr().is_terminal() {
                output::note(&summary(&saved));
            }
            Ok(())
        };
        match cx.settings.explicit_timeout() {
            None => work.await,
            Some(limit) => tokio::time::timeout(limit, work).await.unwrap_or_else(|_| {
                let limit = humantime::format_duration(limit);
                let text = nothing_saved(format!("the snapshot was not complete within {limit}"));
                Err(Failure::new(Kind::Deadline, text).into())
            }),
        }
    }

    /// Ends with an error at a signal, so that the temporary file is removed.
    async fn save_unless_interrupted(
        &self,
        session: &Session,
        target: TargetFile,
    ) -> anyhow::Result<SnapshotReply> {
        let part = target.create("snapshot")?;
        if part.readable().is_none() {
            return self.save(session, part).await;
        }
        let mut signals = Signals::listen_unless_ignored(&signals::ENDING)?;
        tokio::select! {
            biased;
            signal = signals.next() => {
                Err(signals::interrupted(signal).reworded(nothing_saved).into())
            }
            saved = self.save(session, part) => saved,
        }
    }

    /// Writes the file, and verifies it before it gets its name, so that a failure leaves nothing behind.
    async fn save(&self, session: &Session, mut part: FilePart) -> anyhow::Result<SnapshotReply> {
        let received = receive(session.snapshot().await?, |piece| part.write(piece)).await?;
        let mut saved = self.reply(received);
        if let Some(written) = part.readable().filter(|_| !self.no_verify) {
            let verified = verify(written).await?;
            (saved.revision, saved.keys) = (Some(verified.revision), Some(verified.total_key));
        }
        part.finish().await?;
        Ok(saved)
    }

    fn reply(&self, Received { bytes, version }: Received) -> SnapshotReply {
        let file = self.file.display().to_string();
        SnapshotReply { file, bytes, version, ..SnapshotReply::default() }
    }
}

/// Returns a session with the only endpoint; a snapshot is that of one member.
fn one_endpoint(cx: &Context) -> Result<Session, Failure> {
    let session = cx.session()?;
    let endpoints: Vec<_> = session.options().endpoints.iter().map(ToString::to_string).collect();
    if endpoints.len() == 1 {
        return Ok(session);
    }
    let text = "snapshot must be requested to one selected node, not multiple";
    Err(Failure::usage(format!("{text} [{}]", endpoints.join(" "))))
}

/// Returns a line for people about what was saved.
fn summary(saved: &SnapshotReply) -> String {
    let size = si_bytes(saved.bytes);
    match (saved.revision, saved.keys) {
        (Some(revision), Some(keys)) => {
            format!("verified: {size}, revision {revision}, {}", counted(keys, "key", "keys"))
        }
        _ => format!("not verified: {size}"),
    }
}
