//! Connections that nobody can read or change: TLS, with certificates on both
//! sides, as Erlang's [`inet_tls`] distribution has it.
//!
//! The socket is opened as ever. Then comes TLS, and within it all that would
//! come without: the handshake with names and cookies, then the frames.
//!
//! An Erlang node looks for the host in its peer's name among the DNS names of
//! the certificate, also if it is an address; ours looks for an address among
//! the addresses. A certificate for both has `127.0.0.1`, say, as both.
//!
//! [`inet_tls`]: https://www.erlang.org/doc/apps/ssl/ssl_distribution.html

#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::{VerifierBuilderError, WebPkiClientVerifier};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::{TlsAcceptor, TlsConnector};

/// TLS on a socket, on whichever end.
pub(super) type TlsStream = tokio_rustls::TlsStream<TcpStream>;

/// How long the two may take to agree, as long as the handshake behind it.
const TIME: Duration = Duration::from_secs(7);

/// How a node proves who it is, and whom it believes; cheap to clone.
///
/// It has a certificate and believes those of one authority only. The
/// certificate of a node that we connect to must be for the host in its name,
/// and both ends must have one.
#[derive(Clone)]
pub struct TlsConfig {
    connector: TlsConnector,
    acceptor: TlsAcceptor,
}

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read, or has not in it what it should have.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// Why not.
        source: pem::Error,
    },
    /// The certificates do not go together, with each other or with the key.
    #[error("these certificates cannot be used: {0}")]
    Certificates(#[from] rustls::Error),
    /// Nobody can be believed with this authority.
    #[error("this authority cannot be used: {0}")]
    Authority(#[from] VerifierBuilderError),
}

impl TlsConfig {
    /// Reads the node's certificate (with those between it and the authority's
    /// behind it), its key, and the certificate of the authority.
    pub fn from_pem_files(
        certificate: impl AsRef<Path>,
        key: impl AsRef<Path>,
        authority: impl AsRef<Path>,
    ) -> Result<Self, TlsError> {
        let chain = certificates(certificate.as_ref())?;
        let path = key.as_ref();
        let key = PrivateKeyDer::from_pem_file(path)
            .map_err(|source| TlsError::File { path: path.into(), source })?;
        let mut roots = RootCertStore::empty();
        for root in certificates(authority.as_ref())? {
            roots.add(root)?;
        }
        let roots = Arc::new(roots);
        // Not the program's default, which need not be there.
        let provider = Arc::new(ring::default_provider());

        let client = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots.clone())
            .with_client_auth_cert(chain.clone(), key.clone_key())?;
        let verifier = WebPkiClientVerifier::builder_with_provider(
            roots,
            provider.clone(),
        )
        .build()?;
        let server = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_client_cert_verifier(verifier)
            .with_single_cert(chain, key)?;
        Ok(Self {
            connector: Arc::new(client).into(),
            acceptor: Arc::new(server).into(),
        })
    }

    /// Talks TLS to the node at `host`, which must have a certificate for it.
    pub(super) async fn connect(
        &self,
        socket: TcpStream,
        host: &str,
    ) -> io::Result<TlsStream> {
        let host = ServerName::try_from(host.to_owned()).map_err(|error| {
            io::Error::new(io::ErrorKind::InvalidInput, error)
        })?;
        let stream = timeout(TIME, self.connector.connect(host, socket));
        Ok(stream.await??.into())
    }

    /// Talks TLS to whoever has connected.
    pub(super) async fn accept(
        &self,
        socket: TcpStream,
    ) -> io::Result<TlsStream> {
        let stream = timeout(TIME, self.acceptor.accept(socket));
        Ok(stream.await??.into())
    }
}

impl fmt::Debug for TlsConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TlsConfig(..)")
    }
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let file = |source| TlsError::File { path: path.into(), source };
    let read = CertificateDer::pem_file_iter(path).map_err(file)?;
    let read: Vec<_> = read.collect::<Result<_, _>>().map_err(file)?;
    if read.is_empty() {
        return Err(file(pem::Error::NoItemsFound));
    }
    Ok(read)
}
