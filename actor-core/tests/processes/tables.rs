//! Tables: what OTP has no words for, or cannot be asked: types, closures,
//! panics, drops, threads.
//!
//! It is long because a test is short and there are many.

use std::collections::HashMap;
use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use actor_core::table::{
    Bag, DuplicateBag, OrderedSet, Set, TableError, Transfer,
};
use actor_core::{
    ExitReason, Mailbox, NoProc, ProcessRef, System, Table, process,
};
use tokio::task::yield_now;

use crate::guard::{Count, Guard};

type Numbers = Table<u32, u32>;

/// Returns the text of the panic that `operation` ends with.
fn panic_of<T>(operation: impl FnOnce() -> T) -> String {
    let Err(panic) = catch_unwind(AssertUnwindSafe(operation)) else {
        panic!("it was expected to panic")
    };
    *panic.downcast().unwrap()
}

/// Panics, but without a word to the terminal.
fn oops() -> ! {
    resume_unwind(Box::new("oops"))
}

/// Starts a process that makes a table, hands it out, and waits.
async fn owner<T: Send + 'static>(
    make: impl FnOnce() -> T + Send + 'static,
) -> (ProcessRef<()>, T) {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let owner = process::spawn(async move |mut mailbox: Mailbox<()>| {
        let _ = sender.send(make());
        mailbox.receive().await;
    });
    (owner, receiver.await.unwrap())
}

#[tokio::test]
async fn every_operation_says_that_the_table_is_gone() {
    System::new("test")
        .enter(async {
            let (owner, table) = owner(|| {
                let table = Numbers::options().public();
                table.create_named("pizzas").unwrap()
            })
            .await;
            table.insert(1, 1);
            let named = Numbers::named("pizzas");
            assert_eq!(named.lookup(&1), Some(1));
            let down = owner.down();
            owner.send(());
            down.await;
            let gone = "the table pizzas is gone: \
                        its owner ended or deleted it";
            assert_eq!(panic_of(|| table.insert(1, 1)), gone);
            assert_eq!(panic_of(|| table.insert_new(1, 1)), gone);
            assert_eq!(panic_of(|| table.lookup(&1)), gone);
            assert_eq!(panic_of(|| table.lookup_with(&1, |_| ())), gone);
            assert_eq!(panic_of(|| table.member(&1)), gone);
            assert_eq!(panic_of(|| table.take(&1)), gone);
            assert_eq!(panic_of(|| table.delete(&1)), gone);
            assert_eq!(panic_of(|| table.delete_object(&1, &1)), gone);
            assert_eq!(panic_of(|| table.update(&1, |_| ())), gone);
            assert_eq!(panic_of(|| table.update_counter(&1, 1)), gone);
            assert_eq!(panic_of(|| table.update_counter_or(1, 1, 1)), gone);
            assert_eq!(panic_of(|| table.size()), gone);
            assert_eq!(panic_of(|| table.to_vec()), gone);
            assert_eq!(panic_of(|| table.select_delete(|_, _| true)), gone);
            assert_eq!(panic_of(|| table.delete_all()), gone);
            assert_eq!(panic_of(|| table.delete_table()), gone);
            assert_eq!(
                table.try_lookup(&1),
                Err(TableError::Gone("pizzas".into()))
            );
            assert_eq!(
                named.try_lookup(&1),
                Err(TableError::NotFound("pizzas".into()))
            );
            assert!(!table.is_alive());
            assert!(!named.is_alive());
            assert_eq!(table.owner(), None);
        })
        .await;
}

#[tokio::test]
async fn a_reference_by_name_finds_the_table_of_a_new_owner() {
    System::new("test")
        .enter(async {
            let named = Numbers::named("pizzas");
            assert_eq!(
                named.try_insert(1, 1),
                Err(TableError::NotFound("pizzas".into()))
            );
            for generation in 0..3 {
                let (owner, table) = owner(move || {
                    let table = Numbers::options();
                    let table = table.create_named("pizzas").unwrap();
                    table.insert(1, generation);
                    table
                })
                .await;
                assert_eq!(named.lookup(&1), Some(generation));
                assert_eq!(named.owner(), Some(owner.pid()));
                assert_eq!(
                    named.whereis().unwrap().lookup(&1),
                    table.lookup(&1)
                );
                let down = owner.down();
                process::exit(&owner, ExitReason::Kill);
                down.await;
                assert!(!named.is_alive());
            }
        })
        .await;
}

#[tokio::test]
async fn a_name_has_one_table_of_one_type() {
    System::new("test")
        .enter(async {
            let table = Numbers::options().create_named("pizzas").unwrap();
            assert_eq!(
                Table::<u32, u32, OrderedSet>::options()
                    .create_named("pizzas")
                    .unwrap_err(),
                TableError::Taken("pizzas".into())
            );
            assert_eq!(
                Table::<u32, String>::named("pizzas").try_lookup(&1),
                Err(TableError::OtherType("pizzas".into()))
            );
            assert_eq!(
                Table::<u32, u32, Bag>::named("pizzas").try_lookup(&1),
                Err(TableError::OtherType("pizzas".into()))
            );
            assert_eq!(table.name().unwrap().as_str(), "pizzas");
            table.delete_table();
            Numbers::options().create_named("pizzas").unwrap();
        })
        .await;
}

#[tokio::test]
async fn who_is_no_process_is_not_the_owner() {
    let system = System::new("test");
    let (public, protected, private) = system
        .enter(async {
            let (_, tables) = owner(|| {
                let public = Numbers::options().public();
                public.create_named("public").unwrap();
                let protected = Numbers::options().protected().create();
                (protected, Numbers::options().private().create())
            })
            .await;
            (Numbers::named("public"), tables.0, tables.1)
        })
        .await;
    public.insert(1, 2);
    assert_eq!(Numbers::named_in(&system, "public").lookup(&1), Some(2));
    assert_eq!(protected.lookup(&1), None);
    assert!(
        panic_of(|| protected.insert(1, 2))
            .contains("is protected, and this is not its owner")
    );
    assert!(
        panic_of(|| private.lookup(&1))
            .contains("is private, and this is not its owner")
    );
    system.shutdown().await;
    assert!(!public.is_alive() && !protected.is_alive());
}

#[tokio::test]
async fn objects_are_dropped_with_their_table_and_not_with_its_handles() {
    System::new("test")
        .enter(async {
            let count = Count::default();
            let guard = count.clone();
            let (owner, (set, ordered)) = owner(move || {
                let set = Table::<u32, Guard>::new();
                let ordered = Table::<u32, Guard, OrderedSet>::new();
                for key in 0..100 {
                    set.insert(key, guard.guard());
                    ordered.insert(key, guard.guard());
                }
                set.insert(0, guard.guard());
                ordered.delete(&0);
                (set, ordered)
            })
            .await;
            assert_eq!(count.gone(), 2);
            let down = owner.down();
            owner.send(());
            down.await;
            assert_eq!(count.gone(), 201);
            drop((set, ordered));
        })
        .await;
}

#[tokio::test]
async fn a_closure_may_use_the_table_that_runs_it() {
    System::new("test")
        .enter(async {
            let table = Table::<u32, u32, OrderedSet>::new();
            for key in 0..1000 {
                table.insert(key, key);
            }
            let seen = table.fold(0, |seen, key, _| {
                table.delete(key);
                if *key < 1000 {
                    table.insert(key + 1000, 0);
                }
                seen + 1
            });
            // Those that are put behind it are seen in their turn.
            assert_eq!((seen, table.size()), (2000, 0));
            table.insert(1, 10);
            let sum = table.lookup_with(&1, |ten| {
                table.insert(2, *ten);
                table.delete(&1);
                *ten + table.lookup(&2).unwrap()
            });
            assert_eq!(sum, Some(20));
            let mut calls = 0;
            table.update(&2, |value| {
                calls += 1;
                if calls == 1 {
                    table.insert(2, 20);
                }
                *value += 1;
            });
            assert_eq!((calls, table.lookup(&2)), (2, Some(21)));
            let deleted = table.select_delete(|key, _| {
                table.insert(*key, 99);
                true
            });
            assert_eq!((deleted, table.lookup(&2)), (0, Some(99)));
        })
        .await;
}

#[derive(Clone, PartialEq)]
struct Pear(u32);

/// Panics when it is compared or dropped, if it is a bad one.
struct Bad(bool, Count);

impl PartialEq for Bad {
    fn eq(&self, _: &Self) -> bool {
        oops()
    }
}

impl Clone for Bad {
    fn clone(&self) -> Self {
        oops()
    }
}

impl Drop for Bad {
    fn drop(&mut self) {
        drop(self.1.guard());
        if self.0 && !std::thread::panicking() {
            oops();
        }
    }
}

#[tokio::test]
async fn a_table_survives_what_panics_in_it() {
    System::new("test")
        .enter(async {
            let count = Count::default();
            let set = Table::<u32, Bad>::new();
            let bag = Table::<u32, Bad, Bag>::new();
            let bad = || Bad(true, count.clone());
            let good = || Bad(false, count.clone());
            let panics = |operation: &mut dyn FnMut()| {
                let outcome = catch_unwind(AssertUnwindSafe(operation));
                let text = outcome.unwrap_err();
                assert_eq!(*text.downcast_ref::<&str>().unwrap(), "oops");
            };
            set.insert(1, good());
            panics(&mut || drop(set.lookup(&1)));
            panics(&mut || set.lookup_with(&1, |_| oops()).unwrap());
            panics(&mut || set.update(&1, |_| ()).unwrap());
            panics(&mut || set.fold((), |(), _, _| oops()));
            panics(&mut || {
                assert_eq!(set.select_delete(|_, _| oops()), 0);
            });
            panics(&mut || {
                assert!(!set.delete_object(&1, &good()));
            });
            set.insert(1, bad());
            panics(&mut || set.insert(1, bad()));
            panics(&mut || assert!(!set.delete(&1)));
            assert_eq!(set.size(), 0);
            let before = count.gone();
            for key in 0..100 {
                set.insert(key, bad());
            }
            panics(&mut || set.delete_all());
            assert_eq!((set.size(), count.gone() - before), (0, 100));
            bag.insert(1, good());
            panics(&mut || bag.insert(1, good()));
            panics(&mut || {
                assert!(!bag.delete_object(&1, &good()));
            });
            assert_eq!(bag.size(), 1);
            assert_eq!(bag.select(|key, _| Some(*key)), [1]);
            bag.insert(2, good());
            assert!(bag.delete(&1) && set.insert_new(1, good()));
        })
        .await;
}

#[tokio::test]
async fn an_owner_ends_whatever_its_objects_do_when_they_are_dropped() {
    System::new("test")
        .enter(async {
            let count = Count::default();
            let bad = count.clone();
            let (owner, table) = owner(move || {
                let table = Table::<u32, Bad>::options();
                let table = table.create_named("pears").unwrap();
                for key in 0..100 {
                    table.insert(key, Bad(true, bad.clone()));
                }
                table
            })
            .await;
            let down = owner.down();
            process::exit(&owner, "boom");
            let down = down.await;
            assert_eq!(down.reason, "boom".into());
            assert_eq!(count.gone(), 100);
            assert!(!table.is_alive());
            Table::<u32, Pear>::options().create_named("pears").unwrap();
        })
        .await;
}

#[tokio::test]
async fn a_value_that_is_taken_is_not_cloned() {
    System::new("test")
        .enter(async {
            let table = Table::<u32, Bad, DuplicateBag>::new();
            let count = Count::default();
            table.insert(1, Bad(false, count.clone()));
            table.insert(1, Bad(false, count.clone()));
            assert_eq!(table.take(&1).len(), 2);
            assert_eq!((count.gone(), table.size()), (2, 0));
        })
        .await;
}

/// What an heir is told.
enum Told {
    Inherited(Transfer<u32, u32, Set>),
    Bequest(&'static str, Transfer<u32, u32, Set>),
}

#[tokio::test]
async fn an_heir_owns_the_table_when_anybody_learns_of_the_end() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Told>| {
            let me = mailbox.this();
            let (owner, table) = owner(move || {
                let table = Numbers::options().heir(&me, Told::Inherited);
                let table = table.create_named("pizzas").unwrap();
                table.insert(1, 1);
                table
            })
            .await;
            let monitor = process::monitor(&owner);
            owner.send(());
            mailbox.down(monitor).await;
            assert_eq!(table.owner(), Some(process::id()));
            let Told::Inherited(told) = mailbox.receive().await else {
                panic!("it was to be told otherwise")
            };
            assert_eq!(told.from, owner.pid());
            told.table.insert(2, 2);
            assert_eq!(Numbers::named("pizzas").size(), 2);
        })
        .await;
}

#[tokio::test]
async fn an_heir_by_name_is_whoever_has_the_name_at_the_end() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Told>| {
            let (first, table) = owner(move || {
                let heir = ProcessRef::named("heir");
                let message = |told| Told::Bequest("yours", told);
                Numbers::options().heir(&heir, message).create()
            })
            .await;
            process::register("heir").unwrap();
            first.send(());
            let Told::Bequest("yours", told) = mailbox.receive().await else {
                panic!("it was to be told otherwise")
            };
            assert_eq!(table.owner(), Some(process::id()));
            // And so does the next one who owns it.
            let (second, ()) = owner(|| ()).await;
            told.table.give_away(&second, |_| ()).unwrap();
            second.send(());
            mailbox.receive().await;
            assert_eq!(table.owner(), Some(process::id()));
        })
        .await;
}

#[tokio::test]
async fn a_table_whose_heir_is_not_there_is_gone() {
    System::new("test")
        .enter_with(async |mailbox: Mailbox<String>| {
            let nobody = ProcessRef::<Told>::named("nobody");
            let (other, ()) = owner(|| ()).await;
            let other_type = ProcessRef::<Told>::named("other_type");
            let system = System::new("another");
            let stranger = system.spawn(|_: Mailbox<Told>| pending::<()>());
            process::register("other_type").unwrap();
            let heirs = [nobody, other_type, stranger];
            for heir in heirs {
                let (owner, table) = owner(move || {
                    Numbers::options().heir(&heir, Told::Inherited).create()
                })
                .await;
                let down = owner.down();
                owner.send(());
                down.await;
                assert!(!table.is_alive());
            }
            drop((mailbox, other));
            system.shutdown().await;
        })
        .await;
}

#[tokio::test]
async fn an_heir_that_cannot_be_told_owns_the_table() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Told>| {
            let me = mailbox.this();
            let (owner, table) = owner(move || {
                Numbers::options().heir(&me, |_| oops()).create()
            })
            .await;
            let monitor = process::monitor(&owner);
            process::exit(&owner, "boom");
            let down = mailbox.down(monitor).await;
            assert_eq!(down.reason, "boom".into());
            table.insert(1, 1);
        })
        .await;
}

#[tokio::test]
async fn a_table_that_was_given_away_ends_with_its_new_owner() {
    System::new("test")
        .enter_with(async |_: Mailbox<()>| {
            let (new, ()) = owner(|| ()).await;
            let to = new.clone();
            let (old, table) = owner(move || {
                let table = Numbers::new();
                table.give_away(&to, |_| ()).unwrap();
                assert!(panic_of(|| table.insert(1, 1)).contains("protected"));
                assert!(
                    panic_of(|| table.give_away(&to, |_| ()))
                        .contains("protected")
                );
                table
            })
            .await;
            // The message that came with the table has ended the new owner.
            new.down().await;
            assert!(old.is_alive() && !table.is_alive());
            let mine = Numbers::new();
            let me = process::this::<()>();
            assert_eq!(mine.give_away(&new, |_| ()), Err(NoProc));
            assert_eq!(mine.give_away(&me, |_| ()), Err(NoProc));
            mine.insert(1, 1);
            let (next, ()) = owner(|| ()).await;
            mine.give_away(&next, drop).unwrap();
            next.down().await;
            assert!(!mine.is_alive());
        })
        .await;
}

#[tokio::test]
async fn a_counter_that_does_not_fit_stays_as_it_is() {
    System::new("test")
        .enter(async {
            let table = Table::<&str, u8>::new();
            table.insert("pizzas", 250);
            assert_eq!(table.update_counter("pizzas", 5), 255);
            assert!(
                panic_of(|| table.update_counter("pizzas", 1))
                    .contains("would overflow")
            );
            assert!(
                panic_of(|| table.update_counter("pizzas", -256))
                    .contains("would overflow")
            );
            assert_eq!(table.lookup("pizzas"), Some(255));
            let wrapped = table.update_counter_wrapping("pizzas", 1, 255, 7);
            assert_eq!(wrapped, 7);
            assert!(
                panic_of(|| table.update_counter_or("pears", 1, 255))
                    .contains("would overflow")
            );
            assert!(!table.member("pears"));
        })
        .await;
}

#[tokio::test]
async fn keys_are_found_by_what_they_borrow_as() {
    System::new("test")
        .enter(async {
            let set = Table::<String, u32>::new();
            let ordered = Table::<String, u32, OrderedSet>::new();
            let bag = Table::<String, u32, Bag>::new();
            set.insert("Pizza".to_owned(), 1);
            ordered.insert("Pizza".to_owned(), 2);
            bag.insert("Pizza".to_owned(), 3);
            assert_eq!(set.lookup("Pizza"), Some(1));
            assert_eq!(ordered.lookup("Pizza"), Some(2));
            assert_eq!(ordered.next("Pear").as_deref(), Some("Pizza"));
            assert_eq!(bag.lookup("Pizza"), [3]);
        })
        .await;
}

#[tokio::test]
async fn a_range_is_in_order_and_may_be_empty() {
    System::new("test")
        .enter(async {
            let table = Table::<u32, (), OrderedSet>::new();
            for key in [5, 1, 4, 2, 3] {
                table.insert(key, ());
            }
            let keys = |range: Vec<(u32, ())>| -> Vec<u32> {
                range.into_iter().map(|(key, ())| key).collect()
            };
            assert_eq!(keys(table.range(2..5)), [2, 3, 4]);
            assert_eq!(keys(table.range(4..)), [4, 5]);
            assert_eq!(keys(table.range(..=2)), [1, 2]);
            assert_eq!(keys(table.range::<u32>(..)), [1, 2, 3, 4, 5]);
            assert_eq!(keys(table.range(6..)), []);
            let (low, high) = (2, 4);
            assert_eq!(keys(table.range(high..low)), []);
            assert_eq!(keys(table.range(high..=low)), []);
            assert_eq!(keys(table.range(low..low)), []);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counters_and_updates_of_many_lose_nothing() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let table = Table::<&str, u64>::options().public().create();
            let ordered = Table::<&str, u64, OrderedSet>::options();
            let ordered = ordered.public().create();
            table.insert("updated", 0);
            ordered.insert("updated", 0);
            for _ in 0..4 {
                let (me, table) = (mailbox.this(), table.clone());
                let ordered = ordered.clone();
                process::spawn_link(async move |_: Mailbox<()>| {
                    for _ in 0..2000 {
                        table.update_counter_or("counted", 1, 0);
                        table.update("updated", |value| *value += 1);
                        ordered.update_counter_or("counted", 1, 0);
                        ordered.update("updated", |value| *value += 1);
                        // Somebody who looks keeps nobody from counting.
                        table.lookup("counted");
                    }
                    me.send(());
                });
            }
            for _ in 0..4 {
                mailbox.receive().await;
            }
            for key in ["counted", "updated"] {
                assert_eq!(table.lookup(key), Some(8000));
                assert_eq!(ordered.lookup(key), Some(8000));
            }
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_that_insert_a_new_key_one_does() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<usize>| {
            let set = Table::<u32, ()>::options().public().create();
            let ordered = Table::<u32, (), OrderedSet>::options();
            let ordered = ordered.public().create();
            let bag = Table::<u32, (), Bag>::options().public().create();
            for _ in 0..4 {
                let (me, set) = (mailbox.this(), set.clone());
                let (ordered, bag) = (ordered.clone(), bag.clone());
                process::spawn_link(async move |_: Mailbox<()>| {
                    let won = |key| {
                        usize::from(set.insert_new(key, ()))
                            + usize::from(ordered.insert_new(key, ()))
                            + usize::from(bag.insert_new(key, ()))
                    };
                    me.send((0..1000).map(won).sum());
                });
            }
            let mut won = 0;
            for _ in 0..4 {
                won += mailbox.receive().await;
            }
            assert_eq!(won, 3000);
            assert_eq!(set.size() + ordered.size() + bag.size(), 3000);
        })
        .await;
}

/// Walks through a table while others put objects in and take them out.
async fn walk_meanwhile<F>(
    mut mailbox: Mailbox<()>,
    change: impl Fn(u32) + Clone + Send + 'static,
    walk: F,
) where
    F: Fn() -> HashMap<u32, usize>,
{
    let done = Arc::new(AtomicBool::new(false));
    let changes = Arc::new(AtomicUsize::new(0));
    for _ in 0..2 {
        let (done, changes) = (done.clone(), changes.clone());
        let (me, change) = (mailbox.this(), change.clone());
        process::spawn_link(async move |_: Mailbox<()>| {
            let mut key = 1;
            while !done.load(Ordering::Relaxed) {
                change(key % 20_000);
                key += 7;
                changes.fetch_add(1, Ordering::Relaxed);
                if key.is_multiple_of(64) {
                    yield_now().await;
                }
            }
            me.send(());
        });
    }
    while changes.load(Ordering::Relaxed) == 0 {
        yield_now().await;
    }
    for _ in 0..20 {
        let seen = walk();
        // The even ones are there all the time.
        assert!((0..1000).all(|key| seen[&(key * 2)] == 1));
        assert!(seen.values().all(|times| *times == 1));
        yield_now().await;
    }
    done.store(true, Ordering::Relaxed);
    for _ in 0..2 {
        mailbox.receive().await;
    }
}

fn count_keys(mut seen: HashMap<u32, usize>, key: u32) -> HashMap<u32, usize> {
    *seen.entry(key).or_default() += 1;
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_walk_through_a_set_sees_what_stays_exactly_once() {
    System::new("test")
        .enter_with(async |mailbox: Mailbox<()>| {
            let table = Numbers::options().public().create();
            (0..1000).for_each(|key| table.insert(key * 2, 0));
            let changed = table.clone();
            let change = move |key: u32| {
                // The odd ones come and go; the even ones change.
                if key.is_multiple_of(2) {
                    changed.update_counter_or(key % 2000, 1, 0);
                } else if !changed.delete(&key) {
                    changed.insert(key, 0);
                }
            };
            walk_meanwhile(mailbox, change, || {
                table
                    .fold(HashMap::new(), |seen, key, _| count_keys(seen, *key))
            })
            .await;
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_walk_through_an_ordered_set_sees_what_stays_exactly_once() {
    System::new("test")
        .enter_with(async |mailbox: Mailbox<()>| {
            let table = Table::<u32, u32, OrderedSet>::options();
            let table = table.public().create();
            (0..1000).for_each(|key| table.insert(key * 2, 0));
            let changed = table.clone();
            let change = move |key: u32| {
                if key.is_multiple_of(2) {
                    changed.insert(key % 2000, 1);
                } else if !changed.delete(&key) {
                    changed.insert(key, 0);
                }
            };
            walk_meanwhile(mailbox, change, || {
                let mut last = None;
                table.fold(HashMap::new(), |seen, key, _| {
                    assert!(last < Some(*key));
                    last = Some(*key);
                    count_keys(seen, *key)
                })
            })
            .await;
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_written_after_the_end_of_the_owner() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            for _ in 0..100 {
                let count = Count::default();
                let (owner, table) =
                    owner(|| Table::<u32, Guard>::options().public().create())
                        .await;
                let writes = Arc::new(AtomicUsize::new(0));
                let (me, other) = (mailbox.this(), table.clone());
                let (guards, written) = (count.clone(), writes.clone());
                process::spawn_link(async move |_: Mailbox<()>| {
                    let mut key = 0_u32;
                    while other.try_insert(key, guards.guard()).is_ok() {
                        key += 1;
                        written.fetch_add(1, Ordering::Relaxed);
                        if key.is_multiple_of(16) {
                            yield_now().await;
                        }
                    }
                    me.send(());
                });
                while writes.load(Ordering::Relaxed) == 0 {
                    yield_now().await;
                }
                let monitor = process::monitor(&owner);
                process::exit(&owner, ExitReason::Kill);
                mailbox.down(monitor).await;
                mailbox.receive().await;
                // And the one that was refused.
                assert_eq!(count.gone(), writes.load(Ordering::Relaxed) + 1);
                assert!(!table.is_alive());
            }
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_objects_are_deleted_in_one_moment() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let table = Numbers::options().public().create();
            // Odd while the table is full, or about to be emptied.
            let phase = Arc::new(AtomicUsize::new(0));
            let (me, filled) = (mailbox.this(), table.clone());
            let full = phase.clone();
            process::spawn_link(async move |_: Mailbox<()>| {
                for _ in 0..500 {
                    (0..100).for_each(|key| filled.insert(key, key));
                    full.fetch_add(1, Ordering::SeqCst);
                    yield_now().await;
                    filled.delete_all();
                    full.fetch_add(1, Ordering::SeqCst);
                }
                me.send(());
            });
            while phase.load(Ordering::SeqCst) < 1000 {
                let before = phase.load(Ordering::SeqCst);
                let size = table.size();
                let after = phase.load(Ordering::SeqCst);
                if before % 2 == 1 && before == after {
                    assert!(size == 100 || size == 0, "{size} of 100");
                }
                yield_now().await;
            }
            mailbox.receive().await;
            assert_eq!(table.size(), 0);
        })
        .await;
}
