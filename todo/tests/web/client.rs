//! A client that sends what it is told, right or wrong.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};

use crate::contract;

/// A connection to the service.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
}

/// The half of a connection that reads.
pub(crate) struct Reader<'a>(ReadHalf<'a>);

/// The half of a connection that writes.
pub(crate) struct Writer<'a>(WriteHalf<'a>);

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        // A second write does not wait until the first one has arrived.
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(stream), host: address.to_string() }
    }

    /// Asks what is well formed, and checks that the answer is as described.
    pub(crate) async fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        self.write(method, path, headers, body).await;
        let answer = self.answer(method).await.expect("an answer");
        contract::check(method, path, &answer);
        answer
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, &[], "").await
    }

    /// Sends a request with the headers that belong to it.
    pub(crate) async fn write(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) {
        let mut head = format!("{method} {path} HTTP/1.1\r\n");
        if !headers.iter().any(|(name, _)| *name == "host") {
            head.extend(["host: ", &self.host, "\r\n"]);
        }
        if !body.is_empty() {
            let length = body.len().to_string();
            head.extend(["content-length: ", &length, "\r\n"]);
        }
        for (name, value) in headers {
            head.extend([*name, ": ", value, "\r\n"]);
        }
        self.write_all(format!("{head}\r\n{body}").as_bytes()).await;
    }

    /// Sends bytes; that the other side has had enough is no error.
    pub(crate) async fn write_all(&mut self, bytes: &[u8]) {
        let _ = self.stream.get_mut().write_all(bytes).await;
    }

    /// Sends bytes and, so that they have an end whatever they were, more that
    /// are no part of any request. Returns all that is answered.
    pub(crate) async fn send_and_end(&mut self, bytes: &[u8]) -> String {
        let bytes = [bytes, &vec![0; 20_000]].concat();
        let (mut reader, mut writer) = self.split();
        let (answers, _) = tokio::join!(reader.rest(), writer.send(&bytes));
        answers
    }

    /// Returns the two halves, to read and to write at the same time.
    pub(crate) fn split(&mut self) -> (Reader<'_>, Writer<'_>) {
        let (reader, writer) = self.stream.get_mut().split();
        (Reader(reader), Writer(writer))
    }

    /// Reads an answer to the end; nothing if the connection ends instead.
    pub(crate) async fn answer(&mut self, method: &str) -> Option<Answer> {
        let mut answer = self.head().await?;
        let length = answer.header("content-length");
        if method == "HEAD" || [204, 304].contains(&answer.status) {
            return Some(answer);
        }
        let mut body = Vec::new();
        if let Some(length) = length {
            body.resize(length.parse().unwrap(), 0);
            self.stream.read_exact(&mut body).await.ok()?;
        } else {
            while let Some(chunk) = self.chunk().await {
                body.extend(chunk.into_bytes());
            }
        }
        answer.body = String::from_utf8(body).unwrap();
        Some(answer)
    }

    /// Reads the head of an answer.
    pub(crate) async fn head(&mut self) -> Option<Answer> {
        let first = self.line().await?;
        let status = first.split(' ').nth(1)?.parse().ok()?;
        let mut headers = Vec::new();
        loop {
            let line = self.line().await?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
        Some(Answer { status, headers, body: String::new() })
    }

    /// Reads a chunk of a body; nothing at its end.
    pub(crate) async fn chunk(&mut self) -> Option<String> {
        let length = usize::from_str_radix(&self.line().await?, 16).ok()?;
        let mut chunk = vec![0; length + 2];
        self.stream.read_exact(&mut chunk).await.ok()?;
        chunk.truncate(length);
        if length == 0 {
            return None;
        }
        Some(String::from_utf8(chunk).unwrap())
    }

    /// Reads all that comes until the connection is closed.
    pub(crate) async fn rest(&mut self) -> String {
        let mut rest = Vec::new();
        // A reset is an end too.
        let _ = self.stream.read_to_end(&mut rest).await;
        String::from_utf8_lossy(&rest).into_owned()
    }

    async fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line).await.ok()?;
        line.strip_suffix("\r\n").map(str::to_owned)
    }
}

impl Reader<'_> {
    /// Reads all that comes until the connection is closed.
    pub(crate) async fn rest(&mut self) -> String {
        let mut rest = Vec::new();
        // A reset is an end too.
        let _ = self.0.read_to_end(&mut rest).await;
        String::from_utf8_lossy(&rest).into_owned()
    }
}

impl Writer<'_> {
    /// Sends bytes; false if the other side is gone.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.0.write_all(bytes.as_ref()).await.is_ok()
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find_map(|(known, value)| (known == name).then_some(&**value))
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect(&self.body)
    }

    pub(crate) fn etag(&self) -> &str {
        self.header("etag").expect("a tag")
    }

    /// Returns what a problem says to do.
    pub(crate) fn detail(&self) -> String {
        assert_eq!(self.header("content-type"), Some(contract::PROBLEM));
        self.json()["detail"].as_str().unwrap().to_owned()
    }
}
