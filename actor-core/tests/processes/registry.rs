//! Registries: keys and values of any type, for as long as their processes
//! live.
//!
//! It is long because a test is short and there are many.

use std::panic::catch_unwind;

use actor_core::registry::Event as Change;
use actor_core::supervisor::{Strategy, Supervisor};
use actor_core::{
    Event, Exit, ExitReason, Mailbox, NoProc, Pid, ProcessRef, RegisterError,
    Registry, System, process,
};

fn lists() -> Registry<String, u32> {
    Registry::unique("lists")
}

fn topics() -> Registry<&'static str, u32> {
    Registry::duplicate("topics")
}

fn key(name: &str) -> String {
    name.to_owned()
}

/// Starts a process that registers itself by `enter`, and waits until it has.
async fn registered(enter: impl FnOnce() + Send + 'static) -> ProcessRef<()> {
    let (ready, is_ready) = tokio::sync::oneshot::channel();
    let child = process::spawn(async move |mut mailbox: Mailbox<()>| {
        enter();
        ready.send(()).unwrap();
        mailbox.receive().await;
    });
    is_ready.await.unwrap();
    child
}

async fn bob() -> ProcessRef<()> {
    registered(|| lists().register(key("bob"), 1).unwrap()).await
}

#[tokio::test]
async fn a_key_finds_its_process_and_its_value() {
    System::new("test")
        .enter(async {
            lists().start_link().await.unwrap();
            let bob = bob().await;
            assert_eq!(lists().whereis("bob"), Some(bob.pid()));
            assert_eq!(lists().lookup("bob"), [(bob.pid(), 1)]);
            assert_eq!(lists().keys(bob.pid()), ["bob"]);
            assert_eq!(lists().entries(), [(key("bob"), bob.pid(), 1)]);
            assert_eq!(lists().count(), 1);
            assert_eq!(lists().whereis("alice"), None);
            assert_eq!(lists().lookup("alice"), []);
            assert!(lists().keys(process::id()).is_empty());
        })
        .await;
}

#[tokio::test]
async fn a_unique_key_is_taken_once_also_by_its_own_process() {
    System::new("test")
        .enter(async {
            lists().start_link().await.unwrap();
            let me = process::id();
            lists().register(key("me"), 1).unwrap();
            let taken = Err(RegisterError::Taken(me));
            assert_eq!(lists().register(key("me"), 2), taken);
            assert_eq!(lists().lookup("me"), [(me, 1)]);
            registered(move || {
                let taken = Err(RegisterError::Taken(me));
                assert_eq!(lists().register(key("me"), 3), taken);
                // It is not tied to a registry that refused it.
                assert_eq!(process::info(process::id()).unwrap().links, []);
                assert!(!lists().unregister("me"));
            })
            .await;
            assert_eq!(lists().lookup("me"), [(me, 1)]);
            assert!(lists().unregister("me"));
            assert!(!lists().unregister("me"));
            assert_eq!(lists().count(), 0);
            lists().register(key("me"), 4).unwrap();
            assert_eq!(lists().lookup("me"), [(me, 4)]);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_that_want_a_key_one_gets_it_at_a_time() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<bool>| {
            lists().start_link().await.unwrap();
            for _ in 0..200 {
                for _ in 0..4 {
                    let me = mailbox.this();
                    process::spawn(async move |mut wait: Mailbox<()>| {
                        let won = lists().register(key("wanted"), 1).is_ok();
                        me.send(won);
                        if won {
                            wait.receive().await;
                        }
                    });
                }
                let mut winners = 0;
                for _ in 0..4 {
                    winners += u32::from(mailbox.receive().await);
                }
                assert_eq!(winners, 1);
                let winner = lists().whereis("wanted").unwrap();
                let reference = process::monitor(winner);
                process::exit(winner, ExitReason::Kill);
                mailbox.down(reference).await;
                assert_eq!(lists().whereis("wanted"), None);
                assert_eq!(lists().count(), 0);
            }
        })
        .await;
}

#[tokio::test]
async fn keys_are_free_for_whoever_learns_of_the_end() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            lists().start_link().await.unwrap();
            topics().start_link().await.unwrap();
            process::trap_exit(true);
            let ends: [ExitReason; 4] = [
                ExitReason::Kill,
                ExitReason::Shutdown,
                "crash".into(),
                ExitReason::Normal,
            ];
            for reason in ends {
                let child = registered(|| {
                    lists().register(key("a"), 1).unwrap();
                    lists().register(key("b"), 2).unwrap();
                    topics().register("pizza", 3).unwrap();
                })
                .await;
                process::link(&child).unwrap();
                if reason == ExitReason::Normal {
                    child.send(());
                } else {
                    child.exit(reason);
                }
                let Event::Exit(Exit { from, .. }) = mailbox.next().await
                else {
                    panic!("an exit is the next that comes")
                };
                assert_eq!(from, child.pid());
                assert_eq!(lists().count() + topics().count(), 0);
                assert!(lists().keys(child.pid()).is_empty());
                lists().register(key("a"), 4).unwrap();
                lists().unregister("a");
            }
        })
        .await;
}

#[tokio::test]
async fn whoever_is_registered_dies_with_the_registry() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let registry = process::spawn_monitor(async |_: Mailbox<()>| {
                lists().start_link().await.unwrap();
                std::future::pending::<()>().await;
            });
            while process::whereis("lists").is_none() {
                tokio::task::yield_now().await;
            }
            while catch_unwind(|| lists().count()).is_err() {
                tokio::task::yield_now().await;
            }
            let bob = process::monitor(bob().await);
            let gone = registered(|| {
                lists().register(key("gone"), 1).unwrap();
                lists().unregister("gone");
            })
            .await;
            process::trap_exit(true);
            lists().register(key("me"), 1).unwrap();
            let pid = process::whereis("lists").unwrap();
            process::exit(pid, ExitReason::Kill);
            assert_eq!(mailbox.down(bob).await.reason, ExitReason::Killed);
            assert_eq!(mailbox.exit(pid).await.reason, ExitReason::Killed);
            assert_eq!(
                mailbox.down(registry.1).await.reason,
                ExitReason::Killed
            );
            assert!(gone.is_alive());
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_outlives_the_registry_that_registered_it() {
    let system = System::new("test");
    system
        .enter_with(async |mut mailbox: Mailbox<()>| {
            for _ in 0..200 {
                let registry = lists().start_on(&System::current()).await;
                let registry = registry.unwrap();
                let monitors: Vec<_> = (0..8)
                    .map(|number| {
                        let child = async move |mut wait: Mailbox<()>| {
                            let key = key(&format!("{number}"));
                            if lists().register(key, 1).is_ok() {
                                wait.receive().await;
                            }
                        };
                        process::spawn_monitor(child).1
                    })
                    .collect();
                registry.exit(ExitReason::Kill);
                let down = process::monitor(&registry);
                mailbox.down(down).await;
                // Each was killed, or found that the registry does not run.
                for monitor in monitors {
                    mailbox.down(monitor).await;
                }
            }
        })
        .await;
    system.shutdown().await;
    assert_eq!(system.process_count(), 0);
}

#[tokio::test]
async fn a_registry_that_is_stopped_takes_all_with_it() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let tree = Supervisor::new(Strategy::OneForOne).child(lists());
            let supervisor = tree.start_link().await.unwrap();
            let bob = process::monitor(bob().await);
            supervisor.terminate_child("lists").await.unwrap();
            assert_eq!(mailbox.down(bob).await.reason, ExitReason::Shutdown);
        })
        .await;
}

#[tokio::test]
async fn a_registry_that_is_started_again_is_empty() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let tree = Supervisor::new(Strategy::OneForOne).child(lists());
            let supervisor = tree.start_link().await.unwrap();
            // Made before: a registry is a name.
            let lists = lists();
            let bob = bob().await;
            let down = process::monitor(&bob);
            let first = process::whereis("lists").unwrap();
            process::exit(first, ExitReason::Kill);
            mailbox.down(down).await;
            while process::whereis("lists").is_none_or(|pid| pid == first) {
                tokio::task::yield_now().await;
            }
            let counts = supervisor.count_children().await.unwrap();
            assert_eq!((counts.active, counts.supervisors), (1, 1));
            assert_eq!(lists.count(), 0);
            lists.register(key("bob"), 2).unwrap();
            assert_eq!(lists.whereis("bob"), Some(process::id()));
        })
        .await;
}

#[tokio::test]
async fn a_process_stays_linked_if_it_linked_itself() {
    System::new("test")
        .enter(async {
            let registry = lists().start_link().await.unwrap();
            let links = || process::info(process::id()).unwrap().links;
            lists().register(key("me"), 1).unwrap();
            lists().unregister("me");
            assert_eq!(links(), [registry.pid()]);
            registered(move || {
                let links = || process::info(process::id()).unwrap().links;
                lists().register(key("a"), 1).unwrap();
                lists().register(key("b"), 1).unwrap();
                lists().unregister("a");
                assert_eq!(links(), [registry.pid()]);
                lists().unregister("b");
                assert_eq!(links(), []);
                lists().register(key("c"), 1).unwrap();
                assert_eq!(links(), [registry.pid()]);
            })
            .await;
        })
        .await;
}

#[tokio::test]
async fn a_registry_that_does_not_run_is_an_error() {
    let system = System::new("test");
    let reason = system
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let unknown = RegisterError::UnknownRegistry("lists".into());
            let refusal = lists().register(key("bob"), 1);
            assert_eq!(refusal, Err(unknown.clone()));
            assert_eq!(unknown.to_string(), "unknown registry: lists");
            // One with keys of another type is another.
            Registry::<u64>::unique("lists").start_link().await.unwrap();
            let refusal = lists().register(key("bob"), 1);
            assert_eq!(refusal, Err(unknown));
            let (_, down) = process::spawn_monitor(async |_: Mailbox<()>| {
                lists().whereis("bob");
            });
            mailbox.down(down).await.reason
        })
        .await;
    let ExitReason::Panic(panic) = reason else { panic!("{reason:?}") };
    assert_eq!(panic.message, "unknown registry: lists");
}

#[tokio::test]
async fn a_registry_is_used_from_outside_by_its_system() {
    let system = System::new("test");
    let lists = lists().on(&system);
    lists.clone().start_on(&system).await.unwrap();
    let bob = system.enter(bob()).await;
    assert_eq!(lists.whereis("bob"), Some(bob.pid()));
    let outside = catch_unwind(|| super::registry::lists().count());
    assert!(outside.is_err());
    system.shutdown().await;
    assert_eq!(system.process_count(), 0);
}

#[tokio::test]
async fn a_duplicate_key_has_entries_in_order() {
    System::new("test")
        .enter(async {
            topics().start_link().await.unwrap();
            let me = process::id();
            topics().register("pizza", 1).unwrap();
            let other = registered(|| {
                topics().register("pizza", 2).unwrap();
                topics().register("pasta", 3).unwrap();
            })
            .await;
            topics().register("pizza", 4).unwrap();
            let other_pid = other.pid();
            assert_eq!(
                topics().lookup("pizza"),
                [(me, 1), (other_pid, 2), (me, 4)]
            );
            assert_eq!(topics().whereis("pizza"), Some(me));
            assert_eq!(topics().keys(me), ["pizza", "pizza"]);
            assert_eq!(topics().count(), 4);
            let mut entries = topics().entries();
            entries.sort_unstable_by_key(|(_, _, value)| *value);
            assert_eq!(entries[2], ("pasta", other_pid, 3));
            assert!(topics().unregister("pizza"));
            assert_eq!(topics().lookup("pizza"), [(other_pid, 2)]);
            assert_eq!(topics().keys(me), [""; 0]);
        })
        .await;
}

#[tokio::test]
async fn dispatch_skips_nobody() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            let prices =
                || Registry::<&str, ProcessRef<u32>>::duplicate("prices");
            prices().start_link().await.unwrap();
            prices().dispatch("pizza", |_, _| panic!("nobody is there"));
            for number in 0..100 {
                let me = mailbox.this();
                let customer =
                    process::spawn(async move |mut mailbox: Mailbox<u32>| {
                        let this = mailbox.this();
                        prices().register("pizza", this).unwrap();
                        me.send(0);
                        let price = mailbox.receive().await;
                        me.send(price + number);
                    });
                assert_eq!(mailbox.receive().await, 0, "{customer}");
            }
            let mut called = 0;
            prices().dispatch("pizza", |pid, customer| {
                assert_eq!(pid, customer.pid());
                // Whoever comes now is not called, and waits for nothing.
                prices().register("pizza", mailbox.this()).unwrap();
                customer.send(8);
                called += 1;
            });
            assert_eq!(called, 100);
            let mut answers = Vec::new();
            for _ in 0..100 {
                answers.push(mailbox.receive().await);
            }
            answers.sort_unstable();
            assert_eq!(answers, (8..108).collect::<Vec<_>>());
        })
        .await;
}

#[tokio::test]
async fn a_value_is_updated_by_whom_it_belongs_to() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            lists().start_link().await.unwrap();
            lists().register(key("me"), 1).unwrap();
            // What makes the value may use the registry.
            let updated = lists()
                .update_value("me", |value| value + lists().lookup("me")[0].1);
            assert_eq!(updated, Some((2, 1)));
            assert_eq!(lists().lookup("me"), [(process::id(), 2)]);
            assert_eq!(lists().update_value("nobody", |_| 7), None);
            registered(|| {
                assert_eq!(lists().update_value("me", |_| 7), None);
            })
            .await;
            assert_eq!(lists().lookup("me"), [(process::id(), 2)]);
            topics().start_link().await.unwrap();
            let (_, down) = process::spawn_monitor(async |_: Mailbox<()>| {
                topics().update_value("pizza", |_| 7);
            });
            let reason = mailbox.down(down).await.reason;
            assert!(matches!(reason, ExitReason::Panic(_)));
        })
        .await;
}

#[tokio::test]
async fn listeners_are_told_in_order_and_find_the_keys_free() {
    enum Message {
        Lists(Change<String, u32>),
        Topics(Change<&'static str, u32>),
    }
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Message>| {
            process::register("observer").unwrap();
            let lists_told = lists()
                .listener("observer", Message::Lists)
                .listener("nobody", |_| ());
            lists_told.start_link().await.unwrap();
            let topics_told = topics().listener("observer", Message::Topics);
            topics_told.start_link().await.unwrap();

            let child = registered(|| {
                lists().register(key("bob"), 1).unwrap();
                lists().unregister("bob");
                lists().unregister("bob");
                lists().register(key("bob"), 2).unwrap();
                assert!(lists().register(key("bob"), 3).is_err());
                topics().register("pizza", 4).unwrap();
                topics().register("pizza", 5).unwrap();
            })
            .await;
            let pid = child.pid();
            child.exit(ExitReason::Kill);
            let registry: actor_core::Name = "lists".into();
            let registered = |value| {
                let (registry, key) = (registry.clone(), key("bob"));
                Change::Registered { registry, key, pid, value }
            };
            let unregistered = || {
                let (registry, key) = (registry.clone(), key("bob"));
                Change::Unregistered { registry, key, pid }
            };
            let mut of_lists = Vec::new();
            let mut of_topics = Vec::new();
            while of_lists.len() < 4 || of_topics.len() < 3 {
                match mailbox.receive().await {
                    Message::Lists(change) => of_lists.push(change),
                    Message::Topics(change) => of_topics.push(change),
                }
                if of_lists.len() == 4 {
                    assert_eq!(lists().whereis("bob"), None);
                }
            }
            assert_eq!(
                of_lists,
                [registered(1), unregistered(), registered(2), unregistered()]
            );
            let registry: actor_core::Name = "topics".into();
            let key = "pizza";
            let registered = |value| {
                let registry = registry.clone();
                Change::Registered { registry, key, pid, value }
            };
            let registry = registry.clone();
            let gone = Change::Unregistered { registry, key, pid };
            assert_eq!(of_topics, [registered(4), registered(5), gone]);
        })
        .await;
}

#[tokio::test]
async fn what_is_in_a_registry_is_dropped_with_its_process() {
    let count = crate::guard::Count::default();
    let system = System::new("test");
    let seen = count.clone();
    system
        .enter_with(async move |mut mailbox: Mailbox<()>| {
            type Guards = Registry<u8, std::sync::Arc<crate::guard::Guard>>;
            let guards = || Guards::unique("guards");
            guards().start_link().await.unwrap();
            let value = std::sync::Arc::new(seen.guard());
            let child = registered(move || {
                guards().register(1, value).unwrap();
            })
            .await;
            assert_eq!(seen.gone(), 0);
            let down = process::monitor(&child);
            child.send(());
            mailbox.down(down).await;
            assert_eq!(seen.gone(), 1);
        })
        .await;
    system.shutdown().await;
}

#[tokio::test]
async fn a_name_that_nobody_has_is_nobody() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let nobody = lists().via_with(key("nobody"), 0);
            // It is the same whether the registry runs or not.
            for _ in 0..2 {
                let named = ProcessRef::<()>::named(nobody.clone());
                named.send(());
                assert_eq!(named.try_send(()), Err(NoProc));
                assert_eq!(named.pid(), Pid::NOBODY);
                assert!(!named.is_alive());
                assert_eq!(process::send(&nobody, ()), Err(NoProc));
                assert!(!process::is_alive(&nobody));
                let down = process::monitor(&nobody);
                let down = mailbox.down(down).await;
                assert_eq!(down.reason, ExitReason::NoProc);
                assert_eq!(down.name.unwrap().as_str(), "{lists, \"nobody\"}");
                let _ = lists().start_link().await;
            }
        })
        .await;
}
