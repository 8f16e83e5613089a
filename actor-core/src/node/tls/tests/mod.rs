//! Nodes with certificates of one authority, and others.

mod erlang;
mod meetings;

use std::fs;
use std::path::PathBuf;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, SanType,
};
use tempfile::TempDir;

use super::{TlsConfig, TlsError};
use crate::node::handshake::{Cookie, Flags, Greeting};
use crate::node::name::NodeName;
use crate::node::transport::Transport;

const HOST: &str = "127.0.0.1";
const CHUCKY: &str = "chucky@127.0.0.1";
const GLEN: &str = "glen@127.0.0.1";

/// Somebody who makes certificates.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    folder: TempDir,
}

/// The files of a node.
#[derive(Clone)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
    authority: PathBuf,
}

impl Authority {
    fn new(name: &str) -> Self {
        let mut authority = CertificateParams::new([]).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.key_usages =
            vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        authority.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let certificate = authority.self_signed(&key).unwrap();
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("authority.pem"), certificate.pem())
            .unwrap();
        Self { issuer: Issuer::new(authority, key), folder }
    }

    /// Makes a certificate for a node on `host`.
    fn files(&self, name: &str, host: &str) -> Files {
        let mut node = CertificateParams::new([host.to_owned()]).unwrap();
        // Once more for Erlang, if it is an address.
        let erlang = SanType::DnsName(host.try_into().unwrap());
        node.subject_alt_names.push(erlang);
        node.distinguished_name.push(DnType::CommonName, name);
        node.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        node.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ServerAuth,
            ExtendedKeyUsagePurpose::ClientAuth,
        ];
        let key = KeyPair::generate().unwrap();
        let certificate = node.signed_by(&key, &self.issuer).unwrap();
        let file = |what: &str| self.folder.path().join(what);
        let files = Files {
            certificate: file(&format!("{name}.pem")),
            key: file(&format!("{name}-key.pem")),
            authority: file("authority.pem"),
        };
        fs::write(&files.certificate, certificate.pem()).unwrap();
        fs::write(&files.key, key.serialize_pem()).unwrap();
        files
    }

    fn transport(&self, name: &str) -> Transport {
        Transport::Tls(self.files(name, HOST).config().unwrap())
    }
}

impl Files {
    fn config(&self) -> Result<TlsConfig, TlsError> {
        TlsConfig::from_pem_files(&self.certificate, &self.key, &self.authority)
    }

    /// What `erl` is to be told to use them.
    fn arguments(&self) -> Vec<&str> {
        let mut arguments = vec!["-proto_dist", "inet_tls", "-ssl_dist_opt"];
        for (options, file) in [
            (["server_certfile", "client_certfile"], &self.certificate),
            (["server_keyfile", "client_keyfile"], &self.key),
            (["server_cacertfile", "client_cacertfile"], &self.authority),
        ] {
            for option in options {
                arguments.extend([option, file.to_str().unwrap()]);
            }
        }
        arguments.extend(["server_verify", "verify_peer"]);
        arguments.extend(["client_verify", "verify_peer"]);
        arguments.extend(["server_fail_if_no_peer_cert", "true"]);
        arguments
    }
}

fn name(text: &str) -> NodeName {
    text.parse().unwrap()
}

fn cookie() -> Cookie {
    "chocolate".parse().unwrap()
}

fn visible(name: &NodeName) -> Greeting<'_> {
    Greeting { name, creation: 7, flags: Flags::VISIBLE }
}
