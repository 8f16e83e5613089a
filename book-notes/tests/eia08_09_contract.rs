//! What all versions of the to-do system in Elixir in Action, chapters 8 and
//! 9, promise.

use std::time::Duration;

use actor_core::{ExitReason, System, gen_server};
use book_notes::eia08::folder::Folder;
use book_notes::eia08::{v1_supervised_cache, v2_todo_links};
use book_notes::eia09::{
    v3_supervised_database, v4_pool_supervision, v5_dynamic_workers,
};
use book_notes::todo_list::{Date, Entry};

const DATE: Date = Date::new(2018, 12, 19);

macro_rules! keeps_the_contract {
    ($($version:ident),*) => { $(
        mod $version {
            use super::*;
            use super::super::$version::{cache, system};

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
                }).await;
            }

            #[tokio::test(start_paused = true)]
            async fn an_entry_is_in_the_list_that_it_was_added_to() {
                let folder = Folder::new().unwrap();
                let path = folder.path().to_owned();
                System::new("test").enter(async move {
                    system::start_link(&path).await.unwrap();
                    let bob = cache::server_process("bob").await.unwrap();
                    let alice = cache::server_process("alice").await.unwrap();
                    let entry = Entry::new(DATE, "Dentist");
                    bob.add_entry(entry.clone());
                    assert_eq!(bob.entries(DATE).await, Ok(vec![(1, entry)]));
                    assert_eq!(alice.entries(DATE).await, Ok(vec![]));
                    let other = Date::new(2018, 12, 20);
                    assert_eq!(bob.entries(other).await, Ok(vec![]));
                }).await;
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

mod version {
    use super::*;

    keeps_the_contract!(
        v1_supervised_cache,
        v2_todo_links,
        v3_supervised_database,
        v4_pool_supervision,
        v5_dynamic_workers
    );
}
