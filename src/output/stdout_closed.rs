use crate::failure::ReaderGone;
use std::future::pending;
use std::io;
use std::os::fd::AsFd as _;
use tokio::io::Interest;
use tokio::net::unix::pipe::Sender;

/// Waits until stdout's reader closes it, and returns the error of a write: a command that rarely writes
/// would not notice. Never returns if stdout is a file.
pub(crate) async fn reader_gone() -> anyhow::Error {
    match closed().await {
        Ok(()) => ReaderGone.into(),
        Err(_) => pending().await,
    }
}

async fn closed() -> io::Result<()> {
    // The checked constructor would set stdout to non-blocking, which is shared with other processes.
    let stdout = Sender::from_owned_fd_unchecked(io::stdout().as_fd().try_clone_to_owned()?)?;
    stdout.ready(Interest::ERROR).await.map(drop)
}
