//! A node that is frozen is lost when its time is over, and nobody but itself
//! is lost with it, although it keeps the names of all others.

use std::process::Command;
use std::time::Duration;

use actor_core::System;
use chucky::Config;
use chucky::client::{Client, Settings};
use chucky::programs::Programs;
use chucky::watch::{Change, Watch, watch};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::cluster::{Sync, config, nodes};

const DELAY: Duration = Duration::from_millis(100);

/// How long anything here may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

#[tokio::test(flavor = "multi_thread")]
async fn whoever_watches_finds_the_next_one() {
    let [a, b, c] = nodes();
    let programs = Programs::new(env!("CARGO_BIN_EXE_chucky")).await;
    let mut programs = programs.unwrap();
    programs.end_port_mapper().await;
    let config = |node| {
        let config = config(node, DELAY, Sync::Optional(100));
        format!("net_ticktime = 4\n{config}")
    };
    // The first one starts another.
    for node in [&a, &b, &c] {
        programs.start(node, &config(node)).unwrap();
        while !programs.said().await.text.ends_with("is up") {}
    }
    let settings = Settings {
        config: Config::parse(&config(&a)).unwrap(),
        cookie: Some(programs.cookie()),
        epmd_port: Some(programs.epmd_port()),
        ..Settings::default()
    };
    let system = System::new("client");
    let client = Client::start(&system, settings).await.unwrap();
    let (tell, mut changes) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let pause = Duration::from_millis(20);
        watch(&client, pause, &mut Watch::default(), |told| {
            tell.send(told.change).map_err(std::io::Error::other)
        })
        .await
    });
    assert_eq!(changes.recv().await, Some(Change::First(a.clone())));
    // Only a was asked, but all are connected, or will be.
    let own = system.node().unwrap();
    let connected = async {
        while [&b, &c].iter().any(|it| !own.hidden_nodes().contains(it)) {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, connected).await.expect("all are connected");
    let id = programs.id(&a).unwrap().to_string();
    let freeze = Command::new("kill").args(["-STOP", &id]).status().unwrap();
    assert!(freeze.success());
    let next = async {
        loop {
            match changes.recv().await.unwrap() {
                Change::Gap(gap) if gap.to != a => return gap,
                _ => {}
            }
        }
    };
    let gap = timeout(PATIENCE, next).await.expect("somebody goes on");
    assert!([b, c].contains(&gap.to), "{gap:?}");
}
