//! `snapshot save`: saves a copy of a member's database.

use super::receive::{Received, nothing_saved, receive};
use super::verify::verify;
use crate::context::Context;
use crate::etcd::Session;
use crate::failure::{Failure, Kind};
use crate::go::si_bytes;
use crate::output::{self, counted};
use crate::process::signals::{self, Signals};
use crate::reply::SnapshotReply;
use anyhow::Context as _;
use clap::Args;
use std::fs::File;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Save a copy of a member's database to a file
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl snapshot save backup.db              from the only endpoint given
  ectl snapshot save - | zstd > backup.zst  to stdout

The checksum that etcd appends is always verified. A file is then read again, to verify its pages
and to count its keys, before it gets its name: a damaged snapshot is not saved. What goes to
stdout, a pipe or a device cannot be read again.

Restore it with: ectl snapshot restore backup.db")]
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
        self.check_target()?;
        let session = one_endpoint(cx)?;
        let work = async {
            if self.file.as_os_str() == "-" {
                let received = receive(session.snapshot().await?, output::bytes).await?;
                let bytes = received.bytes;
                output::note(&format!("snapshot of {bytes} bytes written to stdout"));
                return Ok(());
            }
            let saved = if is_special(&self.file) {
                self.write_to_special(&session).await?
            } else {
                self.save_unless_interrupted(&session).await?
            };
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

    fn check_target(&self) -> Result<(), Failure> {
        let refused =
            |why: &str| Err(Failure::new(Kind::Local, format!("{} {why}", self.file.display())));
        if self.no_clobber && self.file.exists() {
            return refused("already exists");
        }
        if self.file.is_dir() { refused("is a directory") } else { Ok(()) }
    }

    /// Ends with an error at a signal, so that the temporary file is removed.
    async fn save_unless_interrupted(&self, session: &Session) -> anyhow::Result<SnapshotReply> {
        let mut signals = Signals::listen_unless_ignored(&signals::ENDING)?;
        tokio::select! {
            biased;
            signal = signals.next() => {
                Err(signals::interrupted(signal).reworded(nothing_saved).into())
            }
            saved = self.save(session) => saved,
        }
    }

    /// Writes to a temporary file beside the target and renames it once complete and verified, so that a
    /// failure leaves nothing behind.
    async fn save(&self, session: &Session) -> anyhow::Result<SnapshotReply> {
        let failed = || format!("could not write {}", self.file.display());
        let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let mut part = new_part(folder)?;
        let write = |piece: &[u8]| part.write_all(piece).with_context(failed);
        let received = receive(session.snapshot().await?, write).await?;
        let mut saved = self.reply(received);
        if !self.no_verify {
            let verified = verify(part.path()).await?;
            (saved.revision, saved.keys) = (Some(verified.revision), Some(verified.total_key));
        }
        sync(part.as_file()).await.with_context(failed)?;
        self.rename(part)?;
        File::open(folder).and_then(|folder| folder.sync_all())?;
        Ok(saved)
    }

    async fn write_to_special(&self, session: &Session) -> anyhow::Result<SnapshotReply> {
        let failed = || format!("could not write {}", self.file.display());
        let mut target = File::options().write(true).open(&self.file).with_context(failed)?;
        let write = |piece: &[u8]| target.write_all(piece).with_context(failed);
        Ok(self.reply(receive(session.snapshot().await?, write).await?))
    }

    fn reply(&self, Received { bytes, version }: Received) -> SnapshotReply {
        let file = self.file.display().to_string();
        SnapshotReply { file, bytes, version, ..SnapshotReply::default() }
    }

    fn rename(&self, part: NamedTempFile) -> anyhow::Result<()> {
        let kept = if self.no_clobber {
            part.persist_noclobber(&self.file)
        } else {
            part.persist(&self.file)
        };
        kept.map(drop)
            .map_err(|failed| failed.error)
            .with_context(|| format!("could not write {}", self.file.display()))
    }
}

/// Returns whether the target exists and is not a regular file, so that a rename would replace it.
fn is_special(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|found| !found.is_file())
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

/// Creates the temporary file.
fn new_part(folder: &Path) -> anyhow::Result<NamedTempFile> {
    let unusable = || format!("could not open a file in {}", folder.display());
    std::fs::metadata(folder).with_context(unusable)?;
    tempfile::Builder::new()
        .prefix(".ectl-snapshot-")
        .suffix(".part")
        .tempfile_in(folder)
        // Without the name of the temporary file, which says nothing to the user.
        .map_err(|error| io::Error::from(error.kind()))
        .with_context(unusable)
}

/// Flushes a file to the disk. A signal can end the command meanwhile.
async fn sync(file: &File) -> io::Result<()> {
    let file = file.try_clone()?;
    tokio::task::spawn_blocking(move || file.sync_all()).await?
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
