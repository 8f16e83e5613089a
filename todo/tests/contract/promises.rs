//! The promises, and who makes them. It is long, because what a step promises
//! is read in one place.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use actor_core::{Mailbox, Pid, System, process};
use jiff::civil::{Date, date};
use todo::demo::kill::kill;
use todo::s01_list::Entry;

use crate::in_a_system;
use crate::step::{Keeps, Step};

const DATE: Date = date(2018, 12, 19);
const OTHER: Date = date(2018, 12, 20);

fn dentist() -> Entry {
    Entry::new(DATE, "Dentist")
}

async fn start<S: Step>(folder: &Path) -> S {
    S::start(folder).await.unwrap()
}

async fn a_new_list_is_empty<S: Step>(_: Mailbox<()>, folder: PathBuf) {
    let bob = start::<S>(&folder).await.server("bob").await;
    assert_eq!(S::entries(&bob, DATE).await, []);
}

async fn an_entry_is_in_the_list_that_it_was_added_to<S: Step>(
    _: Mailbox<()>,
    folder: PathBuf,
) {
    let system = start::<S>(&folder).await;
    let bob = system.server("bob").await;
    let alice = system.server("alice").await;
    assert_ne!(S::pid(&bob), S::pid(&alice));
    S::add_entry(&bob, dentist());
    assert_eq!(S::entries(&bob, DATE).await, [(1, dentist())]);
    assert_eq!(S::entries(&bob, OTHER).await, []);
    assert_eq!(S::entries(&alice, DATE).await, []);
}

async fn entries_are_in_the_order_in_which_they_came<S: Step>(
    _: Mailbox<()>,
    folder: PathBuf,
) {
    let bob = start::<S>(&folder).await.server("bob").await;
    for day in [DATE, OTHER].repeat(50) {
        S::add_entry(&bob, Entry::new(day, "Dentist"));
    }
    let entries = S::entries(&bob, OTHER).await;
    let numbers: Vec<_> = entries.iter().map(|(id, _)| *id).collect();
    assert_eq!(numbers, (2..=100).step_by(2).collect::<Vec<_>>());
}

async fn a_title_is_kept_as_it_is<S: Step>(_: Mailbox<()>, folder: PathBuf) {
    let bob = start::<S>(&folder).await.server("bob").await;
    let titles = ["", " ", "a\nb", "Zähne, \"und\" 🦷", "2018-12-20 Movies"];
    for title in titles {
        S::add_entry(&bob, Entry::new(DATE, title));
    }
    let entries = S::entries(&bob, DATE).await;
    let kept: Vec<_> = entries.into_iter().map(|(_, e)| e.title).collect();
    assert_eq!(kept, titles);
}

async fn two_systems_have_nothing_in_common<S: Step>(
    _: Mailbox<()>,
    folder: PathBuf,
) {
    let bob = start::<S>(&folder).await.server("bob").await;
    S::add_entry(&bob, dentist());
    in_a_system(&folder.join("other"), async |_, folder| {
        fs::create_dir(&folder).unwrap();
        let bob = start::<S>(&folder).await.server("bob").await;
        assert_eq!(S::entries(&bob, DATE).await, []);
    })
    .await;
    assert_eq!(S::entries(&bob, DATE).await, [(1, dentist())]);
}

async fn a_name_has_one_server<S: Step>(_: Mailbox<()>, folder: PathBuf) {
    let system = start::<S>(&folder).await;
    let bob = system.server("bob").await;
    let same = system.server("bob").await;
    assert_eq!(S::pid(&bob), S::pid(&same));
    S::add_entry(&bob, dentist());
    assert_eq!(S::entries(&same, DATE).await, [(1, dentist())]);
}

async fn a_hundred_who_come_at_once_get_the_same_server<S: Step>(
    _: Mailbox<()>,
    folder: PathBuf,
) {
    let todo = Arc::new(start::<S>(&folder).await);
    let gather = async move |mut mailbox: Mailbox<Pid>| {
        for _ in 1..=100 {
            let (todo, shell) = (todo.clone(), mailbox.this());
            process::spawn_link(async move |_: Mailbox<()>| {
                shell.send(S::pid(&todo.server("bob").await));
            });
        }
        let mut servers = BTreeSet::new();
        for _ in 1..=100 {
            servers.insert(mailbox.receive().await);
        }
        assert_eq!(servers.len(), 1);
    };
    System::current().enter_with(gather).await;
}

async fn names_may_be_anything<S: Step>(_: Mailbox<()>, folder: PathBuf) {
    let system = start::<S>(&folder).await;
    let names = ["", "bob's list", "Bob", "bob", "a/b", "../bob", "bob%2f;"];
    for (place, name) in names.iter().enumerate() {
        let server = system.server(name).await;
        for _ in 0..=place {
            S::add_entry(&server, dentist());
        }
    }
    for (place, name) in names.iter().enumerate() {
        let server = system.server(name).await;
        let entries = S::entries(&server, DATE).await;
        assert_eq!(entries.len(), place + 1, "{name}");
    }
}

async fn names_are_no_paths<S: Keeps>(_: Mailbox<()>, folder: PathBuf) {
    let kept = folder.join("kept");
    let system = start::<S>(&kept).await;
    let names = ["", ".", "..", "a/b", "../bob", "/bob", "bob", "Bob"];
    for name in names {
        let server = system.server(name).await;
        S::add_entry(&server, dentist());
        S::entries(&server, DATE).await;
        let stored = S::stored(name).await.expect("it was added to");
        assert_eq!(stored.entries(DATE), [(1, dentist())]);
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1);
    let files = fs::read_dir(kept).unwrap();
    assert_eq!(files.count(), names.len());
}

async fn a_list_that_was_only_read_is_not_kept<S: Keeps>(
    _: Mailbox<()>,
    folder: PathBuf,
) {
    let bob = start::<S>(&folder).await.server("bob").await;
    S::entries(&bob, DATE).await;
    assert_eq!(S::stored("bob").await, None);
    assert_eq!(fs::read_dir(folder).unwrap().count(), 0);
}

/// The first part; [`and_is_there_after_a_restart`] is the second.
async fn what_is_added_is_kept<S: Keeps>(_: Mailbox<()>, folder: PathBuf) {
    let bob = start::<S>(&folder).await.server("bob").await;
    for day in [DATE, OTHER, DATE] {
        S::add_entry(&bob, Entry::new(day, "Dentist"));
    }
    S::entries(&bob, DATE).await;
    let stored = S::stored("bob").await.expect("it was added to");
    assert_eq!(stored.entries(DATE), [(1, dentist()), (3, dentist())]);
}

async fn and_is_there_after_a_restart<S: Keeps>(
    _: Mailbox<()>,
    folder: PathBuf,
) {
    let system = start::<S>(&folder).await;
    let bob = system.server("bob").await;
    let two = [(1, dentist()), (3, dentist())];
    assert_eq!(S::entries(&bob, DATE).await, two);
    S::add_entry(&bob, dentist());
    let three = [(1, dentist()), (3, dentist()), (4, dentist())];
    assert_eq!(S::entries(&bob, DATE).await, three);
    let alice = system.server("alice").await;
    assert_eq!(S::entries(&alice, DATE).await, []);
}

async fn a_killed_cache_is_back<S: Keeps>(
    mut mailbox: Mailbox<()>,
    folder: PathBuf,
) {
    let system = start::<S>(&folder).await;
    let bob = system.server("bob").await;
    S::add_entry(&bob, dentist());
    S::entries(&bob, DATE).await;
    S::stored("bob").await;
    let cache = process::whereis("Todo.Cache").expect("there is a cache");
    kill(&mut mailbox, cache).await;
    while process::whereis("Todo.Cache").is_none_or(|now| now == cache) {
        tokio::task::yield_now().await;
    }
    let again = system.server("bob").await;
    assert_eq!(S::entries(&again, DATE).await, [(1, dentist())]);
}

async fn a_second_start_fails_and_disturbs_nobody<S: Step>(
    _: Mailbox<()>,
    folder: PathBuf,
) {
    process::trap_exit(true);
    let system = start::<S>(&folder).await;
    let bob = system.server("bob").await;
    S::add_entry(&bob, dentist());
    assert!(S::start(&folder).await.is_err());
    let same = system.server("bob").await;
    assert_eq!(S::pid(&bob), S::pid(&same));
    assert_eq!(S::entries(&bob, DATE).await, [(1, dentist())]);
}

async fn a_killed_server_has_its_list_when_it_is_asked_for<S: Keeps>(
    mut mailbox: Mailbox<()>,
    folder: PathBuf,
) {
    let system = start::<S>(&folder).await;
    let bob = system.server("bob").await;
    let alice = system.server("alice").await;
    let (bob_was, alice_was) = (S::pid(&bob), S::pid(&alice));
    S::add_entry(&bob, dentist());
    S::entries(&bob, DATE).await;
    S::stored("bob").await;
    kill(&mut mailbox, bob_was).await;
    let bob = system.server("bob").await;
    assert_ne!(S::pid(&bob), bob_was);
    assert_eq!(S::pid(&alice), alice_was);
    assert_eq!(S::entries(&bob, DATE).await, [(1, dentist())]);
}

macro_rules! promise {
    ($step:ident, $attributes:meta: $($promise:ident)*) => { $(
        #[$attributes]
        async fn $promise() {
            let folder = tempfile::tempdir().unwrap();
            let promise = super::$promise::<crate::step::$step::Todo>;
            crate::in_a_system(folder.path(), promise).await;
        }
    )* };
}

/// What whoever has servers promises.
macro_rules! servers {
    ($step:ident) => {
        promise! { $step, tokio::test(start_paused = true):
            a_new_list_is_empty
            an_entry_is_in_the_list_that_it_was_added_to
            entries_are_in_the_order_in_which_they_came
            a_title_is_kept_as_it_is
            two_systems_have_nothing_in_common
        }
    };
}

/// What whoever knows them by their names promises.
macro_rules! names {
    ($step:ident) => {
        promise! { $step, tokio::test(start_paused = true):
            a_name_has_one_server
            names_may_be_anything
        }
        promise! { $step, tokio::test(flavor = "multi_thread"):
            a_hundred_who_come_at_once_get_the_same_server
        }
    };
}

/// What whoever keeps the lists promises.
macro_rules! files {
    ($step:ident) => {
        promise! { $step, tokio::test(start_paused = true):
            names_are_no_paths
            a_list_that_was_only_read_is_not_kept
        }

        #[tokio::test(start_paused = true)]
        async fn a_list_outlives_its_system() {
            use super::{and_is_there_after_a_restart, what_is_added_is_kept};
            use crate::step::$step::Todo;

            let folder = tempfile::tempdir().unwrap();
            let before = what_is_added_is_kept::<Todo>;
            crate::in_a_system(folder.path(), before).await;
            let after = and_is_there_after_a_restart::<Todo>;
            crate::in_a_system(folder.path(), after).await;
        }
    };
}

/// What whoever has a supervisor promises.
macro_rules! supervisor {
    ($step:ident) => {
        promise! { $step, tokio::test(start_paused = true):
            a_killed_cache_is_back
            a_second_start_fails_and_disturbs_nobody
        }
    };
}

/// What whoever supervises each server promises.
macro_rules! lone_servers {
    ($step:ident) => {
        promise! { $step, tokio::test(start_paused = true):
            a_killed_server_has_its_list_when_it_is_asked_for
        }
    };
}

macro_rules! keeps_the_contract {
    ($($step:ident: $($promises:ident)*;)*) => { $(
        mod $step {
            $( $promises! { $step } )*
        }
    )* };
}

keeps_the_contract! {
    s02_server_by_hand: servers;
    s03_server_process: servers;
    s04_gen_server: servers;
    s05_cache: servers names;
    s06_database: servers names files;
    s07_database_workers: servers names files;
    s08_supervised: servers names files supervisor;
    s09_links: servers names files supervisor;
    s10_supervised_database: servers names files supervisor;
    s11_pool_supervision: servers names files supervisor;
    s12_dynamic_servers: servers names files supervisor lone_servers;
    s13_metrics: servers names files supervisor lone_servers;
    s14_agent: servers names files supervisor lone_servers;
    s15_expiry: servers names files supervisor lone_servers;
    s16_application: servers names files supervisor lone_servers;
    s17_pool: servers names files supervisor lone_servers;
    s18_web: servers names files supervisor lone_servers;
    s19_config: servers names files supervisor lone_servers;
}
