//! The socket of a connection: one who reads, one who writes, and both are
//! gone when either ends.

use std::io::{self, IoSlice};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::select;
use tokio::task::yield_now;
use tokio::time::{MissedTickBehavior, interval};

use super::apply::{Misuse, apply};
use super::connection::{Connection, Phase};
use super::frame::{FrameError, Frames, TICK};
use crate::etf::{LARGE, Pieces};

/// A connection sends something each quarter of the tick time, and is given
/// up when nothing came for all of it.
const TICKS: u32 = 4;

/// Why a connection ended.
#[derive(Debug, thiserror::Error)]
enum End {
    #[error("it was closed")]
    Closed,
    #[error("nothing came from it for {0:?}")]
    Silent(Duration),
    #[error(transparent)]
    Frame(#[from] FrameError),
    #[error(transparent)]
    Misuse(#[from] Misuse),
    #[error("it cannot be written to: {0}")]
    Write(io::Error),
}

/// Uses a socket until the connection is over.
pub(super) async fn run(
    connection: Arc<Connection>,
    reader: impl AsyncRead + Unpin,
    writer: impl AsyncWrite + Unpin,
) {
    let frames = Frames::new(reader, connection.own.limits.frame);
    let received = frames.received();
    let end = select! {
        end = read(&connection, frames) => end,
        end = write(&connection, writer) => end,
        end = listen(&connection, &received) => end,
    };
    let node = &connection.peer;
    match end {
        End::Closed => {
            tracing::info!(%node, "a node is not connected any more");
        }
        end => {
            tracing::warn!(%node, reason = %end, "a connection was given up");
        }
    }
    connection.close();
}

async fn read(
    connection: &Arc<Connection>,
    mut frames: Frames<impl AsyncRead + Unpin>,
) -> End {
    loop {
        connection.answers_taken().await;
        match frames.next().await {
            Ok(Some(frame)) => {
                if let Err(misuse) = apply(connection, &frame) {
                    return misuse.into();
                }
                if frame.len() >= LARGE {
                    // Whoever receives it may be done with it before the next
                    // one needs as much room.
                    drop(frame);
                    yield_now().await;
                }
            }
            Ok(None) => return End::Closed,
            Err(error) => return error.into(),
        }
    }
}

async fn write(
    connection: &Connection,
    mut writer: impl AsyncWrite + Unpin,
) -> End {
    let mut ticks = interval(connection.own.limits.tick_time / TICKS);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut frames = Pieces::default();
    loop {
        let open = connection.take(&mut frames);
        if frames.length() > 0 {
            if let Err(error) = send(&mut writer, &frames).await {
                return End::Write(error);
            }
            ticks.reset();
            continue;
        }
        if !open {
            // Whether the peer hears of the end from this or from the socket
            // makes no difference.
            let _ = writer.shutdown().await;
            return End::Closed;
        }
        select! {
            () = connection.more.notified() => {}
            _ = ticks.tick() => {
                frames.bytes.extend_from_slice(&TICK);
                if let Err(error) = send(&mut writer, &frames).await {
                    return End::Write(error);
                }
            }
        }
    }
}

async fn send(
    writer: &mut (impl AsyncWrite + Unpin),
    frames: &Pieces,
) -> io::Result<()> {
    let mut slices = frames.slices();
    let mut rest = &mut slices[..];
    while !rest.is_empty() {
        let written = writer.write_vectored(rest).await?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        IoSlice::advance_slices(&mut rest, written);
    }
    writer.flush().await
}

/// Waits until nothing came for the tick time, or somebody ends the
/// connection.
async fn listen(connection: &Connection, received: &AtomicU64) -> End {
    let tick_time = connection.own.limits.tick_time;
    let mut ticks = interval(tick_time / TICKS);
    let mut before = received.load(Ordering::Relaxed);
    let mut silent = 0;
    loop {
        let turned = connection.turned.notified();
        if connection.phase() == Phase::Closed {
            return End::Closed;
        }
        select! {
            () = turned => {}
            _ = ticks.tick() => {
                let now = received.load(Ordering::Relaxed);
                silent = if now == before { silent + 1 } else { 0 };
                before = now;
                if silent == TICKS {
                    return End::Silent(tick_time);
                }
            }
        }
    }
}
