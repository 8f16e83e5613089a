//! Peers that say more than anybody needs to hear.

use std::process::Command;

use actor_core::etf::{Atom, Term};
use actor_core::{Mailbox, process};
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;

use super::peer::{bytes, frame};
use super::town::Town;

#[tokio::test]
async fn while_one_process_is_flooded_others_answer() {
    let town = Town::new().await;
    let (sender, mut received) = mpsc::unbounded_channel();
    town.system.spawn(async move |mut mailbox: Mailbox<Term>| {
        process::register("victim").unwrap();
        let mut count = 0_u64;
        loop {
            mailbox.receive().await;
            count += 1;
            sender.send(count).unwrap();
        }
    });
    let mut peer = town.peer("mallory").await;
    let message = bytes(&Term::binary(vec![7; 100]));
    let flood = frame(&peer.to_name("victim"), Some(&message)).repeat(1_000);
    let flood = tokio::spawn(async move {
        // Without end, as long as it is read.
        while peer.stream.write_all(&flood).await.is_ok() {}
    });
    // The flood has come.
    while received.recv().await.unwrap() < 1_000 {}
    for _ in 0..50 {
        let before = received.len();
        town.ask(&town.neighbour).await;
        // And goes on.
        while received.len() == before {
            tokio::task::yield_now().await;
        }
        while received.try_recv().is_ok() {}
    }
    assert!(!flood.is_finished());
    flood.abort();
    town.is_well().await;
}

/// Is set in a program that runs one test alone, so that nobody else uses the
/// memory that it measures.
const ALONE: &str = "ACTOR_CORE_TEST_ALONE";

#[tokio::test]
async fn a_million_new_atoms_are_read_and_forgotten() {
    if std::env::var_os(ALONE).is_none() {
        let name = concat!(
            "hostile::flood::",
            "a_million_new_atoms_are_read_and_forgotten"
        );
        let alone = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(ALONE, "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&alone.stderr);
        assert!(alone.status.success(), "{said}");
        return;
    }
    let town = Town::new().await;
    let (sender, mut received) = mpsc::unbounded_channel();
    town.system.spawn(async move |mut mailbox: Mailbox<Term>| {
        process::register("victim").unwrap();
        loop {
            let atoms = mailbox.receive().await;
            sender.send(atoms.as_list().map_or(0, <[_]>::len)).unwrap();
        }
    });
    let mut peer = town.peer("mallory").await;
    let Some(before) = resident() else {
        eprintln!("skipped: this system does not say how much memory is used");
        return;
    };
    for round in 0..1_000 {
        // Long ones: to keep them would take 200 MB.
        let atoms = (0..1_000).map(|number| {
            let text = format!("{round:0100}{number:0100}");
            Term::Atom(Atom::new(text).unwrap())
        });
        peer.send("victim", Term::list(atoms)).await;
        assert_eq!(received.recv().await, Some(1_000));
    }
    let grown = resident().unwrap_or_default().saturating_sub(before);
    assert!(grown < 50 << 20, "{grown} bytes more are in use");
    town.is_well().await;
}

/// Returns how much memory this program uses, where Linux tells.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kibibytes = line.split_ascii_whitespace().nth(1)?;
    Some(kibibytes.parse::<usize>().ok()? * 1024)
}
