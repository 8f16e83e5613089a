//! TLS: whom to trust, and how to begin.

use std::io;
use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    ClientConfig, ConfigBuilder, DigitallySignedStruct, RootCertStore,
    SignatureScheme, WantsVerifier,
};
use rustls_platform_verifier::Verifier;
use tokio_rustls::TlsConnector;

use super::{Protocol, Stream};
use crate::engine::{SetupError, failures};
use crate::measure::{ErrorClass, Failure};
use crate::target::Trust;

/// What TLS with one server needs.
pub(super) struct Tls {
    connector: TlsConnector,
    name: ServerName<'static>,
    protocol: Protocol,
}

impl Tls {
    pub(super) fn new(
        host: &str,
        trust: &Trust,
        protocol: Protocol,
    ) -> Result<Self, SetupError> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| {
            let why = format!("{host:?} is no name that a certificate has");
            SetupError::Refused(why)
        })?;
        let mut config = config(trust)?;
        config.alpn_protocols = vec![match protocol {
            Protocol::Http1 => b"http/1.1".to_vec(),
            Protocol::Http2 => b"h2".to_vec(),
        }];
        let connector = TlsConnector::from(Arc::new(config));
        Ok(Self { connector, name, protocol })
    }

    /// Shakes hands on a connection.
    pub(super) async fn connect(
        &self,
        stream: Stream,
    ) -> Result<Stream, Failure> {
        let stream = self.connector.connect(self.name.clone(), stream).await;
        let stream = stream.map_err(|error| failures::of_tls(&error))?;
        let agreed = stream.get_ref().1.alpn_protocol();
        if self.protocol == Protocol::Http2 && agreed != Some(b"h2") {
            let message = "the server does not offer HTTP/2";
            return Err(Failure::new(ErrorClass::Tls, message));
        }
        Ok(Stream::Tls(Box::new(stream)))
    }
}

/// Makes what rustls is set up with, for whatever protocol.
///
/// # Errors
///
/// If the authorities to trust are not to be had.
pub(in crate::engine) fn config(
    trust: &Trust,
) -> Result<ClientConfig, SetupError> {
    let provider = Arc::new(ring::default_provider());
    let builder = builder(&provider)?;
    let builder = match trust {
        Trust::Machine => {
            let verifier = Verifier::new(provider)
                .map_err(|error| SetupError::Refused(error.to_string()))?;
            builder
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier))
        }
        Trust::Authorities(path) => {
            builder.with_root_certificates(authorities(path)?)
        }
        Trust::Anybody => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Anybody(provider))),
    };
    Ok(builder.with_no_client_auth())
}

/// Makes one for whoever needs one and asks no server over TLS.
///
/// # Errors
///
/// None that is known.
pub(in crate::engine) fn config_that_trusts_nobody()
-> Result<ClientConfig, SetupError> {
    let provider = Arc::new(ring::default_provider());
    let builder = builder(&provider)?;
    let nobody = RootCertStore::empty();
    Ok(builder.with_root_certificates(nobody).with_no_client_auth())
}

fn builder(
    provider: &Arc<CryptoProvider>,
) -> Result<ConfigBuilder<ClientConfig, WantsVerifier>, SetupError> {
    ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| SetupError::Refused(error.to_string()))
}

fn authorities(path: &Path) -> Result<RootCertStore, SetupError> {
    let unread =
        |error| SetupError::Authorities { path: path.to_owned(), error };
    let no_pem = |error: PemError| match error {
        PemError::Io(error) => unread(error),
        error => unread(io::Error::other(error.to_string())),
    };
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(no_pem)? {
        let added = store.add(certificate.map_err(no_pem)?);
        added.map_err(|error| unread(io::Error::other(error)))?;
    }
    if store.is_empty() {
        return Err(SetupError::NoCertificate(path.to_owned()));
    }
    Ok(store)
}

/// Takes every certificate. That whoever shows it also has its key is checked
/// nevertheless, as it costs nothing to ask for.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(
            message,
            certificate,
            signed,
            algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(
            message,
            certificate,
            signed,
            algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
