//! Tables: ets.
//!
//! It is long because a scenario is short and there are many.

use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};

use actor_core::table::{
    Bag, DuplicateBag, Options, OrderedSet, Set, Transfer,
};
use actor_core::{
    Event, ExitReason, Mailbox, NoProc, ProcessRef, Table, process,
};
use tokio::sync::oneshot;

use crate::say::{self, Word, ms};
use crate::scenario::{Lines, scenarios};

scenarios! { tables:
    an_insert_replaces_what_has_the_key
    an_insert_of_a_new_key_leaves_what_is_there
    of_two_that_insert_a_new_key_one_does
    an_ordered_set_inserts_a_new_key_once
    a_bag_inserts_a_new_key_once
    a_lookup_of_nothing_finds_nothing
    a_take_takes_it_out
    a_delete_of_nothing_changes_nothing
    an_object_is_deleted_if_it_is_equal
    a_bag_keeps_equal_objects_once
    a_duplicate_bag_keeps_them_all
    an_object_of_a_bag_is_deleted_with_its_equals
    a_take_from_a_bag_takes_all
    an_ordered_set_is_walked_in_order
    an_ordered_set_ends_at_its_edges
    an_ordered_set_knows_what_is_beside_a_key_that_is_not_there
    an_empty_ordered_set_has_no_keys
    a_protected_table_is_read_by_all_and_written_by_its_owner
    a_private_table_is_read_by_its_owner
    a_public_table_is_written_by_all
    a_table_is_gone_with_its_owner
    a_table_is_gone_before_its_owner_is_down
    a_name_has_one_table
    a_name_is_free_with_the_end_of_the_owner
    a_name_is_free_when_the_table_is_deleted
    a_name_leads_to_the_table_that_has_it_now
    an_heir_is_told_and_owns_it
    an_heir_is_told_before_it_learns_of_the_end
    an_heir_remains_the_heir
    a_dead_heir_inherits_nothing
    an_owner_that_is_its_own_heir_leaves_nothing
    a_table_is_given_away
    a_table_is_not_given_to_the_dead
    a_table_is_not_given_to_its_owner
    a_table_is_not_given_away_by_another
    a_counter_counts
    a_counter_that_is_missing_is_an_error
    a_counter_begins_with_its_default
    a_counter_wraps_at_its_threshold
    objects_can_be_deleted_during_a_walk
    objects_are_deleted_by_a_filter
    objects_are_selected
    all_objects_are_deleted
    a_public_table_is_deleted_by_anybody
    a_protected_table_is_deleted_by_its_owner
}

type Words<S = Set> = Table<u32, Word, S>;

/// Says what an operation returns, or that it refuses.
fn attempt<T: Display>(operation: impl FnOnce() -> T) -> String {
    let outcome = catch_unwind(AssertUnwindSafe(operation));
    outcome.map_or("badarg".to_owned(), |value| value.to_string())
}

fn list<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<_> = items.into_iter().map(|i| i.to_string()).collect();
    format!("values: [{}]", items.join(","))
}

/// Says what another process sees.
async fn elsewhere<T: Display>(
    operation: impl FnOnce() -> T + Send + 'static,
) -> String {
    let (sender, receiver) = oneshot::channel();
    process::spawn(async move |_: Mailbox<()>| {
        sender.send(attempt(operation)).unwrap();
    });
    receiver.await.unwrap()
}

/// What an owner is told.
enum Do {
    Go,
    Keep,
}

/// Starts a process that makes a table and waits until it is told to end.
async fn owner<T: Send + 'static>(
    make: impl FnOnce() -> T + Send + 'static,
) -> (ProcessRef<Do>, T) {
    let (sender, receiver) = oneshot::channel();
    let owner = process::spawn(async move |mut mailbox: Mailbox<Do>| {
        assert!(sender.send(make()).is_ok());
        while matches!(mailbox.receive().await, Do::Keep) {}
    });
    (owner, receiver.await.unwrap())
}

async fn ended<M: Send + 'static>(
    owner: &ProcessRef<Do>,
    mailbox: &mut Mailbox<M>,
) -> String {
    let monitor = process::monitor(owner);
    owner.send(Do::Go);
    say::down(mailbox, monitor).await
}

fn is_gone(table: &Words) -> String {
    format!("gone: {}", !table.is_alive())
}

async fn an_insert_replaces_what_has_the_key(_: Mailbox<Word>) -> Lines {
    let table = Words::<Set>::new();
    table.insert(1, "one");
    table.insert(1, "other");
    vec![list(table.lookup(&1)), table.size().to_string()]
}

async fn an_insert_of_a_new_key_leaves_what_is_there(
    _: Mailbox<Word>,
) -> Lines {
    let table = Words::<Set>::new();
    vec![
        attempt(|| table.insert_new(1, "one")),
        attempt(|| table.insert_new(1, "other")),
        list(table.lookup(&1)),
    ]
}

async fn of_two_that_insert_a_new_key_one_does(_: Mailbox<Word>) -> Lines {
    let table = Words::<Set>::options().public().create();
    let one = table.clone();
    let one = elsewhere(move || one.insert_new(1, "one"));
    let other = elsewhere(move || table.insert_new(1, "one"));
    let (one, other) = tokio::join!(one, other);
    let mut won = [one, other];
    won.sort_unstable();
    vec![list(won)]
}

async fn an_ordered_set_inserts_a_new_key_once(_: Mailbox<Word>) -> Lines {
    let table = Words::<OrderedSet>::new();
    vec![
        attempt(|| table.insert_new(1, "one")),
        attempt(|| table.insert_new(1, "other")),
        list(table.lookup(&1)),
    ]
}

async fn a_bag_inserts_a_new_key_once(_: Mailbox<Word>) -> Lines {
    let table = Words::<Bag>::new();
    vec![
        attempt(|| table.insert_new(1, "one")),
        attempt(|| table.insert_new(1, "other")),
        list(table.lookup(&1)),
    ]
}

async fn a_lookup_of_nothing_finds_nothing(_: Mailbox<Word>) -> Lines {
    let table = Words::<Set>::new();
    vec![list(table.lookup(&1)), attempt(|| table.member(&1))]
}

async fn a_take_takes_it_out(_: Mailbox<Word>) -> Lines {
    let table = Words::<Set>::new();
    table.insert(1, "one");
    vec![
        list(table.take(&1)),
        list(table.take(&1)),
        attempt(|| table.member(&1)),
    ]
}

async fn a_delete_of_nothing_changes_nothing(_: Mailbox<Word>) -> Lines {
    let table = Words::<Set>::new();
    table.insert(1, "one");
    table.delete(&2);
    let first = table.size().to_string();
    table.delete(&1);
    vec![first, table.size().to_string()]
}

async fn an_object_is_deleted_if_it_is_equal(_: Mailbox<Word>) -> Lines {
    let table = Words::<Set>::new();
    table.insert(1, "one");
    table.delete_object(&1, &"other");
    let first = list(table.lookup(&1));
    table.delete_object(&1, &"one");
    vec![first, list(table.lookup(&1))]
}

const FOUR: [Word; 4] = ["one", "other", "one", "third"];

async fn a_bag_keeps_equal_objects_once(_: Mailbox<Word>) -> Lines {
    let table = Words::<Bag>::new();
    for value in FOUR {
        table.insert(1, value);
    }
    vec![list(table.lookup(&1)), table.size().to_string()]
}

async fn a_duplicate_bag_keeps_them_all(_: Mailbox<Word>) -> Lines {
    let table = Words::<DuplicateBag>::new();
    for value in FOUR {
        table.insert(1, value);
    }
    vec![list(table.lookup(&1)), table.size().to_string()]
}

async fn an_object_of_a_bag_is_deleted_with_its_equals(
    _: Mailbox<Word>,
) -> Lines {
    let table = Words::<DuplicateBag>::new();
    for value in FOUR {
        table.insert(1, value);
    }
    table.delete_object(&1, &"one");
    let first = list(table.lookup(&1));
    table.delete_object(&1, &"other");
    table.delete_object(&1, &"third");
    vec![first, attempt(|| table.member(&1))]
}

async fn a_take_from_a_bag_takes_all(_: Mailbox<Word>) -> Lines {
    let table = Words::<Bag>::new();
    table.insert(1, "one");
    table.insert(1, "other");
    table.insert(2, "two");
    vec![list(table.take(&1)), table.size().to_string()]
}

async fn an_ordered_set_is_walked_in_order(_: Mailbox<Word>) -> Lines {
    let table = Words::<OrderedSet>::new();
    for key in [3, 1, 5, 2, 4] {
        table.insert(key, "one");
    }
    vec![list(table.to_vec().into_iter().map(|(key, _)| key))]
}

fn keys(keys: impl IntoIterator<Item = Option<u32>>) -> Lines {
    let key = |key: Option<u32>| key.map_or("none".into(), |k| k.to_string());
    keys.into_iter().map(key).collect()
}

async fn an_ordered_set_ends_at_its_edges(_: Mailbox<Word>) -> Lines {
    let table = Words::<OrderedSet>::new();
    for key in [3, 1, 5] {
        table.insert(key, "one");
    }
    keys([table.first(), table.last(), table.prev(&1), table.next(&5)])
}

async fn an_ordered_set_knows_what_is_beside_a_key_that_is_not_there(
    _: Mailbox<Word>,
) -> Lines {
    let table = Words::<OrderedSet>::new();
    for key in [3, 1, 5] {
        table.insert(key, "one");
    }
    let middle = [table.next(&2), table.prev(&2)];
    let beyond =
        [table.next(&0), table.prev(&9), table.next(&9), table.prev(&0)];
    keys(middle.into_iter().chain(beyond))
}

async fn an_empty_ordered_set_has_no_keys(_: Mailbox<Word>) -> Lines {
    let table = Words::<OrderedSet>::new();
    keys([table.first(), table.last(), table.next(&1), table.prev(&1)])
}

/// Inserts, and says `true`, as Erlang does.
fn insert(table: &Words, key: u32, value: Word) -> bool {
    table.insert(key, value);
    true
}

async fn a_protected_table_is_read_by_all_and_written_by_its_owner(
    _: Mailbox<Word>,
) -> Lines {
    let table = Words::<Set>::new();
    table.insert(1, "one");
    let [read, write, delete, all] = [(); 4].map(|()| table.clone());
    vec![
        elsewhere(move || list(read.lookup(&1))).await,
        elsewhere(move || insert(&write, 1, "other")).await,
        elsewhere(move || delete.delete(&1)).await,
        elsewhere(move || {
            all.delete_all();
            true
        })
        .await,
        list(table.lookup(&1)),
    ]
}

async fn a_private_table_is_read_by_its_owner(_: Mailbox<Word>) -> Lines {
    let table = Words::<Set>::options().private().create();
    table.insert(1, "one");
    let [read, write] = [(); 2].map(|()| table.clone());
    vec![
        elsewhere(move || list(read.lookup(&1))).await,
        elsewhere(move || insert(&write, 1, "other")).await,
        list(table.lookup(&1)),
    ]
}

async fn a_public_table_is_written_by_all(_: Mailbox<Word>) -> Lines {
    let table = Words::<Set>::options().public().create();
    let write = table.clone();
    let line = elsewhere(move || write.insert_new(1, "one")).await;
    vec![line, list(table.lookup(&1))]
}

async fn a_table_is_gone_with_its_owner(mut mailbox: Mailbox<Word>) -> Lines {
    let (owner, table) = owner(Words::<Set>::new).await;
    vec![
        is_gone(&table),
        ended(&owner, &mut mailbox).await,
        is_gone(&table),
        attempt(|| list(table.lookup(&1))),
        attempt(|| insert(&table, 1, "one")),
    ]
}

async fn a_table_is_gone_before_its_owner_is_down(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let (owner, table) =
        owner(|| Words::<Set>::options().public().create()).await;
    (0..1000).for_each(|key| table.insert(key, "one"));
    let monitor = process::monitor(&owner);
    process::exit(&owner, ExitReason::Kill);
    vec![say::down(&mut mailbox, monitor).await, is_gone(&table)]
}

/// Makes a table with a name, and says the name.
fn make(options: Options<u32, Word, Set>, name: Word) -> String {
    attempt(|| {
        options.create_named(name).unwrap();
        name
    })
}

async fn a_name_has_one_table(_: Mailbox<Word>) -> Lines {
    let name = "tables_taken";
    make(Words::<Set>::options(), name);
    vec![
        make(Words::<Set>::options(), name),
        elsewhere(move || make(Words::<Set>::options(), name)).await,
    ]
}

async fn a_name_is_free_with_the_end_of_the_owner(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let name = "tables_free";
    let (owner, _) = owner(move || make(Words::<Set>::options(), name)).await;
    vec![
        make(Words::<Set>::options(), name),
        ended(&owner, &mut mailbox).await,
        make(Words::<Set>::options(), name),
    ]
}

async fn a_name_is_free_when_the_table_is_deleted(_: Mailbox<Word>) -> Lines {
    let name = "tables_deleted";
    make(Words::<Set>::options(), name);
    let table = Words::<Set>::named(name);
    table.delete_table();
    vec![
        attempt(|| list(table.lookup(&1))),
        make(Words::<Set>::options(), name),
    ]
}

async fn a_name_leads_to_the_table_that_has_it_now(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let name = "tables_passed";
    let (owner, _) =
        owner(move || make(Words::<Set>::options().public(), name)).await;
    let table = Words::<Set>::named(name);
    table.insert(1, "one");
    let first = list(table.lookup(&1));
    let ended = ended(&owner, &mut mailbox).await;
    make(Words::<Set>::options(), name);
    vec![first, ended, list(table.lookup(&1))]
}

/// What an heir is told: the data, and the table.
type Told = (Word, Transfer<u32, Word, Set>);

async fn transfer(
    mailbox: &mut Mailbox<Told>,
    owner: &ProcessRef<Do>,
) -> String {
    let told = mailbox.receive().within(ms(100)).await;
    let Some((data, transfer)) = told else { return "no transfer".into() };
    format!(
        "{data} from the owner: {}, mine: {}",
        transfer.from == owner.pid(),
        transfer.table.owner() == Some(process::id())
    )
}

fn bequest(heir: &ProcessRef<Told>) -> Words {
    Words::<Set>::options().heir(heir, |table| ("bequest", table)).create()
}

async fn an_heir_is_told_and_owns_it(mut mailbox: Mailbox<Told>) -> Lines {
    let me = mailbox.this();
    let (owner, table) = owner(move || {
        let table = bequest(&me);
        table.insert(1, "one");
        table
    })
    .await;
    vec![
        ended(&owner, &mut mailbox).await,
        transfer(&mut mailbox, &owner).await,
        attempt(|| list(table.lookup(&1))),
        attempt(|| insert(&table, 1, "other")),
    ]
}

async fn an_heir_is_told_before_it_learns_of_the_end(
    mut mailbox: Mailbox<Told>,
) -> Lines {
    let me = mailbox.this();
    let (owner, _) = owner(move || bequest(&me)).await;
    process::monitor(&owner);
    process::exit(&owner, ExitReason::Kill);
    vec![match mailbox.next().await {
        Event::Message(_) => "transfer".to_owned(),
        _ => "down".to_owned(),
    }]
}

async fn an_heir_remains_the_heir(mut mailbox: Mailbox<Told>) -> Lines {
    let me = mailbox.this();
    let (owner, table) = self::owner(move || bequest(&me)).await;
    let ended = ended(&owner, &mut mailbox).await;
    let first = transfer(&mut mailbox, &owner).await;
    let (next, ()) = self::owner(|| ()).await;
    table.give_away(&next, |_| Do::Keep).unwrap();
    process::exit(&next, ExitReason::Kill);
    vec![ended, first, transfer(&mut mailbox, &next).await]
}

async fn a_dead_heir_inherits_nothing(mut mailbox: Mailbox<Word>) -> Lines {
    let (heir, ()) = self::owner(|| ()).await;
    let first = ended(&heir, &mut mailbox).await;
    let (owner, table) = self::owner(move || {
        Words::<Set>::options().heir(&heir, |_| Do::Keep).create()
    })
    .await;
    vec![first, ended(&owner, &mut mailbox).await, is_gone(&table)]
}

async fn an_owner_that_is_its_own_heir_leaves_nothing(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let (owner, table) = owner(|| {
        let me = process::this::<Do>();
        Words::<Set>::options().heir(&me, |_| Do::Keep).create()
    })
    .await;
    vec![ended(&owner, &mut mailbox).await, is_gone(&table)]
}

async fn a_table_is_given_away(mut mailbox: Mailbox<Told>) -> Lines {
    let me = mailbox.this();
    let (owner, table) = owner(move || {
        let table = Words::<Set>::new();
        table.give_away(&me, |table| ("gift", table)).unwrap();
        table
    })
    .await;
    vec![
        transfer(&mut mailbox, &owner).await,
        ended(&owner, &mut mailbox).await,
        attempt(|| table.insert_new(1, "a")),
    ]
}

/// Says how giving a table away went.
fn given(outcome: Result<(), NoProc>) -> Word {
    outcome.map_or("badarg", |()| "true")
}

async fn a_table_is_not_given_to_the_dead(mut mailbox: Mailbox<Word>) -> Lines {
    let (dead, ()) = owner(|| ()).await;
    let first = ended(&dead, &mut mailbox).await;
    let table = Words::<Set>::new();
    vec![
        first,
        attempt(|| given(table.give_away(&dead, |_| Do::Keep))),
        attempt(|| table.insert_new(1, "one")),
    ]
}

async fn a_table_is_not_given_to_its_owner(mailbox: Mailbox<Word>) -> Lines {
    let table = Words::<Set>::new();
    let me = mailbox.this();
    vec![attempt(|| given(table.give_away(&me, |_| "gift")))]
}

async fn a_table_is_not_given_away_by_another(mailbox: Mailbox<Word>) -> Lines {
    let table = Words::<Set>::options().public().create();
    let me = mailbox.this();
    vec![elsewhere(move || given(table.give_away(&me, |_| "gift"))).await]
}

async fn a_counter_counts(_: Mailbox<Word>) -> Lines {
    let table = Table::<u32, i32>::new();
    table.insert(1, 10);
    let count = |by| attempt(|| table.update_counter(&1, by));
    [1, 5, -20, 0].into_iter().map(count).collect()
}

async fn a_counter_that_is_missing_is_an_error(_: Mailbox<Word>) -> Lines {
    let table = Table::<u32, i32>::new();
    vec![attempt(|| table.update_counter(&1, 1)), list(table.lookup(&1))]
}

async fn a_counter_begins_with_its_default(_: Mailbox<Word>) -> Lines {
    let table = Table::<u32, i32>::new();
    vec![
        attempt(|| table.update_counter_or(1, 5, 10)),
        attempt(|| table.update_counter_or(1, 5, 10)),
        list(table.lookup(&1)),
    ]
}

async fn a_counter_wraps_at_its_threshold(_: Mailbox<Word>) -> Lines {
    let table = Table::<u32, i32>::new();
    table.insert(1, 8);
    let count = |(by, at, to)| {
        attempt(|| table.update_counter_wrapping(&1, by, at, to))
    };
    let steps = [
        (1, 10, 0),
        (1, 10, 0),
        (1, 10, 0),
        (-1, 0, 10),
        (-11, 0, 10),
        (0, 5, 3),
    ];
    steps.into_iter().map(count).collect()
}

async fn objects_can_be_deleted_during_a_walk(_: Mailbox<Word>) -> Lines {
    let table = Words::<Set>::new();
    (1..=1000).for_each(|key| table.insert(key, "one"));
    let seen = table.fold(0, |seen, key, _| {
        table.delete(key);
        seen + 1
    });
    vec![seen.to_string(), table.size().to_string()]
}

async fn objects_are_deleted_by_a_filter(_: Mailbox<Word>) -> Lines {
    let table = Words::<OrderedSet>::new();
    (1..=10).for_each(|key| table.insert(key, "one"));
    let count = table.select_delete(|key, _| *key > 4);
    let left = table.to_vec().into_iter().map(|(key, _)| key);
    vec![count.to_string(), list(left)]
}

async fn objects_are_selected(_: Mailbox<Word>) -> Lines {
    let table = Words::<OrderedSet>::new();
    (1..=10).for_each(|key| table.insert(key, "one"));
    vec![list(table.select(|key, _| (*key < 4).then_some(key + 100)))]
}

async fn all_objects_are_deleted(_: Mailbox<Word>) -> Lines {
    let table = Words::<Set>::new();
    (1..=10).for_each(|key| table.insert(key, "one"));
    table.delete_all();
    vec![table.size().to_string(), is_gone(&table)]
}

async fn a_public_table_is_deleted_by_anybody(_: Mailbox<Word>) -> Lines {
    let table = Words::<Set>::options().public().create();
    let deleted = table.clone();
    let deleted = elsewhere(move || {
        deleted.delete_table();
        true
    });
    vec![deleted.await, is_gone(&table)]
}

async fn a_protected_table_is_deleted_by_its_owner(_: Mailbox<Word>) -> Lines {
    let table = Words::<Set>::new();
    let other = table.clone();
    let refused = elsewhere(move || {
        other.delete_table();
        true
    });
    let (refused, still) = (refused.await, is_gone(&table));
    table.delete_table();
    let again = attempt(|| {
        table.delete_table();
        true
    });
    vec![refused, still, is_gone(&table), again]
}
