//! The local target keeps its promises: paths, faults, counts and limits.

mod counting;
mod faults;
mod http2;
mod limits;
mod paths;
mod tls;
mod unix;

use blitzy::serve::{self, Config, Server};
use reqwest::{Client, ClientBuilder, Method, RequestBuilder, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Is a server with a client that asks it.
struct Session {
    server: Server,
    http: Client,
}

impl Session {
    async fn start() -> Self {
        Self::with(Config::default()).await
    }

    async fn with(config: Config) -> Self {
        let server = serve::start(config).await.unwrap();
        Self { server, http: client().build().unwrap() }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.server.url()))
    }

    async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    async fn text(&self, path: &str) -> String {
        self.get(path).await.text().await.unwrap()
    }

    async fn connect(&self) -> TcpStream {
        let address = self.server.address().unwrap();
        let stream = TcpStream::connect(address).await.unwrap();
        // Small writes in a row would wait for each other's acknowledgement.
        stream.set_nodelay(true).unwrap();
        stream
    }

    /// Sends the head of a request on a connection of its own.
    async fn ask(&self, path: &str) -> TcpStream {
        let mut stream = self.connect().await;
        let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        stream
    }

    /// Lets the others run until something is true.
    async fn until(&self, is_true: impl Fn(&Server) -> bool) {
        while !is_true(&self.server) {
            tokio::task::yield_now().await;
        }
    }
}

/// Builds a client that trusts nobody and asks no proxy.
fn client() -> ClientBuilder {
    // It wants TLS to be possible, even where nothing uses it.
    let provider = rustls::crypto::ring::default_provider();
    provider.install_default().ok();
    let none = std::iter::empty();
    Client::builder().tls_certs_only(none).no_proxy()
}

/// Reads to the end of a connection, however it ends.
async fn rest(mut stream: TcpStream) -> (String, std::io::Result<usize>) {
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes).await;
    (String::from_utf8(bytes).unwrap(), end)
}
