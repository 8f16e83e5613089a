//! Nodes of Erlang in the cluster: each side goes on for the other, and is
//! taken over by it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use actor_core::NodeName;
use chucky::client::AskError;
use tokio::process::Command;

use crate::cluster::{Cluster, Sync, config, nodes};

const DELAY: Duration = Duration::from_millis(300);

/// What a server in Erlang tells.
const ITS_FACT: &str = "Chuck Norris wrote this in Erlang.";

/// What becomes of names at a takeover, on nodes of Erlang.
enum Names {
    /// The new instance takes them from the old one.
    Moved,
    /// It registers them, as if nobody had them.
    AsInTheBook,
}

/// A cluster in which some nodes are Erlang's.
struct Mixed {
    cluster: Cluster,
    erlangs: Vec<NodeName>,
}

impl Mixed {
    /// Says that the test is skipped, and returns nothing, if there is no
    /// Erlang on this machine.
    async fn new(erlangs: &[&NodeName], names: Names) -> Option<Self> {
        let cluster = Cluster::new().await;
        let folder = cluster.programs.folder();
        if !compiles(folder).await {
            eprintln!("skipped: there is no erlc on this machine");
            return None;
        }
        let environment = match names {
            Names::Moved => "",
            Names::AsInTheBook => "{names, as_in_the_book}",
        };
        let app = format!(
            "{{application, chucky, [{{vsn, \"1\"}}, {{modules, [chucky]}}, \
             {{registered, []}}, {{applications, [kernel, stdlib]}}, \
             {{env, [{environment}]}}, {{mod, {{chucky, []}}}}]}}."
        );
        fs::write(folder.join("chucky.app"), app).unwrap();
        let erlangs = erlangs.iter().copied().cloned().collect();
        Some(Self { cluster, erlangs })
    }

    fn start(&mut self, node: &NodeName) {
        if !self.erlangs.contains(node) {
            return self
                .cluster
                .start(node, &config(node, DELAY, Sync::Mandatory));
        }
        let folder = self.cluster.programs.folder().to_owned();
        let path = folder.join(format!("{}.config", node.alive()));
        fs::write(&path, sys_config(node)).unwrap();
        let mut command = Command::new("erl");
        command
            .args(["-noshell", "-start_epmd", "false"])
            .args(["-name", node.as_str()])
            .args(["-kernel", "logger_level", "error"])
            .arg("-config")
            .arg(path)
            .arg("-pa")
            .arg(folder)
            .args(["-s", "chucky", "main"]);
        self.cluster.run(node, command);
    }

    /// Asks each of these where Chucky runs, and for a fact.
    async fn all_ask(&self, asked: &[&NodeName], instance: &NodeName) {
        let is_erlangs = self.erlangs.contains(instance);
        for node in asked {
            self.cluster.runs_on(node, instance).await;
            let told = self.cluster.fact(node).await;
            assert_eq!(told.node, *instance);
            assert_eq!(told.fact == ITS_FACT, is_erlangs);
        }
    }

    /// Plays the chapter's story: b or c goes on for a, and a takes over.
    async fn plays(mut self) {
        let [a, b, c] = nodes();
        let second = self.fails_over().await;
        self.cluster.forget();
        self.start(&a);
        let line = format!("{a} is taking over {second}");
        self.cluster.hears(&a, &line).await;
        self.cluster.hears(&second, "Application is stopped on").await;
        self.all_ask(&[&a, &b, &c], &a).await;
        assert_eq!(self.cluster.lines("is taking over").len(), 1);
    }

    /// Plays its first half, and returns which one goes on for a.
    async fn fails_over(&mut self) -> NodeName {
        let [a, b, c] = nodes();
        for node in [&a, &b, &c] {
            self.start(node);
        }
        self.cluster.hears(&a, "Application is started on").await;
        self.all_ask(&[&a, &b, &c], &a).await;

        self.cluster.forget();
        self.cluster.programs.kill(&a).await.unwrap();
        let second = loop {
            let said = self.cluster.next().await;
            // What OTP says is that it was started, if there are no phases.
            if said.text.contains("is failing over to")
                || said.text.contains("Application is started on")
            {
                break said.node;
            }
        };
        self.all_ask(&[&b, &c], &second).await;
        second
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rust_goes_on_for_beam_which_takes_over_again() {
    let [a, ..] = nodes();
    if let Some(cluster) = Mixed::new(&[&a], Names::Moved).await {
        cluster.plays().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn beam_goes_on_for_rust_which_takes_over_again() {
    let [_, b, c] = nodes();
    if let Some(cluster) = Mixed::new(&[&b, &c], Names::Moved).await {
        cluster.plays().await;
    }
}

/// Ours moves the names.
#[tokio::test(flavor = "multi_thread")]
async fn in_the_books_program_nobody_tells_facts_after_a_takeover() {
    let [a, b, c] = nodes();
    let all = [&a, &b, &c];
    let Some(mut book) = Mixed::new(&all, Names::AsInTheBook).await else {
        return;
    };
    let second = book.fails_over().await;
    book.cluster.forget();
    book.start(&a);
    let line = format!("{a} is taking over {second}");
    book.cluster.hears(&a, &line).await;
    book.cluster.hears(&a, "already_started").await;
    book.cluster.hears(&second, "Application is stopped on").await;
    for node in all {
        let client = book.cluster.client.asking([node.clone()]);
        while !matches!(client.whereis().await, Err(AskError::NotRunning(_))) {
            tokio::task::yield_now().await;
        }
    }
}

async fn compiles(folder: &Path) -> bool {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = source.join("tests/cluster/chucky.erl");
    let mut erlc = Command::new("erlc");
    match erlc.arg("-o").arg(folder).arg(source).status().await {
        Ok(status) => {
            assert!(status.success());
            true
        }
        Err(_) => false,
    }
}

/// Returns the chapter's configuration of a node, as Erlang reads it.
fn sys_config(node: &NodeName) -> String {
    let [a, b, c] = nodes();
    let others = nodes().into_iter().filter(|other| other != node);
    let others: Vec<_> = others.map(|other| format!("'{other}'")).collect();
    let delay = DELAY.as_millis();
    format!(
        "[{{kernel, [\
         {{distributed, [{{chucky, {delay}, ['{a}', {{'{b}', '{c}'}}]}}]}}, \
         {{sync_nodes_mandatory, [{}]}}, \
         {{sync_nodes_timeout, 30000}}]}}].",
        others.join(", ")
    )
}
