//! A stream that finds out, and tells, whether an HTTP/2 server is at its other end: a port that
//! accepts connections may belong to a process that is stopped, or that speaks something else.

use super::peer::classify;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::watch;

/// What has come from the other end.
#[derive(Debug, Clone)]
pub(crate) enum PeerState {
    Nothing,
    /// The first frame of an HTTP/2 server.
    Http2,
    /// The connection's end, or the beginning of another protocol.
    Gone(Arc<io::Error>),
}

/// Any kind of connection.
pub(crate) trait IoStream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> IoStream for T {}

/// An HTTP/2 server speaks first: a SETTINGS frame, whose header has this many bytes.
pub(crate) const FRAME_HEADER: usize = 9;

/// A stream that listens to its first bytes and its end.
pub(crate) struct PrefaceStream {
    stream: Box<dyn IoStream>,
    opening: Vec<u8>,
    tell: watch::Sender<PeerState>,
}

impl PrefaceStream {
    pub(crate) fn new(stream: Box<dyn IoStream>, tell: watch::Sender<PeerState>) -> Self {
        Self { stream, opening: Vec::with_capacity(FRAME_HEADER), tell }
    }

    fn listen(&mut self, bytes: &[u8]) {
        let missing = FRAME_HEADER - self.opening.len();
        if missing == 0 {
            return;
        }
        self.opening.extend(bytes.iter().take(missing));
        match classify(&self.opening) {
            Ok(true) => self.tell(PeerState::Http2),
            Ok(false) => {}
            Err(who) => self.gone(io::Error::new(io::ErrorKind::InvalidData, who)),
        }
    }

    /// As long as the server has said nothing, a write that fails is passed over: the server's reason,
    /// an alert of TLS for one, is what can still be read.
    fn unless_more_to_hear<T>(
        &self,
        written: Poll<io::Result<T>>,
        as_if: T,
    ) -> Poll<io::Result<T>> {
        let torn = [io::ErrorKind::BrokenPipe, io::ErrorKind::ConnectionReset];
        match written {
            Poll::Ready(Err(e))
                if self.opening.len() < FRAME_HEADER && torn.contains(&e.kind()) =>
            {
                Poll::Ready(Ok(as_if))
            }
            written => written,
        }
    }

    fn gone(&self, why: io::Error) {
        self.tell(PeerState::Gone(Arc::new(why)));
    }

    /// What was found out first about the end of a connection is the cause of what comes after.
    fn tell(&self, news: PeerState) {
        self.tell.send_if_modified(|heard| {
            let new = !matches!(heard, PeerState::Gone(_));
            if new {
                *heard = news;
            }
            new
        });
    }
}

impl Drop for PrefaceStream {
    fn drop(&mut self) {
        self.gone(io::Error::new(io::ErrorKind::NotConnected, "the connection was closed"));
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
                    self.gone(io::Error::new(
                        io::ErrorKind::UnexpectedEof,
                        "it closed the connection",
                    ));
                }
                Some(bytes) => self.listen(bytes),
            },
            Poll::Ready(Err(error)) => self.gone(copy(error)),
            Poll::Pending => {}
        }
        polled
    }
}

/// The same error once more; one that TLS made keeps its type, by which it is explained.
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
        self.unless_more_to_hear(written, bytes.len())
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.unless_more_to_hear(flushed, ())
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
        self.unless_more_to_hear(written, slices.iter().map(|slice| slice.len()).sum())
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
