//! Nodes that are programs, and a client that asks them.

use std::time::Duration;

use actor_core::{NodeName, System};
use chucky::client::{Client, Settings, Told};
use chucky::programs::{Programs, Said};
use tokio::process::Command;
use tokio::time::{sleep, timeout};

/// How long a program may be busy with something else.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) struct Cluster {
    pub(crate) programs: Programs,
    pub(crate) client: Client,
    /// What was said so far.
    pub(crate) log: Vec<Said>,
    /// How much of it was waited for.
    heard: usize,
}

/// How the others of a cluster are waited for at the start.
#[derive(Clone, Copy)]
pub(crate) enum Sync {
    Mandatory,
    /// For so many milliseconds.
    Optional(u32),
}

/// Returns the names of the three nodes of the chapter.
pub(crate) fn nodes() -> [NodeName; 3] {
    ["a@127.0.0.1", "b@127.0.0.1", "c@127.0.0.1"].map(|n| n.parse().unwrap())
}

/// Returns the chapter's configuration of a node, with another delay.
pub(crate) fn config(node: &NodeName, delay: Duration, sync: Sync) -> String {
    let others = nodes().into_iter().filter(|other| other != node);
    let others: Vec<_> = others.map(|node| node.to_string()).collect();
    let sync = match sync {
        Sync::Mandatory => format!("sync_nodes_mandatory = {others:?}"),
        Sync::Optional(ms) => format!(
            "sync_nodes_optional = {others:?}\nsync_nodes_timeout_ms = {ms}"
        ),
    };
    let [a, b, c] = nodes();
    format!(
        "{sync}\n\
         [distributed]\n\
         application = \"chucky\"\n\
         restart_delay_ms = {}\n\
         nodes = [\"{a}\", [\"{b}\", \"{c}\"]]\n",
        delay.as_millis()
    )
}

impl Cluster {
    /// Prepares a cluster without nodes.
    pub(crate) async fn new() -> Self {
        let programs =
            Programs::new(env!("CARGO_BIN_EXE_chucky")).await.unwrap();
        let settings = Settings {
            members: nodes().into(),
            cookie: Some(programs.cookie()),
            epmd_port: Some(programs.epmd_port()),
            ..Settings::default()
        };
        let system = System::new("client");
        let client = Client::start(&system, settings).await.unwrap();
        Self { programs, client, log: Vec::new(), heard: 0 }
    }

    pub(crate) fn start(&mut self, node: &NodeName, config: &str) {
        self.programs.start(node, config).unwrap();
    }

    pub(crate) fn run(&mut self, node: &NodeName, command: Command) {
        self.programs.run(node, command).unwrap();
    }

    /// Waits for the next line.
    pub(crate) async fn next(&mut self) -> Said {
        let Ok(said) = timeout(PATIENCE, self.programs.said()).await else {
            panic!("nobody says anything any more:\n{}", self.story());
        };
        self.log.push(said.clone());
        said
    }

    /// Waits until a node says what has not been waited for yet.
    pub(crate) async fn hears(&mut self, node: &NodeName, text: &str) -> Said {
        loop {
            let new = &self.log[self.heard..];
            let is_it = |s: &&Said| s.node == *node && s.text.contains(text);
            if let Some(said) = new.iter().find(is_it) {
                return said.clone();
            }
            self.next().await;
        }
    }

    /// Waits until a node knows that Chucky runs on another one.
    pub(crate) async fn stands_by(&mut self, node: &NodeName, on: &NodeName) {
        let text = format!("stands by application=chucky runs_on={on}");
        self.hears(node, &text).await;
    }

    /// Makes what was said so far no news any more.
    pub(crate) fn forget(&mut self) {
        self.heard = self.log.len();
    }

    /// Returns the lines with this text that are news.
    pub(crate) fn lines(&self, text: &str) -> Vec<&str> {
        let new = self.log[self.heard..].iter().map(|said| &*said.text);
        new.filter(|line| line.contains(text)).collect()
    }

    /// Asks a node again and again until it tells where Chucky runs, and that
    /// is there.
    pub(crate) async fn runs_on(&self, asked: &NodeName, node: &NodeName) {
        let client = self.client.asking([asked.clone()]);
        let agree = async {
            while client.whereis().await.ok().as_ref() != Some(node) {
                sleep(Duration::from_millis(2)).await;
            }
        };
        if timeout(PATIENCE, agree).await.is_err() {
            let found = client.whereis().await;
            panic!("{asked} finds {found:?} not {node}:\n{}", self.story());
        }
    }

    /// Asks a node for a fact, which it must have.
    pub(crate) async fn fact(&self, asked: &NodeName) -> Told {
        match self.client.asking([asked.clone()]).fact().await {
            Ok(told) => told,
            Err(error) => panic!("{asked}: {error}\n{}", self.story()),
        }
    }

    /// Returns all that was said, for whoever wants to know what went wrong.
    pub(crate) fn story(&self) -> String {
        let Some(first) = self.log.first() else { return String::new() };
        let lines = self.log.iter().map(|Said { at, node, text, .. }| {
            let at = at.duration_since(first.at).as_secs_f64();
            format!("{at:8.3} {}: {text}\n", node.alive())
        });
        lines.collect()
    }
}
