//! What all connections of a server share.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper_util::rt::TokioExecutor;
use hyper_util::server::conn::auto;
use rustls::ServerConfig;
use tokio::sync::Semaphore;

use super::config::Config;
use super::faults::Faults;
use super::stats::Counters;

/// Bounds what is read before there is a request; beyond is a 431.
const LONGEST_HEAD: usize = 64 * 1024;

/// The same for HTTP/2, where many heads are there at a time.
const LONGEST_HEAD_OF_STREAM: u32 = 16 * 1024;

/// How many requests an HTTP/2 connection has at a time.
const MOST_STREAMS: u32 = 200;

/// How many echoes, which keep what they were sent, there are at a time.
const MOST_ECHOES: usize = 1024;

/// Is shared by the handle and every connection.
#[derive(Debug)]
pub(super) struct World {
    pub(super) body: Bytes,
    pub(super) faults: Faults,
    pub(super) counters: Counters,
    pub(super) echoes: Semaphore,
    pub(super) http: auto::Builder<TokioExecutor>,
    pub(super) tls: Option<Arc<ServerConfig>>,
    pub(super) max_connections: usize,
    pub(super) idle_timeout: Duration,
}

impl World {
    pub(super) fn new(config: Config, tls: Option<Arc<ServerConfig>>) -> Self {
        let mut http = auto::Builder::new(TokioExecutor::new());
        // hyper's own timeout for heads is a timer for each request; ours is
        // one for each connection. Its number of headers is left as it is,
        // 100, because another one costs an allocation for each request.
        http.http1().header_read_timeout(None).max_buf_size(LONGEST_HEAD);
        http.http2()
            .max_concurrent_streams(MOST_STREAMS)
            .max_header_list_size(LONGEST_HEAD_OF_STREAM);
        Self {
            faults: Faults::new(&config),
            body: config.body,
            counters: Counters::default(),
            echoes: Semaphore::new(MOST_ECHOES),
            http,
            tls,
            max_connections: config.max_connections,
            idle_timeout: config.idle_timeout,
        }
    }
}
