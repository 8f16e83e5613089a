//! The server that is asked: `blitzy serve`, in a process of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::Context;
use serde_json::Value;

use crate::tools::blitzy;

/// A local server, which ends with this.
#[derive(Debug)]
pub struct Target {
    child: Child,
    /// Kept open: the server prints to it.
    _stdout: BufReader<ChildStdout>,
    url: String,
}

impl Target {
    /// Starts one, with these faults.
    pub fn start(faults: &[&str]) -> anyhow::Result<Self> {
        let mut child = Command::new(blitzy::path()?)
            .args(["serve", "--port", "0", "--max-connections", "5000"])
            .args(faults)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let stdout = child.stdout.take().context("the output is piped")?;
        let mut stdout = BufReader::new(stdout);
        let mut url = String::new();
        stdout.read_line(&mut url)?;
        let url = format!("{}/", url.trim());
        Ok(Self { child, _stdout: stdout, url })
    }

    /// Returns its URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns how many requests it has received.
    pub fn requests(&self) -> anyhow::Result<u64> {
        let host = self.url.trim_start_matches("http://");
        let host = host.trim_end_matches('/');
        let mut stream = TcpStream::connect(host)?;
        write!(
            stream,
            "GET /stats HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (_, body) = answer.split_once("\r\n\r\n").context("an answer")?;
        let stats: Value = serde_json::from_str(body)?;
        stats["requests"].as_u64().context("the number of requests")
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
