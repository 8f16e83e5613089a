//! Requests with a key, and with conditions.

use actor_core::Task;
use todo::list::{
    Edit, EditError, Expected, Limits, Request, RequestKey, Version,
};
use todo::lists::{Error, Settings};

use crate::world::{World, add, bob, keyed, rename, request, settle};

#[tokio::test(start_paused = true)]
async fn a_request_with_a_key_is_done_once() {
    World::run(Settings::default(), |world| async move {
        let request = keyed("a key", add("Dentist"));
        let first = world.lists.edit(&bob(), request.clone()).await.unwrap();
        world.edit(add("Shopping")).await.unwrap();
        let again = world.lists.edit(&bob(), request).await.unwrap();
        assert_eq!(again, first);
        let titles = world.titles().await.unwrap();
        assert_eq!(titles, ["Dentist", "Shopping"]);
        assert_eq!(world.store.commits().len(), 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn requests_with_the_same_key_at_the_same_time_are_done_once() {
    World::run(Settings::default(), |world| async move {
        world.edit(Edit::Begin).await.unwrap();
        world.store.hold();
        let ask = || {
            let world = world.clone();
            Task::spawn(async move {
                let request = keyed("a key", add("Dentist"));
                world.lists.edit(&bob(), request).await
            })
        };
        let first = ask();
        settle().await;
        // Both while the first is being written.
        let others = vec![ask(), ask()];
        settle().await;
        world.store.release();
        let first = first.or_exit().await.unwrap();
        for again in Task::await_many(others).or_exit().await {
            assert_eq!(again.unwrap(), first);
        }
        assert_eq!(world.titles().await.unwrap(), ["Dentist"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_key_is_for_one_request() {
    World::run(Settings::default(), |world| async move {
        let first = keyed("a key", add("Dentist"));
        world.lists.edit(&bob(), first.clone()).await.unwrap();
        let key = RequestKey { key: "a key".into(), fingerprint: 2 };
        let other = Request { key: Some(key), ..first };
        let refused = world.lists.edit(&bob(), other).await.unwrap_err();
        assert_eq!(refused, Error::Edit(EditError::KeyReused));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn keys_that_are_forgotten_are_forgotten_by_the_store_too() {
    let limits = Limits { receipts: 2, ..Limits::default() };
    let settings = Settings { limits, ..Settings::default() };
    World::run(settings, |world| async move {
        world.edit(Edit::Begin).await.unwrap();
        world.store.hold();
        // The first is written by itself, the others together; among them is
        // one that is forgotten again, and the first anew.
        let mut requests = Vec::new();
        for key in ["1", "2", "3", "4", "1"] {
            let world = world.clone();
            requests.push(Task::spawn(async move {
                world.lists.edit(&bob(), keyed(key, add(key))).await
            }));
            settle().await;
        }
        world.store.release();
        for edited in Task::await_many(requests).or_exit().await {
            edited.unwrap();
        }
        let kept = world.store.list(&bob()).unwrap();
        let keys = kept.receipts().map(|receipt| &*receipt.key);
        assert_eq!(keys.collect::<Vec<_>>(), ["4", "1"]);
        assert_eq!(world.titles().await.unwrap(), ["1", "2", "3", "4", "1"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn of_two_who_expect_the_same_state_one_is_refused() {
    World::run(Settings::default(), |world| async move {
        let first = world.edit(add("Dentist")).await.unwrap();
        let expected = Some(Expected::Entry(first.version));
        let ask = |title: &str| {
            let (world, edit) = (world.clone(), rename(1, title));
            let request = Request { expected, ..request(edit) };
            Task::spawn(async move { world.lists.edit(&bob(), request).await })
        };
        world.store.hold();
        let (one, two) = (ask("Doctor"), ask("Surgeon"));
        settle().await;
        world.store.release();
        one.or_exit().await.unwrap();
        let current = Version { number: 2, ..first.version };
        let refused = Error::Edit(EditError::Changed { current });
        assert_eq!(two.or_exit().await, Err(refused));
        assert_eq!(world.titles().await.unwrap(), ["Doctor"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_entry_is_read_with_the_state_of_its_list() {
    World::run(Settings::default(), |world| async move {
        world.edit(add("Dentist")).await.unwrap();
        let last = world.edit(add("Shopping")).await.unwrap();
        let (version, entry) = world.lists.entry(&bob(), 1).await.unwrap();
        assert_eq!(version, last.version);
        assert_eq!((&*entry.title, entry.version), ("Dentist", 1));
        let none = world.lists.entry(&bob(), 3).await.unwrap_err();
        assert_eq!(none, Error::Edit(EditError::NoEntry(3)));
    })
    .await;
}
