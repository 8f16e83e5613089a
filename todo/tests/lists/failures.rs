//! What becomes of edits when the store or a server fails.

use todo::list::{Edit, EditError, Query, Version};
use todo::lists::{Error, Event, Settings};
use todo::store::{StoreError, What};

use crate::memory_store::full;
use crate::world::{World, add, bob, keyed, settle};

#[tokio::test(start_paused = true)]
async fn an_edit_that_cannot_be_kept_was_not_done() {
    World::run(Settings::default(), |world| async move {
        world.edit(add("Dentist")).await.unwrap();
        world.store.fail(full());
        let refused = world.edit(add("Shopping")).await.unwrap_err();
        assert_eq!(refused, Error::Store(full()));
        assert_eq!(world.titles().await.unwrap(), ["Dentist"]);
        let edited = world.edit(add("Movies")).await.unwrap();
        assert_eq!((edited.version.number, edited.changes[0].id), (2, 2));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_list_whose_first_entry_cannot_be_kept_has_not_begun() {
    World::run(Settings::default(), |world| async move {
        world.store.fail(StoreError::TooManyLists(10));
        let refused = world.edit(add("Dentist")).await.unwrap_err();
        assert_eq!(refused, Error::Store(StoreError::TooManyLists(10)));
        let none = world.titles().await.unwrap_err();
        assert_eq!(none, Error::Edit(EditError::NoList));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn edits_that_are_kept_together_are_lost_together() {
    World::run(Settings::default(), |world| async move {
        world.store.hold();
        world.store.pass();
        world.store.fail(full());
        let first = world.begin(add("Dentist"));
        settle().await;
        let lost = [world.begin(add("Shopping")), world.begin(add("Movies"))];
        settle().await;
        world.store.release();
        first.or_exit().await.unwrap();
        for edit in lost {
            assert_eq!(edit.or_exit().await, Err(Error::Store(full())));
        }
        assert_eq!(world.titles().await.unwrap(), ["Dentist"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn edits_behind_those_that_were_lost_are_done() {
    World::run(Settings::default(), |world| async move {
        world.store.hold();
        world.store.fail(full());
        let lost = world.begin(add("Dentist"));
        settle().await;
        let behind = world.begin(add("Shopping"));
        settle().await;
        world.store.release();
        assert_eq!(lost.or_exit().await, Err(Error::Store(full())));
        let edited = behind.or_exit().await.unwrap();
        assert!(edited.began);
        assert_eq!(world.titles().await.unwrap(), ["Shopping"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_rests_on_what_was_lost_is_not_told() {
    World::run(Settings::default(), |world| async move {
        world.store.hold();
        world.store.pass();
        world.store.fail(full());
        let first = world.begin(add("Dentist"));
        settle().await;
        let remove = world.begin(Edit::Remove(1));
        settle().await;
        let again = world.begin(Edit::Remove(1));
        settle().await;
        world.store.release();
        first.or_exit().await.unwrap();
        assert_eq!(remove.or_exit().await, Err(Error::Store(full())));
        assert_eq!(again.or_exit().await, Err(Error::Store(full())));
        assert_eq!(world.titles().await.unwrap(), ["Dentist"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn whether_an_edit_was_kept_by_a_store_that_stopped_is_not_known() {
    World::run(Settings::default(), |world| async move {
        world.edit(add("Dentist")).await.unwrap();
        world.store.fail(StoreError::Stopped);
        assert_eq!(world.edit(add("Shopping")).await, Err(Error::Gone));
        world.edit(add("Movies")).await.unwrap();
        let titles = world.titles().await.unwrap();
        assert_eq!(titles, ["Dentist", "Movies"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_list_that_cannot_be_read_is_read_at_the_next_request() {
    World::run(Settings::default(), |world| async move {
        world.edit(add("Dentist")).await.unwrap();
        world.store.fail(full());
        world.store.fail_load(StoreError::Damaged("told to be".into()));
        let refused = world.edit(add("Shopping")).await.unwrap_err();
        assert_eq!(refused, Error::Store(full()));
        assert_eq!(world.titles().await.unwrap(), ["Dentist"]);

        world.kill_bob().await;
        for _ in 0..2 {
            // At the start, and at the request.
            world.store.fail_load(StoreError::Damaged("told to be".into()));
        }
        let damaged = Error::Store(StoreError::Damaged("told to be".into()));
        assert_eq!(world.titles().await, Err(damaged));
        assert_eq!(world.titles().await.unwrap(), ["Dentist"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_killed_answers_nobody_and_the_next_one_does() {
    World::run(Settings::default(), |world| async move {
        world.edit(add("Dentist")).await.unwrap();
        world.store.hold();
        let lost = world.begin(add("Shopping"));
        settle().await;
        let read = world.titles_later();
        settle().await;
        world.kill_bob().await;
        assert_eq!(lost.or_exit().await, Err(Error::Gone));
        assert_eq!(read.or_exit().await, Err(Error::Gone));
        world.store.release();
        // The process that waited for the store ended with its server.
        assert_eq!(world.titles().await.unwrap(), ["Dentist"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_list_that_was_changed_below_its_server_is_told_as_it_is() {
    World::run(Settings::default(), |world| async move {
        let first = world.edit(add("Dentist")).await.unwrap();
        let since = Some(first.version);
        let mut events = world.lists.subscribe(&bob(), since).await.unwrap();
        // It was written, and whoever wrote it died before it could say so.
        world.store.hold();
        world.store.fail(StoreError::Stopped);
        let edit = world.begin(Edit::Remove(1));
        settle().await;
        let version = Version { number: 2, ..first.version };
        let mut written = world.store.commits().pop().unwrap();
        written.builds_on = Some(first.version);
        written.list.version = version;
        written.what = What::Changed([].into());
        world.store.write(written).unwrap();
        world.store.release();
        assert_eq!(edit.or_exit().await, Err(Error::Gone));
        assert_eq!(events.next().await, Some(Event::Reset(Some(version))));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_key_of_a_request_that_was_lost_can_be_used_again() {
    World::run(Settings::default(), |world| async move {
        world.store.fail(full());
        let request = keyed("a key", add("Dentist"));
        let lost = world.lists.edit(&bob(), request.clone()).await;
        assert_eq!(lost, Err(Error::Store(full())));
        assert!(world.lists.edit(&bob(), request).await.unwrap().began);
        let found = world.lists.find(&bob(), Query::all()).await.unwrap();
        assert_eq!(found.list.entries, 1);
    })
    .await;
}
