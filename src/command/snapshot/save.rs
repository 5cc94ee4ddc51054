//! `snapshot save`: saves a copy of a member's database.

use crate::context::Context;
use crate::etcd::{CallError, Session, SnapshotStream};
use crate::failure::{Failure, Kind};
use crate::output;
use crate::reply::SnapshotReply;
use anyhow::Context as _;
use aws_lc_rs::digest::{Context as Digest, SHA256, SHA256_OUTPUT_LEN};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::fmt;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Save a copy of a member's database to a file
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl snapshot save backup.db              from the only endpoint given
  ectl snapshot save - | zstd > backup.zst  to stdout

Restore it with: ectl snapshot restore backup.db")]
pub(crate) struct Save {
    /// File to write; - for stdout
    file: PathBuf,
    /// Fail if the file exists
    #[arg(long)]
    no_clobber: bool,
}

impl Save {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<SnapshotReply>()?;
        if self.no_clobber && self.file.exists() {
            return Err(Failure::new(
                Kind::Local,
                format!("{} already exists", self.file.display()),
            )
            .into());
        }
        if self.file.is_dir() {
            let text = format!("{} is a directory", self.file.display());
            return Err(Failure::new(Kind::Local, text).into());
        }
        let session = one_endpoint(cx)?;
        let work = async {
            if self.file.as_os_str() == "-" {
                let saved = receive(session.snapshot().await?, output::bytes).await?;
                output::note(&format!("snapshot of {} bytes written to stdout", saved.bytes));
                return Ok(());
            }
            let saved = if is_special(&self.file) {
                self.write_to_special(&session).await
            } else {
                self.save(&session).await
            };
            output.print(&saved?)
        };
        match cx.settings.explicit_timeout() {
            None => work.await,
            Some(limit) => tokio::time::timeout(limit, work).await.unwrap_or_else(|_| {
                let limit = humantime::format_duration(limit);
                let text =
                    format!("the snapshot was not complete within {limit}; nothing was saved");
                Err(Failure::new(Kind::Deadline, text).into())
            }),
        }
    }

    /// Writes to a temporary file beside the target and renames it once complete, so that a failure leaves
    /// nothing behind.
    async fn save(&self, session: &Session) -> anyhow::Result<SnapshotReply> {
        let shown = self.file.display();
        let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let unusable = || format!("could not open a file in {}", folder.display());
        std::fs::metadata(folder).with_context(unusable)?;
        let mut part = tempfile::Builder::new()
            .prefix(".ectl-snapshot-")
            .suffix(".part")
            .tempfile_in(folder)
            // Without the name of the temporary file, which says nothing to the user.
            .map_err(|error| io::Error::from(error.kind()))
            .with_context(unusable)?;
        let write = |piece: &[u8]| {
            part.write_all(piece).with_context(|| format!("could not write {shown}"))
        };
        let mut saved = receive(session.snapshot().await?, write).await?;
        part.as_file().sync_all().with_context(|| format!("could not write {shown}"))?;
        self.rename(part)?;
        File::open(folder).and_then(|folder| folder.sync_all())?;
        saved.file = shown.to_string();
        Ok(saved)
    }

    async fn write_to_special(&self, session: &Session) -> anyhow::Result<SnapshotReply> {
        let shown = self.file.display();
        let failed = || format!("could not write {shown}");
        let mut target = File::options().write(true).open(&self.file).with_context(failed)?;
        let write = |piece: &[u8]| target.write_all(piece).with_context(failed);
        let saved = receive(session.snapshot().await?, write).await?;
        Ok(SnapshotReply { file: shown.to_string(), ..saved })
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

/// Copies a snapshot, and verifies the SHA-256 checksum that etcd appends to the database.
async fn receive(
    mut stream: SnapshotStream,
    mut write: impl FnMut(&[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<SnapshotReply> {
    let progress = progress();
    let mut check = Trailer::default();
    let mut saved = SnapshotReply::default();
    while let Some(piece) = stream.next().await.map_err(stream_failure)? {
        progress.set_length(saved.bytes + piece.blob.len() as u64 + piece.remaining_bytes);
        write(&piece.blob)?;
        check.update(&piece.blob);
        saved.bytes += piece.blob.len() as u64;
        progress.set_position(saved.bytes);
        if !piece.version.is_empty() {
            saved.version = piece.version;
        }
    }
    progress.finish_and_clear();
    check.finish(saved.bytes)?;
    Ok(saved)
}

fn stream_failure(fault: CallError) -> Failure {
    // etcd may deny permission only in the stream.
    let kind = if fault.kind() == Kind::Denied { Kind::Denied } else { Kind::Ended };
    Failure::from(fault).reworded(nothing_saved).of_kind(kind)
}

fn invalid(why: &str) -> Failure {
    Failure::new(Kind::Ended, nothing_saved(why))
}

fn nothing_saved(why: impl fmt::Display) -> String {
    format!("{why}; nothing was saved")
}

/// Returns a progress bar, which is drawn only if stderr is a terminal.
fn progress() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) =
        ProgressStyle::with_template("{bytes} of {total_bytes}  {bytes_per_sec}  {eta} left")
    {
        bar.set_style(style);
    }
    bar
}

/// Holds back the last bytes, which are the checksum of all before.
struct Trailer {
    digest: Digest,
    held: Vec<u8>,
}

impl Default for Trailer {
    fn default() -> Self {
        Self { digest: Digest::new(&SHA256), held: Vec::new() }
    }
}

impl Trailer {
    fn update(&mut self, bytes: &[u8]) {
        self.held.extend_from_slice(bytes);
        let end = self.held.len().saturating_sub(SHA256_OUTPUT_LEN);
        let tail = self.held.split_off(end);
        self.digest.update(&self.held);
        self.held = tail;
    }

    /// Verifies the checksum. A database has whole pages; the checksum follows them.
    fn finish(self, bytes: u64) -> Result<(), Failure> {
        if bytes % 512 != SHA256_OUTPUT_LEN as u64 {
            return Err(invalid(&format!("sha256 checksum not found [bytes: {bytes}]")));
        }
        if self.digest.finish().as_ref() != self.held {
            return Err(invalid("the snapshot does not match its sha256 checksum"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Trailer;
    use aws_lc_rs::digest::{SHA256, digest};

    #[test]
    fn checksum_of_pieces_of_any_size() {
        let mut whole = vec![7; 1024];
        whole.extend(digest(&SHA256, &vec![7; 1024]).as_ref());
        for piece in [1, 31, 32, 33, 512, 2000] {
            let mut trailer = Trailer::default();
            whole.chunks(piece).for_each(|piece| trailer.update(piece));
            assert!(trailer.finish(whole.len() as u64).is_ok(), "pieces of {piece}");
        }
    }

    #[test]
    fn wrong_or_missing_checksum() {
        let mut whole = vec![7; 1024];
        whole.extend(digest(&SHA256, &vec![7; 1024]).as_ref());
        whole[5] ^= 1;
        let mut trailer = Trailer::default();
        trailer.update(&whole);
        assert!(trailer.finish(whole.len() as u64).unwrap_err().to_string().contains("sha256"));
        let cut = Trailer::default();
        assert!(cut.finish(512).unwrap_err().to_string().contains("not found [bytes: 512]"));
    }
}
