//! Servers that nobody needs stop, and come back.

use std::time::Duration;

use actor_core::Task;
use todo::list::{Edit, EditError, Query};
use todo::lists::{Error, Settings};

use crate::world::{World, add, bob, draft, keyed, request, settle, titles};

const EXPIRY: Duration = Duration::from_mins(1);

fn settings() -> Settings {
    Settings { expiry: EXPIRY, ..Settings::default() }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_nobody_needs_stops_and_comes_back() {
    World::run(settings(), |world| async move {
        world.edit(add("Dentist")).await.unwrap();
        assert_eq!(world.lists.active(), 1);
        tokio::time::sleep(Duration::from_secs(59)).await;
        assert_eq!(world.titles().await.unwrap(), ["Dentist"]);
        tokio::time::sleep(Duration::from_secs(59)).await;
        assert_eq!(world.lists.active(), 1);
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(world.lists.active(), 0);
        assert_eq!(world.titles().await.unwrap(), ["Dentist"]);
        assert_eq!(world.store.loads(), 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_server_whose_edit_is_being_written_does_not_stop() {
    World::run(settings(), |world| async move {
        world.store.hold();
        let writing = world.begin(add("Dentist"));
        tokio::time::sleep(EXPIRY * 2).await;
        assert_eq!(world.lists.active(), 1);
        // Whoever has asked has given up long ago.
        drop(writing);
        world.store.release();
        assert_eq!(world.titles().await.unwrap(), ["Dentist"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_list_that_does_not_exist_keeps_no_server() {
    World::run(settings(), |world| async move {
        let none = Error::Edit(EditError::NoList);
        assert_eq!(world.titles().await, Err(none.clone()));
        settle().await;
        assert_eq!(world.lists.active(), 0);
        assert_eq!(world.edit(Edit::RemoveDone).await, Err(none.clone()));
        let entry = world.lists.entry(&bob(), 1).await;
        assert_eq!(entry.unwrap_err(), none);
        settle().await;
        assert_eq!(world.lists.active(), 0);
        assert!(world.store.commits().is_empty());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_list_that_has_ended_keeps_no_server() {
    World::run(settings(), |world| async move {
        world.edit(add("Dentist")).await.unwrap();
        world.edit(Edit::End).await.unwrap();
        settle().await;
        assert_eq!(world.lists.active(), 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_server_whose_list_is_watched_does_not_stop() {
    World::run(settings(), |world| async move {
        world.edit(add("Dentist")).await.unwrap();
        let watching = world.lists.subscribe(&bob(), None).await.unwrap();
        tokio::time::sleep(EXPIRY * 3).await;
        assert_eq!(world.lists.active(), 1);
        drop(watching);
        tokio::time::sleep(EXPIRY * 2).await;
        assert_eq!(world.lists.active(), 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_key_is_remembered_by_the_next_server_too() {
    World::run(settings(), |world| async move {
        let request = keyed("a key", add("Dentist"));
        let first = world.lists.edit(&bob(), request.clone()).await.unwrap();
        tokio::time::sleep(EXPIRY * 2).await;
        assert_eq!(world.lists.active(), 0);
        let again = world.lists.edit(&bob(), request).await.unwrap();
        assert_eq!(again, first);
        assert_eq!(world.titles().await.unwrap(), ["Dentist"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn under_fire_no_server_expires_with_a_request_unanswered() {
    const CLIENTS: usize = 8;
    const REQUESTS: usize = 150;
    let expiry = Duration::ZERO;
    World::run(Settings { expiry, ..settings() }, |world| async move {
        let client = |client: usize, world: World| async move {
            let mut added = Vec::new();
            for number in 0..REQUESTS {
                let list = format!("list {}", number % 3).parse().unwrap();
                let title = format!("{client}.{number}");
                let adding = request(Edit::Add(vec![draft(&title)]));
                world.lists.edit(&list, adding).await.unwrap();
                let found = world.lists.find(&list, Query::all()).await;
                // What was acknowledged is there.
                assert!(titles(&found.unwrap()).contains(&title));
                added.push(title);
            }
            added
        };
        let clients = (0..CLIENTS)
            .map(|number| Task::spawn(client(number, world.clone())));
        let clients: Vec<_> = clients.collect();
        let all = Task::await_many(clients).forever().or_exit().await;
        let mut added: Vec<_> = all.into_iter().flatten().collect();

        let mut there = Vec::new();
        for number in 0..3 {
            let list = format!("list {number}").parse().unwrap();
            let found = world.lists.find(&list, Query::all()).await.unwrap();
            let ids = found.entries.iter().map(|(id, _)| *id);
            assert!(ids.eq(1..=found.list.last_id));
            there.extend(titles(&found));
        }
        added.sort_unstable();
        there.sort_unstable();
        assert_eq!(there, added);
        // Otherwise nothing has expired, and nothing was tried.
        assert!(world.store.loads() > 3);
    })
    .await;
}
