//! TLS: who knows the authority is served, who does not is refused.

use std::sync::Arc;

use blitzy::serve::{Config, Security};
use reqwest::{Certificate, Client};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;

use super::{Session, client, http2};

async fn secure() -> Session {
    let security = Security::SelfSigned;
    Session::with(Config { security, ..Config::default() }).await
}

fn trusting(session: &Session) -> Client {
    let pem = session.server.authority_pem().unwrap();
    let authority = Certificate::from_pem(pem.as_bytes()).unwrap();
    client().tls_certs_only([authority]).build().unwrap()
}

#[tokio::test]
async fn who_trusts_the_authority_is_served_under_each_name() {
    let session = secure().await;
    let http = trusting(&session);
    let address = session.server.address().unwrap();
    assert_eq!(session.server.url(), format!("https://{address}"));
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("https://{host}:{}/", address.port());
        let response = http.get(url).send().await.unwrap();
        assert_eq!(response.text().await.unwrap(), "Hello, world!");
    }
    assert_eq!(session.server.requests(), 2);
}

#[tokio::test]
async fn who_does_not_trust_the_authority_is_refused() {
    let session = secure().await;
    let refused = session.http.get(session.server.url()).send().await;
    assert!(refused.unwrap_err().is_connect());
    let other = secure().await;
    let refused = trusting(&other).get(session.server.url()).send().await;
    assert!(refused.unwrap_err().is_connect());
    assert_eq!(session.server.requests(), 0);
}

#[tokio::test]
async fn who_speaks_in_the_clear_is_refused() {
    let session = secure().await;
    let url = session.server.url().replace("https", "http");
    session.http.get(url).send().await.unwrap_err();
    assert_eq!(session.server.requests(), 0);
}

#[tokio::test]
async fn a_server_in_the_clear_has_no_authority() {
    assert_eq!(Session::start().await.server.authority_pem(), None);
}

#[tokio::test]
async fn a_reset_is_a_reset_under_tls_as_well() {
    let session = secure().await;
    let url = format!("{}/reset", session.server.url());
    let error = trusting(&session).get(url).send().await.unwrap_err();
    assert!(format!("{error:?}").contains("ConnectionReset"), "{error:?}");
}

#[tokio::test]
async fn http_2_is_spoken_with_who_offers_it() {
    let session = secure().await;
    let mut roots = RootCertStore::empty();
    let pem = session.server.authority_pem().unwrap();
    let authority = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    roots.add(authority).unwrap();
    let mut config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let connector = TlsConnector::from(Arc::new(config));
    let name = ServerName::try_from("localhost").unwrap();
    let tcp = session.connect().await;
    let stream = connector.connect(name, tcp).await.unwrap();
    let (_, connection) = stream.get_ref();
    assert_eq!(connection.alpn_protocol(), Some(b"h2".as_slice()));
    let mut sender = http2::speak(stream).await;
    let response = http2::ask(&mut sender, "/status/418").await.unwrap();
    assert_eq!(response.status(), 418);
}
