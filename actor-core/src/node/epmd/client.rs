//! Asks port mappers.

use std::ffi::OsStr;
use std::time::Duration;
use std::{env, io};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{self, Instant};

use super::EpmdError;
use super::wire::{self, Alive, Entry, Registration, Request};

/// Where port mappers listen if nothing else is said.
const PORT: u16 = 4369;

/// Where this machine's port mapper is asked.
const LOCAL: &str = "127.0.0.1";

/// How long a port mapper may take.
const TIME: Duration = Duration::from_secs(5);

/// What an answer has at most; a machine with a thousand nodes needs half.
const MAX_ANSWER: u64 = 512 * 1024;

/// Knows on which port the port mappers listen, the same on each machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Epmd {
    port: u16,
}

/// A name that is ours for as long as this lives.
#[derive(Debug)]
pub(crate) struct Registered {
    creation: u32,
    /// The port mapper frees the name when it closes.
    connection: TcpStream,
}

/// A node of a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// The part of its name before the `@`.
    pub(crate) name: String,
    pub(crate) port: u16,
}

impl Epmd {
    /// Uses the port in `ERL_EPMD_PORT`, or 4369, as Erlang does.
    pub(crate) fn new() -> Result<Self, EpmdError> {
        match env::var_os("ERL_EPMD_PORT") {
            Some(text) => Self::with_port_in(&text),
            None => Ok(Self::with_port(PORT)),
        }
    }

    pub(crate) fn with_port(port: u16) -> Self {
        Self { port }
    }

    pub(crate) fn port(self) -> u16 {
        self.port
    }

    /// Registers a node with this machine's port mapper.
    pub(crate) async fn register(
        self,
        registration: &Registration,
    ) -> Result<Registered, EpmdError> {
        let name = &registration.name;
        if !wire::is_name(name) {
            return Err(EpmdError::Name(name.clone()));
        }
        let request = Request::Register(Entry::from(registration));
        let deadline = Instant::now() + TIME;
        let mut connection = self.ask(LOCAL, &request, deadline).await?;
        let answer = async {
            let mut answer = [0; 6];
            connection.read_exact(&mut answer[..1]).await?;
            let Some(length) = Alive::length(answer[0]) else {
                return Ok(None);
            };
            connection.read_exact(&mut answer[1..length]).await?;
            Ok(Alive::decode(&answer[..length]))
        };
        match self.in_time(LOCAL, deadline, answer).await? {
            Some(Alive::Yes(creation)) => {
                Ok(Registered { creation, connection })
            }
            Some(Alive::No) => Err(EpmdError::Taken(name.clone())),
            None => Err(EpmdError::Stranger(self.address(LOCAL))),
        }
    }

    /// Returns on which port the node of this name listens, if there is one.
    pub(crate) async fn port_of(
        self,
        host: &str,
        name: &str,
    ) -> Result<Option<u16>, EpmdError> {
        if !wire::is_name(name) {
            return Err(EpmdError::Name(name.to_owned()));
        }
        let request = Request::PortOf(name.to_owned());
        let answer = self.answer(host, &request).await?;
        let Some(found) = wire::decode_port(&answer) else {
            return Err(EpmdError::Stranger(self.address(host)));
        };
        let Some(entry) = found else { return Ok(None) };
        if entry.speaks(wire::VERSION) {
            return Ok(Some(entry.port));
        }
        let Entry { name, low, high, .. } = entry;
        Err(EpmdError::Version { name, low, high })
    }

    /// Lists the nodes of a machine.
    pub(crate) async fn names(
        self,
        host: &str,
    ) -> Result<Vec<Listed>, EpmdError> {
        let answer = self.answer(host, &Request::Names).await?;
        // It says its own port first, and so shows what it is.
        let own = u32::from(self.port).to_be_bytes();
        let Some(text) = answer.strip_prefix(&own) else {
            return Err(EpmdError::Stranger(self.address(host)));
        };
        let text = String::from_utf8_lossy(text);
        // A name that has a space in it hides only itself.
        let listed = text.lines().filter_map(|line| {
            let (name, port) =
                line.strip_prefix("name ")?.split_once(" at port ")?;
            Some(Listed { name: name.to_owned(), port: port.parse().ok()? })
        });
        Ok(listed.collect())
    }

    fn with_port_in(text: &OsStr) -> Result<Self, EpmdError> {
        let port = text.to_str().and_then(|text| text.parse().ok());
        port.filter(|port| *port > 0)
            .map(Self::with_port)
            .ok_or_else(|| EpmdError::Port(text.to_string_lossy().into()))
    }

    /// Asks, and reads until the port mapper closes.
    async fn answer(
        self,
        host: &str,
        request: &Request,
    ) -> Result<Vec<u8>, EpmdError> {
        let deadline = Instant::now() + TIME;
        let connection = self.ask(host, request, deadline).await?;
        let answer = async {
            let mut answer = Vec::new();
            let mut connection = connection.take(MAX_ANSWER);
            connection.read_to_end(&mut answer).await?;
            Ok((answer, connection.limit()))
        };
        match self.in_time(host, deadline, answer).await? {
            (_, 0) => Err(EpmdError::Stranger(self.address(host))),
            (answer, _) => Ok(answer),
        }
    }

    async fn ask(
        self,
        host: &str,
        request: &Request,
        deadline: Instant,
    ) -> Result<TcpStream, EpmdError> {
        let connecting = TcpStream::connect((host, self.port));
        let connected = time::timeout_at(deadline, connecting).await;
        let unreachable = |source| EpmdError::Unreachable {
            address: self.address(host),
            source,
        };
        let mut connection = connected
            .unwrap_or_else(|late| Err(late.into()))
            .map_err(unreachable)?;
        let request = request.encode();
        let asking = connection.write_all(&request);
        self.in_time(host, deadline, asking).await?;
        Ok(connection)
    }

    async fn in_time<T>(
        self,
        host: &str,
        deadline: Instant,
        work: impl Future<Output = io::Result<T>>,
    ) -> Result<T, EpmdError> {
        match time::timeout_at(deadline, work).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(source)) => {
                let address = self.address(host);
                Err(EpmdError::Unreachable { address, source })
            }
            Err(_) => Err(EpmdError::Silent(self.address(host))),
        }
    }

    fn address(self, host: &str) -> String {
        format!("{host}:{}", self.port)
    }
}

impl Registered {
    /// Returns what tells this life of the node from others of its name.
    pub(crate) fn creation(&self) -> u32 {
        self.creation
    }

    /// Waits until the port mapper is gone, and the name with it.
    pub(crate) async fn lost(&mut self) {
        let mut ignored = [0; 64];
        // It says nothing more; what it says all the same is not for us.
        while let Ok(1..) = self.connection.read(&mut ignored).await {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_port_can_be_the_port() {
        let with_port_in = |text: &str| Epmd::with_port_in(text.as_ref());
        assert_eq!(with_port_in("4370").unwrap().port(), 4370);
        for text in ["", "0", "-1", "65536", "epmd"] {
            let error = with_port_in(text).unwrap_err();
            assert!(error.to_string().contains("ERL_EPMD_PORT"), "{error}");
        }
    }
}
