//! Solutions to the exercises of Elixir in Action, chapter 9.

use actor_core::supervisor::{Callback, Restart, Strategy, Supervisor};
use actor_core::{
    DynamicSupervisorRef, ExitReason, Mailbox, Pid, ProcessRef, System, process,
};
use todo::demo::folder::Folder;
use todo::demo::kill::kill;
use todo::s12_dynamic_servers::database::{self, Database};
use todo::s12_dynamic_servers::process_registry::{self, Key, registry};
use todo::s12_dynamic_servers::{cache, server, system};

fn whereis(name: &str) -> Pid {
    process::whereis(name).unwrap()
}

fn workers() -> [Option<Pid>; 3] {
    [1, 2, 3].map(|id| registry().whereis(&Key::DatabaseWorker(id)))
}

/// 1: what is registered is started again after the registry.
///
/// On one thread, so that the supervisor of all is told of the end of the
/// registry before anybody can miss it.
#[tokio::test(start_paused = true)]
async fn the_rest_is_started_again_after_the_registry() {
    let folder = Folder::new().unwrap();
    let path = folder.path().to_owned();
    System::new("test")
        .enter_with(async move |mut mailbox: Mailbox<()>| {
            let database = Database::supervisor(path).named(database::NAME);
            let system = Supervisor::new(Strategy::RestForOne)
                .child(registry())
                .child(database)
                .child(cache::child_spec());
            let system = system.start_link().await.unwrap();
            let names = [database::NAME, cache::NAME];
            let before = (names.map(whereis), workers());
            kill(&mut mailbox, whereis(process_registry::NAME)).await;
            system.count_children().await.unwrap();

            let after = (names.map(whereis), workers());
            assert_ne!(after.0[0], before.0[0]);
            assert_ne!(after.0[1], before.0[1]);
            for (before, after) in before.1.into_iter().zip(after.1) {
                assert!(after.is_some() && after != before);
            }
        })
        .await;
}

/// 2: who looks first need not ask the one process that starts them all.
async fn server_process(name: &str) -> Pid {
    let key = Key::TodoServer(name.to_owned());
    if let Some(server) = registry().whereis(&key) {
        return server;
    }
    let server = cache::server_process(name).await.unwrap();
    server.process().pid()
}

#[tokio::test(start_paused = true)]
async fn a_server_is_found_without_its_supervisor() {
    let folder = Folder::new().unwrap();
    let path = folder.path().to_owned();
    System::new("test")
        .enter(async move {
            system::start_link(&path).await.unwrap();
            let bob = server_process("bob").await;
            let cache = DynamicSupervisorRef::named(cache::NAME);
            let asked = || process::info(&cache).unwrap().messages_handled;
            let before = asked();
            assert_eq!(server_process("bob").await, bob);
            assert_eq!(asked(), before);
        })
        .await;
}

/// 3: a permanent server that crashes again and again takes all the others
/// along, because it is the cache that gives up.
#[tokio::test(start_paused = true)]
async fn permanent_servers_share_their_restarts() {
    let folder = Folder::new().unwrap();
    let path = folder.path().to_owned();
    System::new("test")
        .enter_with(async move |mut mailbox: Mailbox<()>| {
            system::start_link(&path).await.unwrap();
            let cache = DynamicSupervisorRef::named(cache::NAME);
            for name in ["alice", "bob"] {
                let server = server::child_spec(name);
                let server = server.restart(Restart::Permanent);
                cache.start_child(server).await.unwrap();
            }
            let bob = registry().via(Key::TodoServer("bob".to_owned()));
            let bob: ProcessRef<server::Message> = ProcessRef::named(bob);
            let alice = Key::TodoServer("alice".to_owned());
            let alice = registry().whereis(&alice).unwrap();

            let monitor = process::monitor(&cache);
            for _ in 1..=3 {
                kill(&mut mailbox, bob.pid()).await;
                cache.count_children().await.unwrap();
                assert!(bob.is_alive() && process::is_alive(alice));
            }
            kill(&mut mailbox, bob.pid()).await;
            let reason = mailbox.down(monitor).await.reason;
            assert_eq!(reason, ExitReason::Shutdown);
            assert!(!process::is_alive(alice));
        })
        .await;
}
