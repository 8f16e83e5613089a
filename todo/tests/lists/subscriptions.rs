//! Being told of what happens.

use todo::list::{Edit, Edited, Version};
use todo::lists::{Error, Event, ListsEvent, Settings};

use crate::memory_store::full;
use crate::world::{World, add, bob, draft, keyed, rename, settle};

fn changed(edited: &Edited) -> Event {
    let Edited { version, changes, .. } = edited.clone();
    Event::Changed { version, changes }
}

#[tokio::test(start_paused = true)]
async fn a_subscriber_is_told_of_all_that_happens_to_a_list() {
    World::run(Settings::default(), |world| async move {
        let mut events = world.lists.subscribe(&bob(), None).await.unwrap();
        assert_eq!(events.next().await, Some(Event::Reset(None)));
        for edit in [add("Dentist"), rename(1, "Doctor"), Edit::Remove(1)] {
            let edited = world.edit(edit).await.unwrap();
            assert_eq!(events.next().await, Some(changed(&edited)));
        }
        world.edit(Edit::End).await.unwrap();
        assert_eq!(events.next().await, Some(Event::Ended));
        let anew = world.edit(Edit::Begin).await.unwrap();
        assert_eq!(events.next().await, Some(changed(&anew)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_subscriber_is_told_of_nothing_that_could_be_lost() {
    World::run(Settings::default(), |world| async move {
        let first = world.edit(add("Dentist")).await.unwrap();
        let since = Some(first.version);
        let mut events = world.lists.subscribe(&bob(), since).await.unwrap();
        world.store.fail(full());
        world.edit(add("Shopping")).await.unwrap_err();
        let edited = world.edit(add("Movies")).await.unwrap();
        assert_eq!(events.next().await, Some(changed(&edited)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_changes_nothing_is_no_event() {
    World::run(Settings::default(), |world| async move {
        let first = world.edit(add("Dentist")).await.unwrap();
        let since = Some(first.version);
        let mut events = world.lists.subscribe(&bob(), since).await.unwrap();
        let request = keyed("a key", Edit::RemoveDone);
        world.lists.edit(&bob(), request).await.unwrap();
        world.edit(rename(1, "Dentist")).await.unwrap();
        let edited = world.edit(add("Movies")).await.unwrap();
        assert_eq!(events.next().await, Some(changed(&edited)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_was_away_is_told_of_all_that_was_missed() {
    World::run(Settings::default(), |world| async move {
        let first = world.edit(add("Dentist")).await.unwrap();
        world.edit(add("Shopping")).await.unwrap();
        world.edit(rename(1, "Doctor")).await.unwrap();
        let last = world.edit(Edit::Remove(2)).await.unwrap();
        let since = Some(first.version);
        let mut events = world.lists.subscribe(&bob(), since).await.unwrap();
        let Some(Event::Changed { version, changes }) = events.next().await
        else {
            panic!()
        };
        assert_eq!(version, last.version);
        let [doctor, removed] = &*changes else { panic!("{changes:?}") };
        let entry = doctor.entry.as_ref().unwrap();
        assert_eq!((doctor.id, &*entry.title), (1, "Doctor"));
        assert_eq!((removed.id, &removed.entry), (2, &None));

        let edited = world.edit(add("Movies")).await.unwrap();
        assert_eq!(events.next().await, Some(changed(&edited)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_was_away_for_long_must_read_the_list() {
    let settings = Settings { history: 3, ..Settings::default() };
    World::run(settings, |world| async move {
        let mut versions = Vec::new();
        for number in 0..6 {
            let edited = world.edit(add(&number.to_string())).await.unwrap();
            versions.push(edited.version);
        }
        let last = versions[5];
        for (since, missed) in
            [(0, None), (1, None), (2, Some(3)), (4, Some(1))]
        {
            let since = Some(versions[since]);
            let events = world.lists.subscribe(&bob(), since).await;
            let event = events.unwrap().next().await.unwrap();
            match (event, missed) {
                (Event::Reset(version), None) => {
                    assert_eq!(version, Some(last));
                }
                (Event::Changed { version, changes }, Some(missed)) => {
                    assert_eq!((version, changes.len()), (last, missed));
                }
                (event, _) => panic!("{since:?}: {event:?}"),
            }
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_edit_of_more_than_the_history_is_no_part_of_it() {
    let settings = Settings { history: 3, ..Settings::default() };
    World::run(settings, |world| async move {
        let first = world.edit(Edit::Begin).await.unwrap();
        let many = vec![draft("Pizza"); 10];
        let second = world.edit(Edit::Add(many)).await.unwrap();
        let since = |edited: &Edited| Some(edited.version);
        let lists = &world.lists;
        let mut events = lists.subscribe(&bob(), since(&first)).await.unwrap();
        let reset = Event::Reset(since(&second));
        assert_eq!(events.next().await, Some(reset));

        let third = world.edit(add("Dentist")).await.unwrap();
        let mut events = lists.subscribe(&bob(), since(&second)).await.unwrap();
        assert_eq!(events.next().await, Some(changed(&third)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_state_that_the_list_never_had_is_not_known() {
    World::run(Settings::default(), |world| async move {
        let now = world.edit(add("Dentist")).await.unwrap().version;
        let other = Version { list: now.list ^ 1, ..now };
        let later = Version { number: now.number + 1, ..now };
        for since in [other, later] {
            let events = world.lists.subscribe(&bob(), Some(since)).await;
            let event = events.unwrap().next().await;
            assert_eq!(event, Some(Event::Reset(Some(now))));
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_knows_a_list_that_has_ended_is_told_so() {
    World::run(Settings::default(), |world| async move {
        let first = world.edit(add("Dentist")).await.unwrap();
        world.edit(Edit::End).await.unwrap();
        let since = Some(first.version);
        let mut events = world.lists.subscribe(&bob(), since).await.unwrap();
        assert_eq!(events.next().await, Some(Event::Reset(None)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_does_not_keep_up_is_cut_off_and_others_are_not() {
    World::run(Settings::default(), |world| async move {
        let first = world.edit(add("Dentist")).await.unwrap();
        let since = Some(first.version);
        let mut slow = world.lists.subscribe(&bob(), since).await.unwrap();
        let mut quick = world.lists.subscribe(&bob(), since).await.unwrap();
        let mut last = first;
        for number in 0..1000 {
            last = world.edit(rename(1, &number.to_string())).await.unwrap();
            assert_eq!(quick.next().await, Some(changed(&last)));
        }
        let mut told = 0;
        while let Some(event) = slow.next().await {
            assert_ne!(event, changed(&last));
            told += 1;
        }
        assert!(told > 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn so_many_may_be_told_of_one_list() {
    let settings = Settings { subscribers: 2, ..Settings::default() };
    World::run(settings, |world| async move {
        let bob = bob();
        let subscribe = || world.lists.subscribe(&bob, None);
        let first = subscribe().await.unwrap();
        let _second = subscribe().await.unwrap();
        assert_eq!(subscribe().await.unwrap_err(), Error::Crowded(2));
        drop(first);
        subscribe().await.unwrap();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn which_lists_begin_and_end_is_told() {
    World::run(Settings::default(), |world| async move {
        let mut events = world.lists.subscribe_to_lists();
        world.store.fail(full());
        world.edit(Edit::Begin).await.unwrap_err();
        world.edit(add("Dentist")).await.unwrap();
        world.edit(Edit::Begin).await.unwrap();
        world.edit(Edit::End).await.unwrap();
        assert_eq!(events.next().await, Some(ListsEvent::Began(bob())));
        assert_eq!(events.next().await, Some(ListsEvent::Ended(bob())));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_does_not_keep_up_with_the_lists_is_cut_off() {
    World::run(Settings::default(), |world| async move {
        let mut events = world.lists.subscribe_to_lists();
        for _ in 0..600 {
            world.edit(Edit::Begin).await.unwrap();
            world.edit(Edit::End).await.unwrap();
        }
        settle().await;
        assert_eq!(events.next().await, None);
    })
    .await;
}
