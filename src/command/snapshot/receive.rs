//! Receives a snapshot, and verifies the checksum that etcd appends to it.

use crate::command::long_work::LongWork;
use crate::etcd::{CallError, SnapshotStream};
use crate::failure::{Failure, Kind};
use aws_lc_rs::digest::{Context as Digest, SHA256, SHA256_OUTPUT_LEN};
use std::fmt;

/// What arrived.
#[derive(Debug, Default)]
pub(super) struct Received {
    pub(super) bytes: u64,
    /// The server's version; empty for servers before 3.6, which do not report it.
    pub(super) version: String,
}

/// Copies a snapshot, and verifies the SHA-256 checksum that etcd appends to the database.
pub(super) async fn receive(
    mut stream: SnapshotStream,
    mut write: impl FnMut(&[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<Received> {
    let mut work = None;
    let mut check = Trailer::default();
    let mut received = Received::default();
    while let Some(piece) = stream.next().await.map_err(stream_failure)? {
        let total = received.bytes + piece.blob.len() as u64 + piece.remaining_bytes;
        let work = work.get_or_insert_with(|| LongWork::new("receiving", total));
        write(&piece.blob)?;
        check.update(&piece.blob);
        received.bytes += piece.blob.len() as u64;
        work.at(received.bytes)?;
        if !piece.version.is_empty() {
            received.version = piece.version;
        }
    }
    drop(work);
    check.finish(received.bytes)?;
    Ok(received)
}

fn stream_failure(fault: CallError) -> Failure {
    // etcd may deny permission only in the stream.
    let kind = if fault.kind() == Kind::Denied { Kind::Denied } else { Kind::Ended };
    Failure::from(fault).reworded(nothing_saved).of_kind(kind)
}

fn invalid(why: &str) -> Failure {
    Failure::new(Kind::Ended, nothing_saved(why))
}

pub(super) fn nothing_saved(why: impl fmt::Display) -> String {
    format!("{why}; nothing was saved")
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
