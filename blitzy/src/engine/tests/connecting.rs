//! Why there is no connection.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream, UnixListener};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::server::{Server, serve, text};
use super::{ALL, Any, SHORT, fails, job};
use crate::engine::{Kind, Reach, SetupError};
use crate::measure::ErrorClass;
use crate::target::{Through, Trust};

#[tokio::test]
async fn a_port_where_nobody_listens_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    for kind in ALL {
        let job = job(kind, &format!("http://{address}/"));
        let failure = fails(&job, ErrorClass::Refused).await;
        let at = address.to_string();
        assert!(failure.message.contains(&at), "{}", failure.message);
    }
}

#[tokio::test]
async fn a_socket_file_that_is_missing_is_refused() {
    for kind in ALL {
        let mut job = job(kind, "http://singapore/");
        let path = std::env::temp_dir().join("blitzy-nobody-made-this");
        job.target.route.through = Through::Unix(path);
        fails(&job, ErrorClass::Refused).await;
    }
}

#[tokio::test]
async fn a_socket_file_where_nobody_listens_is_refused() {
    let path = socket("nobody");
    drop(UnixListener::bind(&path).unwrap());
    for kind in ALL {
        let mut job = job(kind, "http://singapore/");
        job.target.route.through = Through::Unix(path.clone());
        fails(&job, ErrorClass::Refused).await;
    }
    std::fs::remove_file(path).unwrap();
}

#[tokio::test]
async fn a_socket_file_with_a_server_is_asked() {
    let path = socket("somebody");
    let listener = UnixListener::bind(&path).unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, |_| text("Singapore")));
        }
    });
    for kind in ALL {
        let mut job = job(kind, "http://singapore/");
        job.target.route.through = Through::Unix(path.clone());
        let answer = Any::of(&job).ask().await.unwrap();
        assert_eq!((answer.status, answer.body), (200, 9), "{kind:?}");
    }
    std::fs::remove_file(path).unwrap();
}

#[tokio::test]
async fn a_server_that_accepts_nobody_is_a_connect_timeout() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    // Until the queue of those that wait to be accepted is full.
    let mut waiting = Vec::new();
    let patience = Duration::from_millis(500);
    while let Ok(stream) = timeout(patience, TcpStream::connect(address)).await
    {
        waiting.push(stream.unwrap());
    }
    for kind in ALL {
        let mut job = job(kind, &format!("http://{address}/"));
        job.plan.connect_timeout = SHORT;
        fails(&job, ErrorClass::ConnectTimeout).await;
    }
}

#[tokio::test]
async fn a_handshake_that_nobody_answers_is_a_connect_timeout() {
    let silent = Server::raw(|mut stream| async move {
        let mut bytes = [0; 4096];
        while stream.read(&mut bytes).await.is_ok_and(|count| count > 0) {}
    });
    let address = silent.await.address;
    for kind in ALL {
        let mut job = job(kind, &format!("https://{address}/"));
        job.plan.connect_timeout = SHORT;
        job.target.route.trust = Trust::Anybody;
        fails(&job, ErrorClass::ConnectTimeout).await;
    }
}

#[tokio::test]
async fn a_name_that_nobody_has_is_dns() {
    // A label of 64 letters is none, so that no server is asked for it.
    let url = format!("http://{}.invalid/", "a".repeat(64));
    for kind in ALL {
        let mut job = job(kind, &url);
        job.engine.reach = Reach::Anywhere;
        fails(&job, ErrorClass::Dns).await;
    }
}

#[tokio::test]
async fn a_name_of_this_machine_is_found() {
    let server = Server::answering(|_| text("Singapore")).await;
    let url = format!("http://localhost:{}/", server.address.port());
    for kind in ALL {
        let answer = Any::of(&job(kind, &url)).ask().await.unwrap();
        assert_eq!(answer.body, 9, "{kind:?}");
    }
}

#[tokio::test]
async fn another_machine_is_not_asked_unless_it_may_be() {
    // An address that is nobody's, as RFC 5737 has it; nothing is sent there.
    for kind in [Kind::Http1, Kind::Http2] {
        let job = job(kind, "http://192.0.2.1/");
        let failure = fails(&job, ErrorClass::Connect).await;
        assert!(failure.message.contains("--allow-remote"));
    }
    let refused = Any::try_some(&job(Kind::General, "http://192.0.2.1/"), 1);
    let error = refused.err().unwrap();
    assert!(error.to_string().contains("--allow-remote"), "{error}");
}

#[tokio::test]
async fn another_address_than_the_name_has_is_asked() {
    let server = Server::answering(|_| text("Singapore")).await;
    for kind in ALL {
        let port = server.address.port();
        let mut job = job(kind, &format!("http://singapore.invalid:{port}/"));
        job.target.route.through = Through::Address(server.address);
        let answer = Any::of(&job).ask().await.unwrap();
        assert_eq!(answer.body, 9, "{kind:?}");
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_signed_is_tls() {
    let (server, _) = tls_server().await;
    for kind in ALL {
        let mut job = job(kind, &server);
        let other = generate_simple_self_signed(["localhost".into()]).unwrap();
        let file = file("other", &other.cert.pem());
        job.target.route.trust = Trust::Authorities(file.clone());
        let failure = fails(&job, ErrorClass::Tls).await;
        let message = failure.message;
        assert!(message.contains("--insecure"), "{kind:?}: {message}");
        std::fs::remove_file(file).unwrap();
    }
}

#[tokio::test]
async fn a_certificate_of_an_authority_that_is_trusted_is_good() {
    let (server, certificate) = tls_server().await;
    let file = file("own", &certificate);
    for kind in ALL {
        for trust in [Trust::Authorities(file.clone()), Trust::Anybody] {
            let mut job = job(kind, &server);
            job.target.route.trust = trust.clone();
            let answer = Any::of(&job).ask().await;
            assert_eq!(answer.unwrap().body, 9, "{kind:?} {trust:?}");
        }
    }
    std::fs::remove_file(file).unwrap();
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_tls() {
    let plain = Server::raw(|mut stream| async move {
        let _ = stream.read_u8().await;
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        let mut bytes = [0; 4096];
        while stream.read(&mut bytes).await.is_ok_and(|count| count > 0) {}
    });
    let address = plain.await.address;
    for kind in ALL {
        let mut job = job(kind, &format!("https://{address}/"));
        job.target.route.trust = Trust::Anybody;
        let failure = fails(&job, ErrorClass::Tls).await;
        let message = failure.message;
        assert!(message.ends_with("write http://"), "{kind:?}: {message}");
    }
}

#[tokio::test]
async fn a_handshake_that_is_cut_is_tls() {
    let resetting = Server::raw(|mut stream| async move {
        let mut hello = [0; 64];
        let _ = stream.read_exact(&mut hello).await;
        stream.set_zero_linger().unwrap();
    });
    let closing = Server::raw(|mut stream| async move {
        let mut hello = [0; 4096];
        let _ = stream.read(&mut hello).await;
    });
    let addresses = [resetting.await.address, closing.await.address];
    for (kind, address) in
        ALL.into_iter().flat_map(|kind| addresses.map(|at| (kind, at)))
    {
        let mut job = job(kind, &format!("https://{address}/"));
        job.target.route.trust = Trust::Anybody;
        fails(&job, ErrorClass::Tls).await;
    }
}

#[tokio::test]
async fn authorities_that_cannot_be_read_are_found_before_the_first_request() {
    let empty = file("empty", "nothing in PEM\n");
    for kind in ALL {
        let mut job = job(kind, "https://localhost/");
        let missing = std::env::temp_dir().join("blitzy-no-authorities");
        job.target.route.trust = Trust::Authorities(missing);
        let error = Any::try_some(&job, 1).err().unwrap();
        let is_authorities = matches!(error, SetupError::Authorities { .. });
        assert!(is_authorities, "{kind:?}: {error}");
        job.target.route.trust = Trust::Authorities(empty.clone());
        let error = Any::try_some(&job, 1).err().unwrap();
        let is_none = matches!(error, SetupError::NoCertificate(_));
        assert!(is_none, "{kind:?}: {error}");
    }
    std::fs::remove_file(empty).unwrap();
}

/// Starts a server with a certificate of its own making; returns where it is,
/// and the certificate.
async fn tls_server() -> (String, String) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["localhost".into()]).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let provider = Arc::new(ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let server = Server::raw(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            if let Ok(stream) = acceptor.accept(stream).await {
                serve(stream, |_| text("Singapore")).await;
            }
        }
    });
    let port = server.await.address.port();
    (format!("https://localhost:{port}/"), cert.pem())
}

fn file(name: &str, text: &str) -> std::path::PathBuf {
    let path = socket(name);
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    path
}

/// A path that no other test has.
fn socket(name: &str) -> std::path::PathBuf {
    let number = fastrand::u64(..);
    std::env::temp_dir().join(format!("blitzy-{name}-{number:x}"))
}
