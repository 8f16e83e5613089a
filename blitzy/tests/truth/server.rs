//! A server whose behaviour is known for each request, and which keeps count.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::deed::{After, Deed, Hangs};

/// A server that does with the request for `/7` what follows from a seed
/// and 7.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    ledger: Arc<Ledger>,
    accepting: AbortHandle,
}

struct Ledger {
    seed: u64,
    hangs: Hangs,
    /// How often each request came.
    received: Mutex<BTreeMap<u64, u64>>,
    total: watch::Sender<u64>,
    open: watch::Sender<usize>,
}

impl Server {
    pub(crate) async fn start(seed: u64, hangs: Hangs) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let ledger = Arc::new(Ledger {
            seed,
            hangs,
            received: Mutex::default(),
            total: watch::Sender::new(0),
            open: watch::Sender::new(0),
        });
        let shared = Arc::clone(&ledger);
        let accepting = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let ledger = Arc::clone(&shared);
                ledger.open.send_modify(|open| *open += 1);
                tokio::spawn(async move {
                    ledger.serve(stream).await;
                    ledger.open.send_modify(|open| *open -= 1);
                });
            }
        });
        Self { address, ledger, accepting: accepting.abort_handle() }
    }

    /// Returns how often each request came.
    pub(crate) fn received(&self) -> BTreeMap<u64, u64> {
        self.ledger.received.lock().clone()
    }

    /// Waits until so many requests came.
    pub(crate) fn has_received(
        &self,
        count: u64,
    ) -> impl Future<Output = ()> + use<> {
        let mut total = self.ledger.total.subscribe();
        async move {
            total.wait_for(|total| *total >= count).await.unwrap();
        }
    }

    /// Waits until there is no connection.
    pub(crate) async fn is_left_alone(&self) {
        let mut open = self.ledger.open.subscribe();
        open.wait_for(|open| *open == 0).await.unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Ledger {
    /// Serves a connection to its end.
    async fn serve(&self, mut stream: TcpStream) {
        let mut buffer = Vec::new();
        while let Some(number) = next(&mut stream, &mut buffer).await {
            *self.received.lock().entry(number).or_default() += 1;
            self.total.send_modify(|total| *total += 1);
            let deed = Deed::of(self.seed, number, self.hangs);
            if !matches!(deed.act(&mut stream).await, Ok(After::Stay)) {
                return;
            }
        }
    }
}

/// Reads a request, and returns its number.
async fn next(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<u64> {
    loop {
        let end = buffer.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head: Vec<u8> = buffer.drain(..end + 4).collect();
            let head = String::from_utf8(head).unwrap();
            let path = head.strip_prefix("GET /").unwrap();
            let (number, _) = path.split_once(' ').unwrap();
            return Some(number.parse().unwrap());
        }
        if stream.read_buf(buffer).await.unwrap_or(0) == 0 {
            return None;
        }
    }
}
