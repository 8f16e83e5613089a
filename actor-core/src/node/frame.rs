//! The frames of an established connection: four bytes of length, and then
//! that many.
//!
//! A frame of length zero says nothing but that its sender lives: a tick. So
//! does every other byte; that is why [`Frames`] counts bytes.
//!
//! More than half of this file are its tests, which look at the buffer.

use std::io::{self, ErrorKind};
use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::{Buf, BufMut, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::etf::Pieces;

/// What a node sends when it has had nothing else to say for a while.
pub(crate) const TICK: [u8; LENGTH] = [0; LENGTH];

/// The bytes of a length.
const LENGTH: usize = 4;

/// The bytes of a buffer, unless a frame is longer.
const CHUNK: usize = 64 * 1024;

/// The bytes that one read has room for, at least.
const LEAST: usize = CHUNK / 4;

/// The longest frame whose room is kept for the frames after it.
const KEPT: usize = 4 * CHUNK;

/// The longest frame whose room is used again for one that is as long, when
/// nobody has it any more: new memory costs as much as to read into it.
const REUSED: usize = 32 * CHUNK;

/// Reads frames.
pub(crate) struct Frames<R> {
    stream: R,
    /// What has arrived and has not been given out.
    buffer: BytesMut,
    /// The bytes that a frame may have.
    limit: usize,
    /// The bytes of the longest frame that has arrived.
    longest: usize,
    /// Long frames that were given out last, the older one first: while one is
    /// handled the next arrives.
    given: [Bytes; 2],
    /// The bytes that have arrived.
    received: Arc<AtomicU64>,
}

/// Why there are no more frames.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FrameError {
    /// The peer wants to send more in one frame than this node takes.
    #[error("a frame of {announced} bytes, of at most {limit}")]
    TooLarge {
        /// The bytes of the frame, as its length says.
        announced: usize,
        /// The bytes that a frame may have here.
        limit: usize,
    },
    /// The connection was closed inside of a frame.
    #[error("the connection was closed inside of a frame")]
    Cut,
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Io(#[from] io::Error),
}

impl<R: AsyncRead + Unpin> Frames<R> {
    /// Reads frames of at most `limit` bytes from `stream`.
    pub(crate) fn new(stream: R, limit: usize) -> Self {
        let (buffer, received) = (BytesMut::new(), Arc::default());
        let given = [Bytes::new(), Bytes::new()];
        Self { stream, buffer, limit, longest: 0, given, received }
    }

    /// Returns the count of bytes that have arrived, ticks included.
    ///
    /// A peer is taken to be gone when it has not moved for a time.
    pub(crate) fn received(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.received)
    }

    /// Returns the next frame that is no tick, without its length, or `None`
    /// if the peer has closed the connection.
    ///
    /// The frame is a part of the buffer that was read into, so whoever keeps
    /// it keeps some [`CHUNK`] more.
    ///
    /// # Errors
    ///
    /// A frame that is too large is refused when its length is there. After
    /// an error the connection is of no use.
    ///
    /// # Cancellation
    ///
    /// Loses nothing when it is dropped: what has arrived stays.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, FrameError> {
        loop {
            let (missing, is_long) = match self.announced()? {
                Some(0) => {
                    self.buffer.advance(LENGTH);
                    continue;
                }
                Some(length) if length <= self.buffer.len() - LENGTH => {
                    return Ok(Some(self.take(length)));
                }
                Some(length) => {
                    (length - (self.buffer.len() - LENGTH), length > CHUNK)
                }
                None => (LENGTH - self.buffer.len(), false),
            };
            // A long frame is read alone: what came with its end would have
            // to be moved.
            let (least, most) = if is_long {
                (missing.min(LEAST), missing)
            } else {
                (LEAST, usize::MAX)
            };
            if self.buffer.capacity() - self.buffer.len() < least {
                // The room doubles with what has arrived, until it is that of
                // a frame that came before: a length alone buys no memory.
                let affordable = self.buffer.len().max(self.longest).max(CHUNK);
                if !(is_long && self.reuse(missing)) {
                    self.buffer.reserve(missing.clamp(CHUNK, affordable));
                }
            }
            let mut room = (&mut self.buffer).limit(most);
            let read = match self.stream.read_buf(&mut room).await {
                // A program that is killed has no time to end TLS, and says as
                // much as without it: a frame that is cut shows anyway.
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => 0,
                read => read?,
            };
            if read > 0 {
                self.received.fetch_add(read as u64, Ordering::Relaxed);
            } else if self.buffer.is_empty() {
                return Ok(None);
            } else {
                return Err(FrameError::Cut);
            }
        }
    }

    /// Returns the length of the next frame, if that has arrived.
    fn announced(&self) -> Result<Option<usize>, FrameError> {
        let Some(length) = self.buffer.first_chunk() else {
            return Ok(None);
        };
        let announced = u32::from_be_bytes(*length) as usize;
        if announced > self.limit {
            return Err(FrameError::TooLarge { announced, limit: self.limit });
        }
        Ok(Some(announced))
    }

    /// Moves what has arrived of a long frame into the room of one that nobody
    /// has any more. Returns false if there is none, or it is too small.
    fn reuse(&mut self, missing: usize) -> bool {
        let needed = self.buffer.len() + missing;
        // The newest is still in the processor's cache.
        for given in self.given.iter_mut().rev() {
            if given.len() + LENGTH < needed {
                continue;
            }
            match mem::take(given).try_into_mut() {
                Ok(mut room) => {
                    room.clear();
                    // The length stood before it.
                    room.reserve(needed);
                    room.extend_from_slice(&self.buffer);
                    self.buffer = room;
                    return true;
                }
                Err(still_used) => *given = still_used,
            }
        }
        false
    }

    /// Takes the next frame, which is there.
    fn take(&mut self, length: usize) -> Bytes {
        self.buffer.advance(LENGTH);
        let frame = self.buffer.split_to(length).freeze();
        self.longest = self.longest.max(length);
        if length > KEPT {
            // Else the connection keeps the room of the longest frame ever.
            self.buffer = BytesMut::from(&self.buffer[..]);
        }
        if (KEPT..=REUSED).contains(&length) {
            self.given.rotate_left(1);
            self.given[1] = frame.clone();
        }
        frame
    }
}

/// Appends a frame of what `content` appends, its length first.
///
/// # Errors
///
/// Those of `content`; `out` is then as it was.
///
/// # Panics
///
/// If there are 4 GiB or more, which no frame can carry, or if `content`
/// does; `out` is then as it was, too. On Erlang's nodes as well, a message
/// that is too large ends its sender.
pub(crate) fn append<E>(
    out: &mut Vec<u8>,
    content: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    let start = out.len();
    let frame = Unfinished { out, start, is_finished: false };
    frame.out.extend_from_slice(&TICK);
    content(frame.out)?;
    frame.finish(0);
    Ok(())
}

/// Appends a frame of what `begin` appends, which is a whole frame, and then
/// `rest`, which is empty afterwards.
///
/// # Panics
///
/// As [`append`].
pub(crate) fn append_long(
    out: &mut Pieces,
    begin: impl FnOnce(&mut Vec<u8>),
    rest: &mut Pieces,
) {
    let start = out.bytes.len();
    let frame = Unfinished { out: &mut out.bytes, start, is_finished: false };
    begin(frame.out);
    frame.finish(rest.length());
    out.append(rest);
}

/// A frame that disappears again unless it is finished.
struct Unfinished<'a> {
    out: &'a mut Vec<u8>,
    /// Where in `out` its length is.
    start: usize,
    is_finished: bool,
}

impl Unfinished<'_> {
    /// Writes the length, with so many bytes that are still to come.
    fn finish(mut self, more: usize) {
        let frame = &mut self.out[self.start..];
        let length = u32::try_from(frame.len() - LENGTH + more)
            .expect("a frame is shorter than 4 GiB");
        frame[..LENGTH].copy_from_slice(&length.to_be_bytes());
        self.is_finished = true;
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if !self.is_finished {
            self.out.truncate(self.start);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use tokio::io::{AsyncWriteExt, duplex};

    use super::*;

    /// More than anything here is long.
    const LIMIT: usize = 1 << 30;

    fn framed(content: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let Ok(()) = append(&mut out, |out| {
            out.extend_from_slice(content);
            Ok::<_, Infallible>(())
        });
        out
    }

    /// Returns all frames of what a peer sent before it closed.
    async fn all(sent: &[u8]) -> Vec<Bytes> {
        let mut frames = Frames::new(sent, LIMIT);
        let mut all = Vec::new();
        while let Some(frame) = frames.next().await.unwrap() {
            all.push(frame);
        }
        all
    }

    #[tokio::test]
    async fn frames_are_read_as_they_were_written() {
        let long = vec![7; 3 * CHUNK];
        let sent = [framed(b"one"), framed(&long), framed(b"three")].concat();
        assert_eq!(all(&sent).await, [&b"one"[..], &long[..], b"three"]);
    }

    /// A stream of TLS that nobody has ended.
    #[tokio::test]
    async fn who_is_killed_has_closed_the_connection() {
        struct Killed;
        impl AsyncRead for Killed {
            fn poll_read(
                self: std::pin::Pin<&mut Self>,
                _: &mut Context<'_>,
                _: &mut tokio::io::ReadBuf<'_>,
            ) -> Poll<io::Result<()>> {
                Poll::Ready(Err(ErrorKind::UnexpectedEof.into()))
            }
        }
        let sent = framed(b"one");
        let mut frames =
            Frames::new(AsyncReadExt::chain(&sent[..], Killed), LIMIT);
        assert_eq!(frames.next().await.unwrap().unwrap(), b"one"[..]);
        assert!(frames.next().await.unwrap().is_none());
        let mut frames =
            Frames::new(AsyncReadExt::chain(&sent[..5], Killed), LIMIT);
        let error = frames.next().await.unwrap_err();
        assert!(matches!(error, FrameError::Cut), "{error}");
    }

    #[tokio::test]
    async fn frames_are_whole_however_their_bytes_arrive() {
        let contents: Vec<Vec<u8>> =
            (0..50).map(|length| vec![length; usize::from(length)]).collect();
        let sent: Vec<u8> =
            contents.iter().flat_map(|content| framed(content)).collect();
        for at_once in [1, 2, 3, 4, 5, 7, 64] {
            let (mut theirs, ours) = duplex(at_once);
            let mut frames = Frames::new(ours, LIMIT);
            let received = frames.received();
            let write = async {
                theirs.write_all(&sent).await.unwrap();
                drop(theirs);
            };
            let read = async {
                // The first is a tick.
                for content in &contents[1..] {
                    let frame = frames.next().await.unwrap();
                    assert_eq!(frame.as_deref(), Some(&content[..]));
                }
                assert!(frames.next().await.unwrap().is_none());
            };
            tokio::join!(write, read);
            let received = received.load(Ordering::Relaxed);
            assert_eq!(received, sent.len() as u64);
        }
    }

    #[tokio::test]
    async fn a_tick_is_no_frame_but_counts() {
        let sent = [&TICK[..], &TICK, &framed(b"one"), &TICK].concat();
        let mut frames = Frames::new(&sent[..], LIMIT);
        let received = frames.received();
        assert_eq!(frames.next().await.unwrap().unwrap(), "one");
        assert!(frames.next().await.unwrap().is_none());
        assert_eq!(received.load(Ordering::Relaxed), 19);
    }

    #[tokio::test]
    async fn a_part_of_a_frame_counts() {
        let (mut theirs, ours) = duplex(100);
        let mut frames = Frames::new(ours, LIMIT);
        let received = frames.received();
        theirs.write_all(&[0, 0, 1, 0, 7, 7]).await.unwrap();
        let mut context = Context::from_waker(Waker::noop());
        assert!(pin!(frames.next()).poll(&mut context).is_pending());
        assert_eq!(received.load(Ordering::Relaxed), 6);
    }

    #[tokio::test]
    async fn a_read_that_is_given_up_loses_nothing() {
        let (mut theirs, ours) = duplex(100);
        let mut frames = Frames::new(ours, LIMIT);
        let mut context = Context::from_waker(Waker::noop());
        for byte in framed(b"hello") {
            assert!(pin!(frames.next()).poll(&mut context).is_pending());
            theirs.write_all(&[byte]).await.unwrap();
        }
        let Poll::Ready(frame) = pin!(frames.next()).poll(&mut context) else {
            panic!("all of it is there");
        };
        assert_eq!(frame.unwrap().unwrap(), "hello");
    }

    #[tokio::test]
    async fn a_frame_that_is_too_large_is_refused_when_announced() {
        let sent = [&framed(b"ten bytes!")[..], &[0, 0, 0, 11]].concat();
        let mut frames = Frames::new(&sent[..], 10);
        assert_eq!(frames.next().await.unwrap().unwrap(), "ten bytes!");
        let error = frames.next().await.unwrap_err();
        assert_eq!(error.to_string(), "a frame of 11 bytes, of at most 10");
    }

    #[tokio::test]
    async fn an_announcement_buys_no_memory() {
        for arrived in [10, CHUNK + 10, 10 * CHUNK] {
            let mut sent = u32::MAX.to_be_bytes().to_vec();
            sent.resize(arrived, 7);
            let mut frames = Frames::new(&sent[..], usize::MAX);
            let error = frames.next().await.unwrap_err();
            assert!(matches!(error, FrameError::Cut), "{error}");
            let room = frames.buffer.capacity();
            assert!(room <= 3 * arrived.max(CHUNK), "{room} for {arrived}");
        }
    }

    #[tokio::test]
    async fn a_frame_as_long_as_one_before_has_its_room_at_once() {
        let (first, second) = (vec![7; 10 * CHUNK], vec![8; 9 * CHUNK]);
        let (mut theirs, ours) = duplex(CHUNK);
        let mut frames = Frames::new(ours, LIMIT);
        let sent = [framed(&first), framed(&second)].concat();
        let write = async { theirs.write_all(&sent).await.unwrap() };
        let read = async {
            assert_eq!(frames.next().await.unwrap().unwrap(), first);
            assert_eq!(frames.next().await.unwrap().unwrap(), second);
        };
        tokio::join!(write, read);
        let lie = [&u32::MAX.to_be_bytes()[..], &[7; 100]].concat();
        theirs.write_all(&lie).await.unwrap();
        drop(theirs);
        frames.limit = usize::MAX;
        let error = frames.next().await.unwrap_err();
        assert!(matches!(error, FrameError::Cut), "{error}");
        let room = frames.buffer.capacity();
        assert!(room <= 12 * CHUNK, "{room}");
    }

    #[tokio::test]
    async fn the_room_of_a_frame_that_nobody_has_is_used_again() {
        let sent = framed(&vec![7; 10 * CHUNK]).repeat(4);
        let mut frames = Frames::new(&sent[..], LIMIT);
        let mut places = Vec::new();
        for _ in 0..3 {
            let frame = frames.next().await.unwrap().unwrap();
            places.push(frame.as_ptr() as usize);
        }
        // The length stands before each.
        assert!(places[0].abs_diff(places[2]) < 10 * CHUNK, "{places:?}");
        let kept = frames.next().await.unwrap().unwrap();
        drop(frames);
        assert_eq!(kept, vec![7; 10 * CHUNK]);
    }

    #[tokio::test]
    async fn a_frame_that_somebody_has_stays_as_it_is() {
        let sent: Vec<u8> =
            (0..5).flat_map(|byte| framed(&vec![byte; 10 * CHUNK])).collect();
        for (byte, frame) in (0..5).zip(all(&sent).await) {
            assert_eq!(frame, vec![byte; 10 * CHUNK]);
        }
    }

    #[tokio::test]
    async fn the_room_of_a_large_frame_is_not_kept() {
        let sent = [framed(&vec![7; 100 * CHUNK]), framed(b"small")].concat();
        let mut frames = Frames::new(&sent[..], LIMIT);
        let large = frames.next().await.unwrap().unwrap();
        assert_eq!(large.len(), 100 * CHUNK);
        drop(large);
        assert_eq!(frames.next().await.unwrap().unwrap(), "small");
        assert!(frames.next().await.unwrap().is_none());
        let room = frames.buffer.capacity();
        assert!(room <= KEPT, "{room}");
    }

    #[tokio::test]
    async fn frames_that_are_handled_at_once_share_one_room() {
        let sent = framed(&[7; 1000]).repeat(1000);
        let mut frames = Frames::new(&sent[..], LIMIT);
        while let Some(frame) = frames.next().await.unwrap() {
            assert_eq!(frame.len(), 1000);
            let room = frames.buffer.capacity();
            assert!(room <= 2 * CHUNK, "{room}");
        }
    }

    #[tokio::test]
    async fn a_connection_that_ends_inside_of_a_frame_is_cut() {
        let sent = framed(b"hello");
        for length in 1..sent.len() {
            let mut frames = Frames::new(&sent[..length], LIMIT);
            let error = frames.next().await.unwrap_err();
            assert!(matches!(error, FrameError::Cut), "{error}");
        }
        assert_eq!(all(b"").await, [""; 0]);
    }

    #[tokio::test]
    async fn a_long_frame_is_written_in_pieces() {
        let long = Bytes::from(vec![7; 2 * CHUNK]);
        let mut rest = Pieces::default();
        rest.bytes.push(1);
        rest.append_apart(long.clone());
        rest.bytes.push(2);
        let mut out = Pieces::default();
        out.bytes.extend(framed(b"before"));
        let begin = |out: &mut Vec<u8>| out.extend(framed(b"begin"));
        append_long(&mut out, begin, &mut rest);
        out.bytes.extend(framed(b"after"));
        assert_eq!(rest.length(), 0);
        let sent = out.slices().iter().flat_map(|it| it.to_vec()).collect();
        let sent: Vec<u8> = sent;
        assert_eq!(sent.len(), out.length());
        let whole = [b"begin", &[1][..], &long, &[2]].concat();
        assert_eq!(all(&sent).await, [&b"before"[..], &whole, b"after"]);
    }

    #[test]
    fn a_frame_that_cannot_be_written_leaves_no_trace() {
        let mut out = vec![1, 2, 3];
        let failed = append(&mut out, |out| {
            out.extend_from_slice(b"half of it");
            Err("no more")
        });
        assert_eq!(failed, Err("no more"));
        assert_eq!(out, [1, 2, 3]);

        let panicking = AssertUnwindSafe(|| {
            append(&mut out, |out| -> Result<(), Infallible> {
                out.extend_from_slice(b"half of it");
                panic!("told to")
            })
        });
        catch_unwind(panicking).unwrap_err();
        assert_eq!(out, [1, 2, 3]);
    }
}
