//! Packets: a length, and that many bytes.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use super::{HandshakeError, Step, TIME};

/// A stream on which nodes can meet.
pub(crate) trait Carrier: AsyncRead + AsyncWrite + Unpin {
    /// Tells how the lengths of packets are written on it.
    fn lengths(&self) -> Lengths {
        Lengths::Two
    }
}

impl Carrier for TcpStream {}

/// In how many bytes the length of a packet is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lengths {
    /// As on a plain socket.
    Two,
    /// As within TLS, where OTP has lengths as those of the frames to come.
    #[cfg_attr(not(feature = "tls"), expect(dead_code, reason = "no TLS"))]
    Four,
}

/// A stream of packets with one deadline for all of them.
pub(super) struct Packets<'a, S> {
    stream: &'a mut S,
    deadline: Instant,
}

impl<'a, S: Carrier> Packets<'a, S> {
    pub(super) fn new(stream: &'a mut S) -> Self {
        Self { stream, deadline: Instant::now() + TIME }
    }

    /// Sends a packet; `next` is what will be waited for then.
    pub(super) async fn send(
        &mut self,
        next: Step,
        body: &[u8],
    ) -> Result<(), HandshakeError> {
        let length = u16::try_from(body.len()).expect("packets are short");
        // In one piece, so that it goes out in one segment.
        let packet = match self.stream.lengths() {
            Lengths::Two => [&length.to_be_bytes(), body].concat(),
            Lengths::Four => [&u32::from(length).to_be_bytes(), body].concat(),
        };
        let sent = async {
            self.stream.write_all(&packet).await?;
            self.stream.flush().await
        };
        outcome(next, timeout_at(self.deadline, sent).await)
    }

    /// Receives a packet and reads nothing behind it.
    pub(super) async fn receive(
        &mut self,
        step: Step,
    ) -> Result<Vec<u8>, HandshakeError> {
        let received = async {
            let length = match self.stream.lengths() {
                Lengths::Two => Ok(self.stream.read_u16().await?),
                Lengths::Four => self.stream.read_u32().await?.try_into(),
            };
            // Who wants to say that much has no handshake in mind.
            let Ok(length) = length else { return Ok(None) };
            let mut body = vec![0; length.into()];
            self.stream.read_exact(&mut body).await?;
            Ok(Some(body))
        };
        let received = timeout_at(self.deadline, received).await;
        let too_long =
            || HandshakeError::Unexpected(step, "a packet too long".into());
        outcome(step, received)?.ok_or_else(too_long)
    }
}

fn outcome<T>(
    step: Step,
    outcome: Result<io::Result<T>, tokio::time::error::Elapsed>,
) -> Result<T, HandshakeError> {
    use io::ErrorKind::{BrokenPipe, ConnectionReset, UnexpectedEof};

    match outcome {
        Err(_) => Err(HandshakeError::Timeout(step)),
        Ok(Ok(value)) => Ok(value),
        // Which of them it is, is a matter of timing.
        Ok(Err(error))
            if matches!(
                error.kind(),
                BrokenPipe | ConnectionReset | UnexpectedEof
            ) =>
        {
            Err(HandshakeError::Closed(step))
        }
        Ok(Err(error)) => Err(HandshakeError::Io(step, error)),
    }
}
