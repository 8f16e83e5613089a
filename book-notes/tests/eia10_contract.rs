//! What all versions of the to-do system in Elixir in Action, chapter 10,
//! promise.

use std::collections::BTreeSet;
use std::time::Duration;

use actor_core::{ExitReason, Mailbox, Pid, System, gen_server, process};
use book_notes::eia08::folder::Folder;
use book_notes::eia08::kill::kill;
use book_notes::todo_list::{Date, Entry};

const DATE: Date = Date::new(2018, 12, 19);

macro_rules! keeps_the_contract {
    ($($version:ident),*) => { $(
        mod $version {
            use book_notes::eia10::$version::{cache, system};

            use super::*;

            #[tokio::test(start_paused = true)]
            async fn there_is_one_server_for_each_name() {
                let folder = Folder::new().unwrap();
                let path = folder.path().to_owned();
                System::new("test").enter(async move {
                    system::start_link(&path).await.unwrap();
                    let bob = cache::server_process("bob").await.unwrap();
                    let same = cache::server_process("bob").await.unwrap();
                    let alice = cache::server_process("alice").await.unwrap();
                    assert_eq!(bob.process().pid(), same.process().pid());
                    assert_ne!(bob.process().pid(), alice.process().pid());
                    let entry = Entry::new(DATE, "Dentist");
                    bob.add_entry(entry.clone());
                    assert_eq!(same.entries(DATE).await, Ok(vec![(1, entry)]));
                    assert_eq!(alice.entries(DATE).await, Ok(vec![]));
                }).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn a_hundred_who_come_at_once_get_the_same_server() {
                let folder = Folder::new().unwrap();
                let path = folder.path().to_owned();
                let system = System::new("test");
                let body = async move |mut mailbox: Mailbox<Pid>| {
                    system::start_link(&path).await.unwrap();
                    for _ in 1..=100 {
                        let me = mailbox.this();
                        process::spawn_link(async move |_: Mailbox<()>| {
                            let bob = cache::server_process("bob").await;
                            me.send(bob.unwrap().process().pid());
                        });
                    }
                    let mut servers = BTreeSet::new();
                    for _ in 1..=100 {
                        servers.insert(mailbox.receive().await);
                    }
                    assert_eq!(servers.len(), 1);
                };
                system.enter_with(body).await;
                system.shutdown().await;
            }

            #[tokio::test(start_paused = true)]
            async fn a_killed_server_has_its_list_when_it_is_asked_for() {
                let folder = Folder::new().unwrap();
                let path = folder.path().to_owned();
                let body = async move |mut mailbox: Mailbox<()>| {
                    system::start_link(&path).await.unwrap();
                    let bob = cache::server_process("bob").await.unwrap();
                    let (first, entry) =
                        (bob.process().pid(), Entry::new(DATE, "Dentist"));
                    bob.add_entry(entry.clone());
                    bob.entries(DATE).await.unwrap();
                    kill(&mut mailbox, first).await;
                    assert!(bob.entries(DATE).await.is_err());
                    let bob = cache::server_process("bob").await.unwrap();
                    assert_ne!(bob.process().pid(), first);
                    assert_eq!(bob.entries(DATE).await, Ok(vec![(1, entry)]));
                };
                System::new("test").enter_with(body).await;
            }

            #[tokio::test(start_paused = true)]
            async fn a_list_outlives_its_system() {
                let folder = Folder::new().unwrap();
                let path = folder.path().to_owned();
                System::new("test").enter(async move {
                    let system = system::start_link(&path).await.unwrap();
                    let bob = cache::server_process("bob").await.unwrap();
                    let entry = Entry::new(DATE, "Dentist");
                    bob.add_entry(entry.clone());
                    bob.entries(DATE).await.unwrap();
                    let (normal, forever) = (ExitReason::Normal, Duration::MAX);
                    gen_server::stop(&system, normal, forever).await.unwrap();

                    system::start_link(&path).await.unwrap();
                    let again = cache::server_process("bob").await.unwrap();
                    assert_eq!(again.entries(DATE).await, Ok(vec![(1, entry)]));
                }).await;
            }
        }
    )* };
}

keeps_the_contract!(v6_metrics, v7_agent, v8_expiry);
