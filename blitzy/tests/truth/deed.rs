//! What a server does with a request, and what a client must make of it.

use std::io;
use std::time::Duration;

use blitzy::measure::ErrorClass;
use fastrand::Rng;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

const SOON: Duration = Duration::from_millis(5);

/// What a server does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// It answers with a status and a body.
    Answer(u16),
    /// It answers a little later.
    Late,
    /// It sends two heads that are no answers first.
    Hints,
    /// The body comes in chunks, with a trailer behind it.
    Chunks,
    /// Each byte comes by itself.
    Bytes,
    /// As HTTP/1.0 does: the body ends with the connection.
    Old,
    /// It answers, and closes the connection without saying so.
    Leave,
    /// It answers twice, and closes the connection.
    Twice,
    /// It resets the connection.
    Reset,
    /// It closes the connection.
    Close,
    /// It closes the connection in the middle of the head.
    Head,
    /// It closes the connection in the middle of the body.
    Cut,
    /// It resets the connection in the middle of the body.
    Break,
    /// A chunk has a length that is none.
    Chunk,
    /// What it says is no HTTP.
    Garbage,
    /// It never answers.
    Hang,
}

/// What comes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    Status(u16),
    Error(ErrorClass),
}

/// Whether a connection is used for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    Stay,
    Leave,
}

impl Deed {
    /// Returns what is done with the request with this number.
    pub(crate) fn of(seed: u64, number: u64, hangs: Hangs) -> Self {
        let mut rng = Rng::with_seed(seed.wrapping_mul(1_000_003) ^ number);
        // The first numbers of near seeds are near.
        rng.u64(..);
        let most = if hangs == Hangs::Sometimes { 26 } else { 25 };
        match rng.u8(..most) {
            0 => Self::Late,
            1 => Self::Hints,
            2 => Self::Chunks,
            3 => Self::Bytes,
            4 => Self::Old,
            5 => Self::Leave,
            6 => Self::Twice,
            7 => Self::Reset,
            8 => Self::Close,
            9 => Self::Head,
            10 => Self::Cut,
            11 => Self::Break,
            12 => Self::Chunk,
            13 => Self::Garbage,
            14 => Self::Answer(404),
            15 => Self::Answer(503),
            16 => Self::Answer(204),
            25 => Self::Hang,
            _ => Self::Answer(200),
        }
    }

    /// Returns what a client must count.
    pub(crate) fn outcome(self) -> Outcome {
        match self {
            Self::Answer(status) => Outcome::Status(status),
            Self::Late
            | Self::Hints
            | Self::Chunks
            | Self::Bytes
            | Self::Old
            | Self::Leave
            | Self::Twice => Outcome::Status(200),
            Self::Reset | Self::Close | Self::Head => {
                Outcome::Error(ErrorClass::Reset)
            }
            Self::Cut | Self::Break | Self::Chunk => {
                Outcome::Error(ErrorClass::Body)
            }
            Self::Garbage => Outcome::Error(ErrorClass::Protocol),
            Self::Hang => Outcome::Error(ErrorClass::RequestTimeout),
        }
    }

    /// Returns how many bytes of a body belong to an answer that is whole.
    pub(crate) fn body(self) -> u64 {
        match self {
            Self::Answer(204) => 0,
            Self::Chunks => 6,
            _ if matches!(self.outcome(), Outcome::Status(_)) => 3,
            _ => 0,
        }
    }

    pub(crate) async fn act(self, stream: &mut TcpStream) -> io::Result<After> {
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n";
        let text = match self {
            Self::Answer(204) => "HTTP/1.1 204 No Content\r\n\r\n".to_owned(),
            Self::Answer(status) => {
                format!("HTTP/1.1 {status} X\r\ncontent-length: 3\r\n\r\nabc")
            }
            Self::Late => {
                sleep(SOON).await;
                format!("{head}abc")
            }
            Self::Hints => format!(
                "HTTP/1.1 100 Continue\r\n\r\n\
                 HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n{head}abc"
            ),
            Self::Chunks => "HTTP/1.1 200 OK\r\n\
                 transfer-encoding: chunked\r\ntrailer: x\r\n\r\n\
                 3\r\nabc\r\n3\r\ndef\r\n0\r\nx: y\r\n\r\n"
                .to_owned(),
            Self::Bytes | Self::Leave => format!("{head}abc"),
            Self::Old => "HTTP/1.0 200 OK\r\n\r\nabc".to_owned(),
            // The status of the second tells it from all others.
            Self::Twice => format!(
                "{head}abcHTTP/1.1 299 Again\r\ncontent-length: 0\r\n\r\n"
            ),
            Self::Head => "HTTP/1.1 200 OK\r\ncontent-".to_owned(),
            Self::Cut | Self::Break => format!("{head}a"),
            Self::Chunk => "HTTP/1.1 200 OK\r\n\
                 transfer-encoding: chunked\r\n\r\n3\r\nabc\r\nno\r\n"
                .to_owned(),
            Self::Garbage => "Good morning, Singapore!\r\n\r\n".to_owned(),
            Self::Reset | Self::Close | Self::Hang => String::new(),
        };
        if self == Self::Bytes {
            for byte in text.bytes() {
                stream.write_all(&[byte]).await?;
                tokio::task::yield_now().await;
            }
            return Ok(After::Stay);
        }
        stream.write_all(text.as_bytes()).await?;
        match self {
            Self::Hang => {
                // Until the client has enough of it.
                while stream.read(&mut [0; 1024]).await? > 0 {}
            }
            Self::Reset => stream.set_zero_linger()?,
            Self::Break => {
                // A reset overtakes what was not read yet.
                sleep(SOON).await;
                stream.set_zero_linger()?;
            }
            _ => {}
        }
        Ok(match self {
            Self::Answer(_)
            | Self::Late
            | Self::Hints
            | Self::Chunks
            | Self::Bytes => After::Stay,
            _ => After::Leave,
        })
    }
}

/// Whether there are requests that are never answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hangs {
    Never,
    Sometimes,
}
