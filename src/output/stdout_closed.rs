//! Whether anybody reads our stdout.

use crate::failure::ReaderGone;
use std::future::pending;
use std::io;
use std::os::fd::AsFd as _;
use tokio::io::Interest;
use tokio::net::unix::pipe::Sender;

/// Waits until the reader of stdout has gone away, and fails as a write to it would: who has nothing to
/// write for a long time would not notice. Waits for ever if there is no telling, as of a file.
pub(crate) async fn reader_gone() -> anyhow::Error {
    match gone().await {
        Ok(()) => ReaderGone.into(),
        Err(_) => pending().await,
    }
}

async fn gone() -> io::Result<()> {
    // Unchecked: it is left as it is, which the checks would not; others have it too.
    let stdout = Sender::from_owned_fd_unchecked(io::stdout().as_fd().try_clone_to_owned()?)?;
    stdout.ready(Interest::ERROR).await.map(drop)
}
