//! The stores of Elixir in Action, chapter 10, and their benchmark.

use std::num::NonZeroU32;

use actor_core::gen_server::StartError;
use actor_core::{ExitReason, Mailbox, System, process};
use book_notes::eia10::key_value::beam::{self, NoFigures};
use book_notes::eia10::key_value::bench::{self, Load, Store};
use book_notes::eia10::key_value::{KeyValue, server, table};
use indicatif::ProgressBar;
use todo::demo::kill::kill;

fn load(keys: u32, clients: u32, rounds: u32) -> Load {
    let number = |n| NonZeroU32::new(n).unwrap();
    Load::new(number(keys), number(clients), number(rounds))
}

macro_rules! keeps_the_contract {
    ($($store:ident $kind:ident),*) => { $(
        mod $store {
            use super::*;
            use super::super::$store::{self as store, NAME};

            #[tokio::test]
            async fn keeps_what_is_put_last() {
                System::new("test").enter(async {
                    let values = store::KeyValue::start_link().await.unwrap();
                    values.put(1, 10);
                    values.put(2, 20);
                    values.put(1, 11);
                    assert_eq!(values.get(1).await, Some(11));
                    assert_eq!(values.get(2).await, Some(20));
                    assert_eq!(values.get(3).await, None);
                }).await;
            }

            #[tokio::test]
            async fn is_the_only_one_of_its_kind() {
                System::new("test").enter(async {
                    store::KeyValue::start_link().await.unwrap();
                    let second = store::KeyValue::start_link().await;
                    let first = process::whereis(NAME).unwrap();
                    let taken = StartError::AlreadyStarted(first);
                    assert_eq!(second.unwrap_err(), taken);
                }).await;
            }

            #[tokio::test]
            async fn is_worthless_without_its_process() {
                let body = async |mut mailbox: Mailbox<()>| {
                    let values = store::KeyValue::start_link().await.unwrap();
                    values.put(1, 10);
                    let process = process::whereis(NAME).unwrap();
                    process::unlink(process);
                    kill(&mut mailbox, process).await;
                    let client = async move |_: Mailbox<()>| {
                        values.get(1).await;
                    };
                    let (_, monitor) = process::spawn_monitor(client);
                    let down = mailbox.down(monitor).await;
                    assert_ne!(down.reason, ExitReason::Normal);

                    let values = store::KeyValue::start_link().await.unwrap();
                    assert_eq!(values.get(1).await, None);
                };
                System::new("test").enter_with(body).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn does_all_that_its_clients_want() {
                let system = System::new("test");
                system.enter(async {
                    let (load, bar) = (load(32, 10, 3), ProgressBar::hidden());
                    let took = bench::run(Store::$kind, load, bar.clone());
                    assert!(!took.await.unwrap().is_zero());
                    assert_eq!(bar.position(), 30);
                }).await;
                system.shutdown().await;
            }
        }
    )* };
}

mod store {
    use super::*;

    keeps_the_contract!(server Server, table Table);
}

#[test]
fn keys_are_divided_and_the_rest_is_nobodys() {
    let load = load(1_000_000, 3, 10);
    assert_eq!((load.clients(), load.keys_each()), (3, 333_333));
    assert_eq!(load.operations(), 2 * 10 * 999_999);
}

#[test]
fn there_are_no_more_clients_than_keys() {
    let load = load(7, 1000, 1);
    assert_eq!((load.clients(), load.keys_each()), (7, 1));
}

/// All of them put and get their keys, and no other one's; the last value is
/// that of the last round.
#[tokio::test]
async fn clients_count_down_their_rounds() {
    let system = System::new("test");
    system
        .enter(async {
            let bar = ProgressBar::hidden();
            let took = bench::run(Store::Table, load(11, 3, 5), bar);
            took.await.unwrap();
            let table = actor_core::Table::<u32, u32>::named(table::NAME);
            let mut values = table.to_vec();
            values.sort_unstable();
            let expected: Vec<_> = (0..9).map(|key| (key, 1)).collect();
            assert_eq!(values, expected);
        })
        .await;
    system.shutdown().await;
}

#[test]
fn beam_does_the_same_where_it_is() {
    let loads = [load(100, 1, 2), load(100, 10, 2)];
    match beam::run(&loads) {
        Ok(figures) => {
            assert_eq!(figures.took.len(), 2);
            assert!(figures.took.iter().all(|took| took.ratio() > 0.0));
            assert!(figures.release.parse::<u32>().is_ok());
        }
        Err(NoFigures::NotStarted(_)) => {}
        Err(error) => panic!("{error}"),
    }
}
