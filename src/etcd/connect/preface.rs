//! A stream that checks that its server speaks HTTP/2: a port that accepts connections may belong to a
//! stopped process, or to another service.

use super::peer::{FRAME_HEADER, classify};
use super::pulse::Pulse;
use super::transport::BoxedStream;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::watch;

#[derive(Debug, Clone)]
pub(crate) enum PeerState {
    Silent,
    Http2,
    /// The connection has ended, or the server speaks another protocol.
    Closed(Arc<io::Error>),
}

/// A stream that watches its first bytes and its end, and notes when bytes arrive.
pub(crate) struct PrefaceStream {
    stream: BoxedStream,
    opening: Vec<u8>,
    peer: watch::Sender<PeerState>,
    pulse: Arc<Pulse>,
}

impl PrefaceStream {
    pub(super) fn new(
        stream: BoxedStream,
        peer: watch::Sender<PeerState>,
        pulse: Arc<Pulse>,
    ) -> Self {
        Self { stream, opening: Vec::with_capacity(FRAME_HEADER), peer, pulse }
    }

    fn inspect(&mut self, bytes: &[u8]) {
        let missing = FRAME_HEADER - self.opening.len();
        if missing == 0 {
            return;
        }
        self.opening.extend(bytes.iter().take(missing));
        match classify(&self.opening) {
            Ok(true) => self.set(PeerState::Http2),
            Ok(false) => {}
            Err(peer) => self.close(io::Error::new(io::ErrorKind::InvalidData, peer)),
        }
    }

    /// Ignores a failed write before the server has sent anything: its reason, such as a TLS alert, can
    /// still be read.
    fn tolerate<T>(&self, written: Poll<io::Result<T>>, success: T) -> Poll<io::Result<T>> {
        let torn = [io::ErrorKind::BrokenPipe, io::ErrorKind::ConnectionReset];
        match written {
            Poll::Ready(Err(e))
                if self.opening.len() < FRAME_HEADER && torn.contains(&e.kind()) =>
            {
                Poll::Ready(Ok(success))
            }
            written => written,
        }
    }

    fn close(&self, why: io::Error) {
        self.set(PeerState::Closed(Arc::new(why)));
    }

    fn set(&self, state: PeerState) {
        self.peer.send_if_modified(|current| {
            // The first reason for an end is the cause of those that follow.
            let changes = !matches!(current, PeerState::Closed(_));
            if changes {
                *current = state;
            }
            changes
        });
    }
}

impl Drop for PrefaceStream {
    fn drop(&mut self) {
        self.close(io::Error::new(io::ErrorKind::NotConnected, "the connection was closed"));
    }
}

impl AsyncRead for PrefaceStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        match &polled {
            Poll::Ready(Ok(())) => match buffer.filled().get(before..) {
                Some([]) | None => {
                    let end = "the server closed the connection";
                    self.close(io::Error::new(io::ErrorKind::UnexpectedEof, end));
                }
                Some(bytes) => {
                    self.pulse.beat();
                    self.inspect(bytes);
                }
            },
            Poll::Ready(Err(error)) => self.close(copy(error)),
            Poll::Pending => {}
        }
        polled
    }
}

/// Copies an error. An error of TLS keeps its type, from which its text is made.
fn copy(error: &io::Error) -> io::Error {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match tls {
        Some(tls) => io::Error::new(error.kind(), tls.clone()),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}

impl AsyncWrite for PrefaceStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.tolerate(written, bytes.len())
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.tolerate(flushed, ())
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.tolerate(written, slices.iter().map(|slice| slice.len()).sum())
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
