//! What is answered when.

use actor_core::Task;
use todo::list::{Edit, EditError, Query};
use todo::lists::{Error, Lookup, Settings};
use todo::store::What;

use crate::world::{World, add, bob, draft, rename, request, settle};

#[tokio::test(start_paused = true)]
async fn an_edit_is_answered_once_it_is_kept() {
    World::run(Settings::default(), |world| async move {
        world.store.hold();
        let mut edit = world.begin(add("Dentist"));
        settle().await;
        assert!(edit.yield_within(std::time::Duration::ZERO).await.is_none());
        world.store.release();
        assert!(edit.or_exit().await.unwrap().began);
        assert_eq!(world.store.list(&bob()).unwrap().entries().count(), 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_read_waits_for_the_write_before_it() {
    World::run(Settings::default(), |world| async move {
        world.edit(add("Dentist")).await.unwrap();
        world.store.hold();
        let edit = world.begin(add("Shopping"));
        settle().await;
        let mut read = world.titles_later();
        settle().await;
        assert!(read.yield_within(std::time::Duration::ZERO).await.is_none());
        world.store.release();
        let titles = read.or_exit().await.unwrap();
        assert_eq!(titles, ["Dentist", "Shopping"]);
        edit.or_exit().await.unwrap();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn edits_that_wait_are_kept_together_and_in_order() {
    World::run(Settings::default(), |world| async move {
        world.store.hold();
        let first = world.begin(add("Dentist"));
        settle().await;
        let mut others = Vec::new();
        for title in ["Shopping", "Movies"] {
            others.push(world.begin(add(title)));
            settle().await;
        }
        others.push(world.begin(rename(1, "Doctor")));
        settle().await;
        let read = world.titles_later();
        world.store.release();

        first.or_exit().await.unwrap();
        let others = Task::await_many(others).or_exit().await.into_iter();
        let versions = others.map(|edited| edited.unwrap().version.number);
        assert_eq!(versions.collect::<Vec<_>>(), [2, 3, 4]);
        let titles = read.or_exit().await.unwrap();
        assert_eq!(titles, ["Doctor", "Shopping", "Movies"]);

        let [_, together] = &*world.store.commits() else { panic!() };
        assert_eq!(together.list.version.number, 4);
        let What::Changed(changes) = &together.what else { panic!() };
        let ids = changes.iter().map(|change| change.id);
        assert_eq!(ids.collect::<Vec<_>>(), [2, 3, 1]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_edit_that_is_refused_is_answered_in_its_turn() {
    World::run(Settings::default(), |world| async move {
        world.store.hold();
        let begin = world.begin(add("Dentist"));
        settle().await;
        let remove = world.begin(Edit::Remove(1));
        settle().await;
        // What it finds depends on an edit that is not on disk yet.
        let mut again = world.begin(Edit::Remove(1));
        settle().await;
        assert!(again.yield_within(std::time::Duration::ZERO).await.is_none());
        world.store.release();
        begin.or_exit().await.unwrap();
        remove.or_exit().await.unwrap();
        let refused = again.or_exit().await.unwrap_err();
        assert_eq!(refused, Error::Edit(EditError::NoEntry(1)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_list_that_ends_begins_anew_with_the_edit_behind() {
    World::run(Settings::default(), |world| async move {
        let first = world.edit(add("Dentist")).await.unwrap();
        world.store.hold();
        let rename = world.begin(rename(1, "Doctor"));
        settle().await;
        let end = world.begin(Edit::End);
        settle().await;
        let anew = world.begin(add("Shopping"));
        settle().await;
        world.store.release();

        rename.or_exit().await.unwrap();
        let end = end.or_exit().await.unwrap();
        assert_eq!(end.version.list, first.version.list);
        assert_eq!(end.version.number, 3);
        let anew = anew.or_exit().await.unwrap();
        assert!(anew.began);
        assert_ne!(anew.version.list, first.version.list);
        assert_eq!(world.titles().await.unwrap(), ["Shopping"]);
        let kept = world.store.list(&bob()).unwrap();
        assert_eq!(kept.version(), anew.version);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_edit_that_changes_nothing_is_not_written() {
    World::run(Settings::default(), |world| async move {
        let first = world.edit(add("Dentist")).await.unwrap();
        let edited = world.edit(rename(1, "Dentist")).await.unwrap();
        assert_eq!(edited.version, first.version);
        assert!(edited.changes.is_empty());
        assert_eq!(world.store.commits().len(), 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_list_that_is_read_slowly_keeps_no_other_waiting() {
    World::run(Settings::default(), |world| async move {
        world.store.hold_load(&bob());
        let stuck = world.titles_later();
        settle().await;
        // More than there are supervisors, so that all have their turn.
        for number in 0..100 {
            let name = format!("list {number}").parse().unwrap();
            let adding = request(Edit::Add(vec![draft("Pizza")]));
            world.lists.edit(&name, adding).await.unwrap();
            world.lists.find(&name, Query::all()).await.unwrap();
        }
        assert!(world.local.whereis(&bob()).is_some());
        drop(stuck);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_list_that_is_never_read_is_given_up() {
    World::run(Settings::default(), |world| async move {
        world.store.hold_load(&bob());
        assert_eq!(world.titles().await, Err(Error::Gone));
    })
    .await;
}
