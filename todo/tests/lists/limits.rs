//! How much a stranger can ask for.

use std::time::Duration;

use todo::list::{Edit, EditError, Limits, ListName, Query};
use todo::lists::{Error, Settings};

use crate::world::{World, add, request, settle};

fn list(number: usize) -> ListName {
    format!("list {number}").parse().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_list_has_so_many_entries() {
    let limits = Limits { entries: 2, ..Limits::default() };
    let settings = Settings { limits, ..Settings::default() };
    World::run(settings, |world| async move {
        world.edit(add("Dentist")).await.unwrap();
        world.edit(add("Shopping")).await.unwrap();
        let refused = world.edit(add("Movies")).await.unwrap_err();
        assert_eq!(refused, Error::Edit(EditError::Full(2)));
        world.edit(Edit::Remove(1)).await.unwrap();
        world.edit(add("Movies")).await.unwrap();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn so_many_lists_are_in_use_at_a_time() {
    let expiry = Duration::from_mins(1);
    let settings = Settings { active: 3, expiry, ..Settings::default() };
    World::run(settings, move |world| async move {
        for number in 0..3 {
            let begin = request(Edit::Begin);
            world.lists.edit(&list(number), begin).await.unwrap();
        }
        let refused = world.lists.find(&list(3), Query::all()).await;
        assert_eq!(refused, Err(Error::Busy(3)));
        assert_eq!(world.lists.active(), 3);
        // Those that are in use are not affected.
        world.lists.find(&list(0), Query::all()).await.unwrap();

        tokio::time::sleep(expiry * 2).await;
        let begin = request(Edit::Begin);
        world.lists.edit(&list(3), begin).await.unwrap();
        assert_eq!(world.lists.active(), 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn lists_that_do_not_exist_use_nothing_up() {
    let settings = Settings { active: 3, ..Settings::default() };
    World::run(settings, |world| async move {
        for number in 0..100 {
            let none = world.lists.find(&list(number), Query::all()).await;
            assert_eq!(none, Err(Error::Edit(EditError::NoList)));
            settle().await;
        }
        assert_eq!(world.lists.active(), 0);
    })
    .await;
}
