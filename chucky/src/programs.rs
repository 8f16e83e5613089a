//! Nodes as programs of their own, on this machine, which meet nobody else:
//! they have a port mapper, a cookie and a folder to themselves.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::net::Ipv4Addr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use actor_core::NodeName;
use actor_core::node::{Cookie, PortMapper};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStderr, Command};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Where a program whose home the folder is looks for its secret.
const COOKIE_FILE: &str = ".erlang.cookie";

/// The programs of a cluster. They are killed when it is dropped.
#[derive(Debug)]
pub struct Programs {
    executable: PathBuf,
    folder: TempDir,
    cookie: String,
    epmd_port: u16,
    port_mapper: JoinSet<()>,
    running: BTreeMap<NodeName, Child>,
    tell: mpsc::UnboundedSender<Said>,
    told: mpsc::UnboundedReceiver<Said>,
}

/// A line that a program has written to its log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// When it arrived.
    pub at: Instant,
    /// Which node it is.
    pub node: NodeName,
    /// Which program it is, among those that have been this node.
    pub program: u32,
    /// The line.
    pub text: String,
}

impl Programs {
    /// Prepares a cluster of this executable, which is `chucky`.
    ///
    /// # Errors
    ///
    /// If there can be no folder, no cookie or no port mapper.
    pub async fn new(executable: impl Into<PathBuf>) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("chucky-").tempdir()?;
        let cookie = random_cookie()?;
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(folder.path().join(COOKIE_FILE))?;
        file.write_all(cookie.as_bytes())?;
        let port_mapper = PortMapper::bind(Ipv4Addr::LOCALHOST, 0).await?;
        let (tell, told) = mpsc::unbounded_channel();
        Ok(Self {
            executable: executable.into(),
            folder,
            cookie,
            epmd_port: port_mapper.port(),
            port_mapper: JoinSet::from_iter([port_mapper.serve()]),
            running: BTreeMap::new(),
            tell,
            told,
        })
    }

    /// Returns the port of their port mapper.
    pub fn epmd_port(&self) -> u16 {
        self.epmd_port
    }

    /// Ends their port mapper, so that one of them has to start another.
    pub async fn end_port_mapper(&mut self) {
        self.port_mapper.shutdown().await;
    }

    /// Returns their secret.
    pub fn cookie(&self) -> Cookie {
        self.cookie.parse().expect("letters are a cookie")
    }

    /// Returns a folder that is removed when they have ended.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts a node with this configuration.
    ///
    /// # Errors
    ///
    /// If there can be no such program.
    pub fn start(&mut self, node: &NodeName, config: &str) -> io::Result<()> {
        let path = self.folder().join(format!("{}.toml", node.alive()));
        fs::write(&path, config)?;
        let mut command = Command::new(&self.executable);
        command.args(["--name", node.as_str(), "--config"]).arg(path);
        self.run(node, command)
    }

    /// Runs any program as a node of this name.
    ///
    /// # Errors
    ///
    /// If there can be no such program.
    pub fn run(
        &mut self,
        node: &NodeName,
        mut command: Command,
    ) -> io::Result<()> {
        let mut program = command
            .env("ERL_EPMD_PORT", self.epmd_port.to_string())
            .env("HOME", self.folder.path())
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        if let (Some(log), Some(id)) = (program.stderr.take(), program.id()) {
            tokio::spawn(listen(node.clone(), id, log, self.tell.clone()));
        }
        self.running.insert(node.clone(), program);
        Ok(())
    }

    /// Kills a node, as `kill -9` does, and returns when.
    ///
    /// # Errors
    ///
    /// If it cannot be killed.
    pub async fn kill(&mut self, node: &NodeName) -> io::Result<Instant> {
        let at = Instant::now();
        if let Some(mut program) = self.running.remove(node) {
            program.kill().await?;
        }
        Ok(at)
    }

    /// Returns the number that the operating system knows a node by.
    pub fn id(&self, node: &NodeName) -> Option<u32> {
        self.running.get(node)?.id()
    }

    /// Returns the nodes that were started and not killed.
    pub fn running(&self) -> Vec<NodeName> {
        self.running.keys().cloned().collect()
    }

    /// Waits for the next line of any of them.
    ///
    /// # Cancellation
    ///
    /// No line is lost.
    pub async fn said(&mut self) -> Said {
        let said = self.told.recv().await;
        said.expect("the channel has a sender of ours")
    }
}

async fn listen(
    node: NodeName,
    program: u32,
    log: ChildStderr,
    tell: mpsc::UnboundedSender<Said>,
) {
    let mut lines = BufReader::new(log).lines();
    while let Ok(Some(text)) = lines.next_line().await {
        let (at, node) = (Instant::now(), node.clone());
        if tell.send(Said { at, node, program, text }).is_err() {
            return;
        }
    }
}

/// Returns a secret that nobody can guess.
fn random_cookie() -> io::Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let mut cookie = String::new();
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(cookie, "{byte:02x}");
    }
    Ok(cookie)
}
