//! An authority and a certificate, made at the start and kept nowhere.

use std::error::Error;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::config::ServeError;

const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Is what a server proves its name with.
pub(super) struct Credentials {
    /// The certificate of the authority, in PEM.
    pub(super) authority: String,
    pub(super) config: Arc<ServerConfig>,
}

impl Credentials {
    pub(super) fn generate() -> Result<Self, ServeError> {
        let refused =
            |error: Box<dyn Error>| ServeError::Certificate(error.to_string());
        generate().map_err(refused)
    }
}

fn generate() -> Result<Credentials, Box<dyn Error>> {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let name = "blitzy-serve, an authority of one run";
    authority.distinguished_name.push(DnType::CommonName, name);
    let authority_key = KeyPair::generate()?;
    let signed = authority.self_signed(&authority_key)?;
    let issuer = Issuer::new(authority, authority_key);

    let mut server = CertificateParams::new(NAMES.map(str::to_owned))?;
    server.distinguished_name.push(DnType::CommonName, "blitzy-serve");
    server.use_authority_key_identifier_extension = true;
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate()?;
    let certificate = server.signed_by(&key, &issuer)?;

    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    // Named, so that no program has to install one for us.
    let provider = Arc::new(ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::from(key),
        )?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Credentials { authority: signed.pem(), config: Arc::new(config) })
}
