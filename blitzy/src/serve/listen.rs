//! Where a server listens: TCP or a Unix socket.

use std::net::SocketAddr;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use tokio::net::{TcpListener, UnixListener, UnixStream};

use super::wire::Socket;

/// Where a server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// On an address; port 0 takes a free one.
    Tcp(SocketAddr),
    /// On a Unix socket, whose file is removed at the end. A socket that
    /// nobody listens on any more is replaced, any other file is not.
    Unix(PathBuf),
}

impl From<SocketAddr> for Listen {
    fn from(address: SocketAddr) -> Self {
        Self::Tcp(address)
    }
}

impl From<PathBuf> for Listen {
    fn from(path: PathBuf) -> Self {
        Self::Unix(path)
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => path.display().fmt(f),
        }
    }
}

/// Is bound to where it listens.
#[derive(Debug)]
pub(super) enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener, SocketFile),
}

/// Is removed when it is dropped.
#[derive(Debug)]
pub(super) struct SocketFile(PathBuf);

impl Drop for SocketFile {
    fn drop(&mut self) {
        // Who removed it before us has done what is to be done.
        fs::remove_file(&self.0).ok();
    }
}

impl Listener {
    pub(super) async fn bind(listen: &Listen) -> io::Result<Self> {
        match listen {
            Listen::Tcp(address) => {
                Ok(Self::Tcp(TcpListener::bind(address).await?))
            }
            Listen::Unix(path) => {
                if is_abandoned(path).await {
                    fs::remove_file(path)?;
                }
                let listener = UnixListener::bind(path)?;
                Ok(Self::Unix(listener, SocketFile(path.clone())))
            }
        }
    }

    /// Returns where it listens, with the port that it was given.
    pub(super) fn listen(&self) -> io::Result<Listen> {
        Ok(match self {
            Self::Tcp(listener) => listener.local_addr()?.into(),
            Self::Unix(_, SocketFile(path)) => path.clone().into(),
        })
    }

    pub(super) async fn accept(&self) -> io::Result<Socket> {
        match self {
            Self::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                // Answers are small and written whole: nothing to wait for.
                stream.set_nodelay(true).ok();
                Ok(Socket::Tcp(stream))
            }
            Self::Unix(listener, _) => {
                let (stream, _) = listener.accept().await?;
                Ok(Socket::Unix(stream))
            }
        }
    }
}

/// Tells whether a server left its socket behind because it was killed.
async fn is_abandoned(path: &Path) -> bool {
    let Ok(file) = fs::symlink_metadata(path) else {
        return false;
    };
    if !file.file_type().is_socket() {
        return false;
    }
    let connected = UnixStream::connect(path).await;
    connected
        .is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
}
