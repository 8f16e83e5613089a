//! A node that is told to stop does so in order, and another one goes on.

use std::process::Command;
use std::time::Duration;

use crate::cluster::{Cluster, Sync, config, nodes};

const DELAY: Duration = Duration::from_millis(100);

#[tokio::test(flavor = "multi_thread")]
async fn another_node_goes_on_when_one_is_told_to_stop() {
    let [a, b, c] = nodes();
    let mut cluster = Cluster::new().await;
    for node in [&a, &b, &c] {
        cluster.start(node, &config(node, DELAY, Sync::Mandatory));
    }
    cluster.hears(&a, "Application is started on").await;
    for node in [&b, &c] {
        cluster.hears(node, "stands by").await;
    }
    let id = cluster.programs.id(&a).unwrap().to_string();
    Command::new("kill").args(["-TERM", &id]).status().unwrap();
    cluster.hears(&a, "Application is stopped on").await;
    loop {
        let said = cluster.next().await;
        if said.text.contains(&format!("{a} is failing over to")) {
            cluster.runs_on(&said.node, &said.node).await;
            assert_eq!(cluster.fact(&said.node).await.node, said.node);
            return;
        }
    }
}
