//! Solutions to the exercises of Elixir in Action, chapter 10.

use actor_core::{
    Agent, AgentRef, CallError, ExitReason, Mailbox, Pid, System, Task, process,
};
use book_notes::eia10::process_registry::{Taken, by_server, by_table};
use tokio::task::yield_now;

/// 1 and 2: the registries are in `eia10::process_registry`.
macro_rules! keeps_the_contract {
    ($($kind:ident),*) => { $(
        mod $kind {
            use super::*;
            use super::super::$kind::ProcessRegistry;

            /// Waits until the registry has noticed the end of somebody; we
            /// may know of it before.
            async fn until_it_is_free(registry: &ProcessRegistry, key: &str) {
                for _ in 0..1_000_000 {
                    if registry.whereis(key).await.is_none() {
                        return;
                    }
                    yield_now().await;
                }
                panic!("{key} is taken for ever");
            }

            #[tokio::test]
            async fn a_key_is_given_once() {
                System::new("test").enter(async {
                    let registry = ProcessRegistry::start_link().await.unwrap();
                    assert_eq!(registry.register("foo").await, Ok(()));
                    assert_eq!(registry.register("foo").await, Err(Taken));
                    let me = Some(process::id());
                    assert_eq!(registry.whereis("foo").await, me);
                    assert_eq!(registry.whereis("bar").await, None);
                }).await;
            }

            #[tokio::test]
            async fn the_key_of_a_task_is_free_when_it_has_ended() {
                System::new("test").enter(async {
                    let registry = ProcessRegistry::start_link().await.unwrap();
                    let its = registry.clone();
                    let task = Task::spawn(async move {
                        its.register("bar").await.unwrap();
                        let bar = its.whereis("bar").await;
                        assert_eq!(bar, Some(process::id()));
                    });
                    task.or_exit().await;
                    until_it_is_free(&registry, "bar").await;
                    assert_eq!(registry.register("bar").await, Ok(()));
                }).await;
            }

            #[tokio::test]
            async fn all_keys_of_a_process_are_free_however_it_ends() {
                let body = async |mut mailbox: Mailbox<Pid>| {
                    let registry = ProcessRegistry::start_link().await.unwrap();
                    for reason in [
                        ExitReason::Normal,
                        ExitReason::Shutdown,
                        ExitReason::Kill,
                        ExitReason::other("no flour"),
                    ] {
                        let its = registry.clone();
                        let me = mailbox.this();
                        let ends = async move |mut m: Mailbox<ExitReason>| {
                            its.register("foo").await.unwrap();
                            its.register("bar").await.unwrap();
                            me.send(process::id());
                            m.receive().await
                        };
                        let process = process::spawn(ends);
                        let pid = mailbox.receive().await;
                        assert_eq!(registry.whereis("bar").await, Some(pid));
                        match reason {
                            ExitReason::Kill => process::exit(pid, reason),
                            reason => process.send(reason),
                        }
                        until_it_is_free(&registry, "foo").await;
                        until_it_is_free(&registry, "bar").await;
                    }
                };
                System::new("test").enter_with(body).await;
            }

            #[tokio::test]
            async fn who_is_registered_dies_with_the_registry() {
                let body = async |mut mailbox: Mailbox<()>| {
                    let registry = ProcessRegistry::start_link().await.unwrap();
                    process::unlink(registry.pid());
                    let (its, me) = (registry.clone(), mailbox.this());
                    let registered = async move |mut m: Mailbox<()>| {
                        its.register("foo").await.unwrap();
                        me.send(());
                        m.receive().await;
                    };
                    let (_, monitor) = process::spawn_monitor(registered);
                    mailbox.receive().await;
                    process::exit(registry.pid(), ExitReason::Kill);
                    let down = mailbox.down(monitor).await;
                    assert_eq!(down.reason, ExitReason::Killed);

                    let late = async move |_: Mailbox<()>| {
                        registry.register("bar").await.unwrap();
                    };
                    let (_, monitor) = process::spawn_monitor(late);
                    let down = mailbox.down(monitor).await;
                    let no_registry =
                        [ExitReason::NoProc, CallError::NoProc.into()];
                    assert!(no_registry.contains(&down.reason));
                };
                System::new("test").enter_with(body).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn one_of_many_gets_the_key() {
                type Answer = (Pid, Result<(), Taken>);
                let body = async |mut mailbox: Mailbox<Answer>| {
                    let registry = ProcessRegistry::start_link().await.unwrap();
                    for _ in 1..=20 {
                        let mut racers = Vec::new();
                        for _ in 1..=50 {
                            let (its, me) = (registry.clone(), mailbox.this());
                            let race = async move |mut m: Mailbox<()>| {
                                let outcome = its.register("foo").await;
                                me.send((process::id(), outcome));
                                m.receive().await;
                            };
                            racers.push(process::spawn(race));
                        }
                        let mut winners = Vec::new();
                        for _ in 1..=50 {
                            let (pid, outcome) = mailbox.receive().await;
                            winners.extend(outcome.is_ok().then_some(pid));
                        }
                        assert_eq!(winners.len(), 1);
                        let holder = registry.whereis("foo").await;
                        assert_eq!(holder, Some(winners[0]));
                        for racer in racers {
                            racer.send(());
                        }
                        until_it_is_free(&registry, "foo").await;
                    }
                };
                let system = System::new("test");
                system.enter_with(body).await;
                system.shutdown().await;
            }
        }
    )* };
}

mod registry {
    use super::*;

    keeps_the_contract!(by_server, by_table);
}

/// What the caller does itself is done even if it comes to nothing.
#[tokio::test]
async fn only_the_table_links_a_process_whose_key_is_taken() {
    fn links() -> Vec<Pid> {
        process::info(process::id()).unwrap().links
    }
    System::new("test")
        .enter(async {
            let registry = by_server::ProcessRegistry::start_link().await;
            let registry = registry.unwrap();
            registry.register("foo").await.unwrap();
            let task = Task::spawn(async move {
                assert_eq!(registry.register("foo").await, Err(Taken));
                assert!(!links().contains(&registry.pid()));
                process::unlink(registry.pid());
            });
            task.or_exit().await;
        })
        .await;
    System::new("test")
        .enter(async {
            let registry = by_table::ProcessRegistry::start_link().await;
            let registry = registry.unwrap();
            registry.register("foo").await.unwrap();
            let task = Task::spawn(async move {
                assert_eq!(registry.register("foo").await, Err(Taken));
                assert!(links().contains(&registry.pid()));
            });
            task.or_exit().await;
        })
        .await;
}

/// 3: an agent that is asked how often it was asked.
#[tokio::test(start_paused = true)]
async fn an_agent_counts_how_often_it_is_asked() {
    async fn next(counter: &AgentRef<u64>) -> u64 {
        let count = |count: &mut u64| {
            *count += 1;
            *count
        };
        counter.get_and_update(count).or_exit().await
    }
    System::new("test")
        .enter(async {
            let counter = Agent::start_link(|| 0).await.unwrap();
            assert_eq!(next(&counter).await, 1);
            assert_eq!(next(&counter).await, 2);
        })
        .await;
}
