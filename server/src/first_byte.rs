//! Drops connections that say nothing. The HTTP library measures time from the first byte that tells HTTP/1 from
//! HTTP/2, and has no limit for idle HTTP/2 connections: both would add up until nobody else gets one. So the first
//! byte has its time, and HTTP/2 is left out.

use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum_server::accept::Accept;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// How HTTP/2 begins (RFC 9113 §3.4). No method of HTTP/1 does.
const HTTP2: &[u8] = b"PRI";

/// Gives the connections of another acceptor this long to begin an HTTP/1 request.
#[derive(Clone)]
pub(crate) struct Prompt<A> {
    pub(crate) within: Duration,
    pub(crate) inner: A,
}

impl<A, I, S> Accept<I, S> for Prompt<A>
where
    A: Accept<I, S>,
    A::Future: Send + 'static,
{
    type Stream = PromptStream<A::Stream>;
    type Service = A::Service;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let accepted = self.inner.accept(stream, service);
        let within = self.within;
        Box::pin(async move {
            let (stream, service) = accepted.await?;
            Ok((PromptStream::new(stream, within), service))
        })
    }
}

/// A connection of [`Prompt`].
pub(crate) struct PromptStream<S> {
    inner: S,
    /// Until it is clear that the client speaks HTTP/1.
    waiting: Option<Waiting>,
}

struct Waiting {
    until: Pin<Box<Sleep>>,
    /// How many bytes of [`HTTP2`] came.
    matched: usize,
}

impl<S> PromptStream<S> {
    fn new(inner: S, within: Duration) -> Self {
        let waiting = Waiting {
            until: Box::pin(sleep(within)),
            matched: 0,
        };
        Self {
            inner,
            waiting: Some(waiting),
        }
    }

    /// Looks at what came, as long as it matters.
    fn heard(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(waiting) = &mut self.waiting else {
            return Ok(());
        };
        for byte in bytes {
            if *byte != HTTP2[waiting.matched] {
                self.waiting = None;
                return Ok(());
            }
            waiting.matched += 1;
            if waiting.matched == HTTP2.len() {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "HTTP/2 is not spoken here",
                ));
            }
        }
        Ok(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PromptStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        match Pin::new(&mut self.inner).poll_read(cx, buf) {
            Poll::Ready(Ok(())) => Poll::Ready(self.heard(&buf.filled()[before..])),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => match &mut self.waiting {
                None => Poll::Pending,
                Some(waiting) => {
                    std::task::ready!(waiting.until.as_mut().poll(cx));
                    Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
                }
            },
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PromptStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
    use tokio::time::timeout;

    use super::*;

    /// What the server reads from a client that says this and then nothing; `None` when it waits on.
    async fn said(bytes: &[u8]) -> Option<io::Result<Vec<u8>>> {
        let (mut client, server) = duplex(64);
        client.write_all(bytes).await.unwrap();
        let mut stream = PromptStream::new(server, Duration::from_secs(10));
        let mut read = vec![0; bytes.len() + 1];
        let all = timeout(Duration::from_secs(60), stream.read_exact(&mut read)).await;
        all.ok().map(|outcome| outcome.map(|_| read))
    }

    #[tokio::test(start_paused = true)]
    async fn who_says_nothing_or_begins_as_http2_is_dropped() {
        for (bytes, kind) in [
            (&b""[..], io::ErrorKind::TimedOut),
            (b"P", io::ErrorKind::TimedOut),
            (b"PR", io::ErrorKind::TimedOut),
            (b"PRI * HTTP/2.0\r\n", io::ErrorKind::InvalidData),
        ] {
            assert_eq!(said(bytes).await.unwrap().unwrap_err().kind(), kind, "{bytes:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_begins_a_request_is_left_to_the_http_library() {
        for bytes in [&b"G"[..], b"POST", b"PUT /", b"\x16"] {
            assert!(said(bytes).await.is_none(), "{bytes:?}");
        }
    }
}
