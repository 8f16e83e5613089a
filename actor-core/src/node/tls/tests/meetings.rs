//! Our two sides with each other, and with what they must not believe.

use std::sync::Arc;
use std::time::Duration;
use std::{fs, io};

use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

use super::*;
use crate::node::handshake::tests::accept;
use crate::node::handshake::{Alive, Decision, connect};
use crate::node::tls::certificates;
use crate::node::transport::Stream;

/// Opens a socket and has one node connect on it and the other accept.
async fn open(
    connecting: &Transport,
    accepting: &Transport,
    host: &str,
) -> (io::Result<Stream>, io::Result<Stream>) {
    let listener = TcpListener::bind((HOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let connecting = async {
        let socket = TcpStream::connect(address).await.unwrap();
        connecting.connect(socket, host).await
    };
    let accepting = async {
        let (socket, _) = listener.accept().await.unwrap();
        accepting.accept(socket).await
    };
    tokio::join!(connecting, accepting)
}

#[tokio::test]
async fn two_nodes_meet_within_tls_as_without() {
    let authority = Authority::new("Charles");
    let (chucky, glen) = (name(CHUCKY), name(GLEN));
    for (here, there) in [
        (Transport::Tcp, Transport::Tcp),
        (authority.transport("chucky"), authority.transport("glen")),
    ] {
        let (here, there) = open(&here, &there, HOST).await;
        let (mut here, mut there) = (here.unwrap(), there.unwrap());
        let (us, secret) = (visible(&chucky), cookie());
        let connecting =
            connect(&mut here, &us, &glen, &secret, || Alive::Keep);
        let us = visible(&glen);
        let decide = |_: &_| Decision::Accept;
        let accepting = accept(&mut there, &us, |_| cookie(), decide);
        let (connected, accepted) = tokio::join!(connecting, accepting);
        assert_eq!(connected.unwrap().name, glen);
        assert_eq!(accepted.unwrap().name, chucky);

        let (_, mut writer) = here.into_split();
        writer.write_all(b"a frame").await.unwrap();
        writer.flush().await.unwrap();
        let (mut reader, _) = there.into_split();
        let mut frame = [0; 7];
        reader.read_exact(&mut frame).await.unwrap();
        assert_eq!(frame, *b"a frame");
    }
}

#[tokio::test]
async fn a_packet_can_be_longer_within_tls_but_must_not_be() {
    let authority = Authority::new("Charles");
    let (a, b) = (authority.transport("a"), authority.transport("b"));
    let (here, there) = open(&a, &b, HOST).await;
    let (mut here, mut there) = (here.unwrap(), there.unwrap());
    here.write_all(&0x0001_0000_u32.to_be_bytes()).await.unwrap();
    here.flush().await.unwrap();
    let glen = name(GLEN);
    let (us, decide) = (visible(&glen), |_: &_| Decision::Accept);
    let met = accept(&mut there, &us, |_| cookie(), decide).await;
    let error = met.unwrap_err().to_string();
    assert!(error.contains("too long"), "{error}");
}

#[tokio::test]
async fn a_certificate_of_another_authority_is_not_believed() {
    let (charles, tiffany) =
        (Authority::new("Charles"), Authority::new("Tiff"));
    let (here, there) = (charles.transport("a"), tiffany.transport("b"));
    let (connected, accepted) = open(&here, &there, HOST).await;
    assert!(connected.is_err());
    assert!(accepted.is_err());

    // It believes us, but we do not believe it.
    let mut files = tiffany.files("c", HOST);
    files.authority = charles.files("d", HOST).authority;
    let there = Transport::Tls(files.config().unwrap());
    let (connected, _) = open(&here, &there, HOST).await;
    let error = connected.err().unwrap();
    assert!(error.to_string().contains("UnknownIssuer"), "{error}");

    // We believe it, but it does not believe us, as we hear when we ask.
    let (connected, accepted) = open(&there, &here, HOST).await;
    assert!(accepted.is_err());
    let mut byte = [0];
    let asked = connected.unwrap().read_exact(&mut byte).await;
    assert!(asked.is_err());
}

#[tokio::test]
async fn a_certificate_of_another_host_is_not_believed() {
    let authority = Authority::new("Charles");
    let elsewhere = authority.files("elsewhere", "host.example.org");
    let elsewhere = Transport::Tls(elsewhere.config().unwrap());
    let here = authority.transport("here");
    let (connected, _) = open(&here, &elsewhere, HOST).await;
    let error = connected.err().unwrap();
    assert!(error.to_string().contains("not valid for name"), "{error}");
    let (connected, _) = open(&here, &elsewhere, "host.example.org").await;
    assert!(connected.is_ok());
}

#[tokio::test]
async fn who_has_no_certificate_is_refused() {
    let authority = Authority::new("Charles");
    let files = authority.files("glen", HOST);
    let mut roots = RootCertStore::empty();
    for root in certificates(&files.authority).unwrap() {
        roots.add(root).unwrap();
    }
    let provider = Arc::new(ring::default_provider());
    let nobody = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut nobody_here = files.config().unwrap();
    nobody_here.connector = Arc::new(nobody).into();
    let (nobody, glen) =
        (Transport::Tls(nobody_here), authority.transport("glen"));
    let (_, accepted) = open(&nobody, &glen, HOST).await;
    let error = accepted.err().unwrap();
    assert!(error.to_string().contains("no certificates"), "{error}");
}

#[tokio::test]
async fn who_does_not_speak_tls_is_refused() {
    let tls = Authority::new("Charles").transport("glen");
    let listener = TcpListener::bind((HOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut plain = TcpStream::connect(address).await.unwrap();
    let us = name(CHUCKY);
    let asking = async {
        let (us, glen) = (visible(&us), name(GLEN));
        connect(&mut plain, &us, &glen, &cookie(), || Alive::Keep).await
    };
    let accepting = async {
        let (socket, _) = listener.accept().await.unwrap();
        tls.accept(socket).await.map(drop)
    };
    let (asked, accepted) = tokio::join!(asking, accepting);
    assert!(accepted.is_err());
    assert!(asked.is_err());
}

#[tokio::test(start_paused = true)]
async fn who_says_nothing_is_given_up() {
    let tls = Authority::new("Charles").transport("glen");
    let (_silent, accepted) = {
        let began = Instant::now();
        let silent = open(&Transport::Tcp, &tls, HOST).await;
        assert!(began.elapsed() < Duration::from_secs(8));
        silent
    };
    let error = accepted.err().unwrap();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut, "{error}");

    let (connected, _silent) = open(&tls, &Transport::Tcp, HOST).await;
    let error = connected.err().unwrap();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut, "{error}");
}

#[test]
fn a_file_that_is_not_what_it_should_be_is_named() {
    let authority = Authority::new("Charles");
    let good = authority.files("glen", HOST);
    let missing = authority.folder.path().join("missing.pem");
    let text = authority.folder.path().join("text.pem");
    fs::write(&text, "no certificate").unwrap();
    for bad in [missing, text] {
        for files in [
            Files { certificate: bad.clone(), ..good.clone() },
            Files { key: bad.clone(), ..good.clone() },
            Files { authority: bad.clone(), ..good.clone() },
        ] {
            let error = files.config().unwrap_err().to_string();
            assert!(error.contains(bad.to_str().unwrap()), "{error}");
        }
    }
    let other = authority.files("other", HOST);
    let mixed = Files { key: other.key, ..good };
    let error = mixed.config().unwrap_err();
    assert!(matches!(error, TlsError::Certificates(_)), "{error}");
}
