//! Bodies of answers, none of which is kept in memory for one request.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

/// What long bodies are made of.
static FILLER: [u8; 64 * 1024] = [b'x'; 64 * 1024];

/// Is the body of an answer.
#[derive(Debug)]
pub(super) enum Content {
    /// Is sent at once.
    Whole(Bytes),
    /// Is so many bytes `x`.
    Filler(u64),
    /// Announces more bytes than it has, and breaks off.
    Cut(Cut),
    /// Is sent one byte at a time.
    Slow(Box<Slow>),
}

#[derive(Debug)]
pub(super) enum Cut {
    Begin,
    Flush,
    Break,
}

#[derive(Debug)]
pub(super) struct Slow {
    left: u64,
    pause: Duration,
    sleep: Pin<Box<Sleep>>,
}

/// Is what a body that is cut begins with, and how long it says it is.
const BEGINNING: &[u8] = b"half of it is ";
const ANNOUNCED: u64 = 2 * BEGINNING.len() as u64;

impl Content {
    /// Makes one of so many bytes, with a pause before each.
    pub(super) fn slow(bytes: u64, pause: Duration) -> Self {
        let sleep = Box::pin(sleep(pause));
        Self::Slow(Box::new(Slow { left: bytes, pause, sleep }))
    }
}

impl Body for Content {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.is_end_stream() {
            return Poll::Ready(None);
        }
        let bytes = match &mut *self {
            Self::Whole(bytes) => std::mem::take(bytes),
            Self::Filler(left) => {
                let most = FILLER.len();
                let next = usize::try_from(*left).unwrap_or(most).min(most);
                *left -= next as u64;
                Bytes::from_static(&FILLER[..next])
            }
            Self::Cut(cut @ Cut::Begin) => {
                *cut = Cut::Flush;
                Bytes::from_static(BEGINNING)
            }
            Self::Cut(cut @ Cut::Flush) => {
                *cut = Cut::Break;
                // What was sent reaches the socket when there is a pause.
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            Self::Cut(Cut::Break) => {
                let error = io::Error::other("the body is to break off");
                return Poll::Ready(Some(Err(error)));
            }
            Self::Slow(slow) => {
                if slow.sleep.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
                slow.left -= 1;
                slow.sleep.as_mut().reset(Instant::now() + slow.pause);
                Bytes::from_static(b"x")
            }
        };
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(bytes) => bytes.is_empty(),
            Self::Filler(left) => *left == 0,
            Self::Cut(_) => false,
            Self::Slow(slow) => slow.left == 0,
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(match self {
            Self::Whole(bytes) => bytes.len() as u64,
            Self::Filler(left) => *left,
            Self::Cut(Cut::Begin) => ANNOUNCED,
            Self::Cut(_) => ANNOUNCED - BEGINNING.len() as u64,
            Self::Slow(slow) => slow.left,
        })
    }
}
