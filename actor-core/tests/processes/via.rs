//! Servers whose names are kept elsewhere than in the system.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actor_core::gen_server::{Init, Next, StartError};
use actor_core::supervisor::{Strategy, Supervisor};
use actor_core::{
    CallError, ExitReason, GenServer, Mailbox, Pid, ProcessRef, RegisterError,
    Registry, Reply, ServerName, System, Via, process,
};

fn workers() -> Registry<(&'static str, u8)> {
    Registry::unique("workers")
}

const FIRST: (&str, u8) = ("DatabaseWorker", 1);

enum Message {
    Whoami(Reply<Pid>),
    Crash,
    Tick(ProcessRef<&'static str>),
}

/// A server that fails in `init` if it is told to.
struct Worker;

impl GenServer for Worker {
    type Args = &'static str;
    type Message = Message;

    async fn init(what: &'static str) -> Init<Self> {
        // It has its name already.
        assert_eq!(workers().whereis(&FIRST), Some(process::id()));
        match what {
            "work" => Init::ok(Worker),
            reason => Init::error(reason),
        }
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Whoami(reply) => reply.send(process::id()),
            Message::Crash => return Next::stop("crash"),
            Message::Tick(to) => to.send("tick"),
        }
        Next::Continue
    }
}

#[tokio::test]
async fn a_server_is_started_and_reached_by_a_key() {
    let system = System::new("test");
    system
        .enter(async {
            workers().start_link().await.unwrap();
            let name = || workers().via(FIRST);
            let worker = Worker::starter("work").named(name());
            let worker = worker.start_link().await.unwrap();
            let named = ProcessRef::named(name());
            assert_eq!(named.pid(), worker.pid());
            assert_eq!(named.to_string(), "{workers, (\"DatabaseWorker\", 1)}");
            assert_eq!(named.call(Message::Whoami).await, Ok(worker.pid()));
            assert!(process::is_alive(name()));
            let info = process::info(name()).unwrap();
            assert_eq!(info.pid, worker.pid());
            assert_eq!(info.label.unwrap().as_str(), named.to_string());

            let second = Worker::starter("work").named(name());
            let error = second.start_link().await.unwrap_err();
            assert_eq!(error, StartError::AlreadyStarted(worker.pid()));
            assert_eq!(workers().keys(worker.pid()), [FIRST]);
        })
        .await;
    system.shutdown().await;
    assert_eq!(system.process_count(), 0);
}

#[tokio::test]
async fn a_start_that_fails_leaves_the_key_free() {
    let system = System::new("test");
    workers().start_on(&system).await.unwrap();
    let name = || workers().via(FIRST);
    let fails = Worker::starter("no flour").named(name());
    let error = fails.start_on(&system).await.unwrap_err();
    assert_eq!(error, StartError::Init("no flour".into()));
    assert_eq!(workers().on(&system).count(), 0);
    let worker = Worker::starter("work").named(name()).start_on(&system).await;
    let named: ProcessRef<Message> = system.named(name());
    assert_eq!(named.pid(), worker.unwrap().pid());
}

#[tokio::test]
async fn no_server_starts_under_a_key_of_an_unknown_registry() {
    let system = System::new("test");
    let worker = Worker::starter("work").named(workers().via(FIRST));
    let error = worker.start_on(&system).await.unwrap_err();
    assert_eq!(error.to_string(), "init failed: unknown registry: workers");
    assert_eq!(system.process_count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_that_start_under_a_key_one_does() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<_>| {
            workers().start_link().await.unwrap();
            for _ in 0..200 {
                for _ in 0..2 {
                    let me = mailbox.this();
                    process::spawn(async move |_: Mailbox<()>| {
                        let name = workers().via(FIRST);
                        let worker = Worker::starter("work").named(name);
                        me.send(worker.start().await);
                    });
                }
                let outcomes =
                    [mailbox.receive().await, mailbox.receive().await];
                let (winner, loser) = match outcomes {
                    [Ok(winner), loser] | [loser, Ok(winner)] => {
                        (winner, loser)
                    }
                    outcomes => panic!("{outcomes:?}"),
                };
                let taken = StartError::AlreadyStarted(winner.pid());
                assert_eq!(loser.unwrap_err(), taken);
                let down = process::monitor(&winner);
                winner.exit(ExitReason::Kill);
                mailbox.down(down).await;
                assert_eq!(workers().count(), 0);
            }
        })
        .await;
}

#[tokio::test]
async fn a_key_leads_to_the_server_that_was_started_again() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let name = || workers().via(FIRST);
            let tree = Supervisor::new(Strategy::OneForOne)
                .child(workers())
                .child(Worker::starter("work").named(name()));
            let supervisor = tree.start_link().await.unwrap();
            let worker = ProcessRef::named(name());
            let first = worker.pid();
            let down = process::monitor(name());
            worker.cast(Message::Crash);
            let down = mailbox.down(down).await;
            assert_eq!(down.pid, first);
            assert_eq!(down.reason, "crash".into());
            let text = "{workers, (\"DatabaseWorker\", 1)}";
            assert_eq!(down.name.unwrap().as_str(), text);
            while !worker.is_alive() {
                tokio::task::yield_now().await;
            }
            let second = worker.call(Message::Whoami).await.unwrap();
            assert_ne!(second, first);
            let children = supervisor.which_children().await.unwrap();
            assert_eq!(children[1].pid(), Some(second));
            assert_eq!(children[1].id.as_str(), text);
            process::exit(name(), ExitReason::Kill);
            assert_eq!(worker.down().await.name.unwrap().as_str(), text);
        })
        .await;
}

#[tokio::test]
async fn a_supervisor_is_known_by_a_key() {
    System::new("test")
        .enter(async {
            workers().start_link().await.unwrap();
            let name = workers().via(("Supervisor", 0));
            let tree = Supervisor::new(Strategy::OneForOne).named(name);
            let supervisor = tree.start_link().await.unwrap();
            let name = workers().via(("Supervisor", 0));
            let named =
                ProcessRef::<actor_core::supervisor::Message>::named(name);
            assert_eq!(named.pid(), supervisor.pid());
            assert_eq!(named.count_children().await.unwrap().specs, 0);
        })
        .await;
}

#[tokio::test]
async fn a_call_by_a_key_that_nobody_has_is_noproc() {
    System::new("test")
        .enter(async {
            let nobody = ProcessRef::named(workers().via(FIRST));
            let answer = nobody.call(Message::Whoami).await;
            assert_eq!(answer, Err(CallError::NoProc));
            workers().start_link().await.unwrap();
            let answer = nobody.call(Message::Whoami).await;
            assert_eq!(answer, Err(CallError::NoProc));
            nobody.cast(Message::Crash);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_timer_finds_whoever_has_the_key_when_it_is_due() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<&str>| {
            workers().start_link().await.unwrap();
            let name = || workers().via(FIRST);
            let tick = Message::Tick(mailbox.this());
            let later = Duration::from_secs(1);
            process::send_after(&ProcessRef::named(name()), tick, later);
            let worker = Worker::starter("work").named(name());
            worker.start_link().await.unwrap();
            assert_eq!(mailbox.receive().await, "tick");
        })
        .await;
}

/// A name is behind a pointer, so that those who need none do not pay for it.
#[test]
fn a_reference_takes_two_words() {
    let words = size_of::<ProcessRef<Message>>() / size_of::<usize>();
    assert_eq!(words, 2);
}

#[test]
#[should_panic = "a name is a key of a registry with unique keys"]
fn keys_that_are_not_unique_name_nobody() {
    drop(Registry::<u8>::duplicate("topics").via(1));
}

/// A name that only one process can have, kept by the test itself.
#[derive(Clone, Default)]
struct Crown(Arc<Mutex<Option<Pid>>>);

impl Via for Crown {
    fn register(&self, _: &System, pid: Pid) -> Result<(), RegisterError> {
        match *self.0.lock().unwrap() {
            Some(king) => Err(RegisterError::Taken(king)),
            ref mut free => {
                *free = Some(pid);
                Ok(())
            }
        }
    }

    fn unregister(&self, _: &System, pid: Pid) {
        self.0.lock().unwrap().take_if(|king| *king == pid);
    }

    fn whereis(&self, _: &System) -> Option<Pid> {
        *self.0.lock().unwrap()
    }
}

impl fmt::Display for Crown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the crown")
    }
}

/// A server without opinions.
struct King;

impl GenServer for King {
    type Args = ();
    type Message = ();

    async fn init((): ()) -> Init<Self> {
        Init::ok(King)
    }

    async fn handle(&mut self, (): ()) -> Next {
        Next::Continue
    }
}

#[tokio::test]
async fn a_name_may_be_kept_by_anybody() {
    let system = System::new("test");
    let crown = Crown::default();
    let name = crown.clone();
    system
        .enter_with(async move |mut mailbox: Mailbox<()>| {
            let first = King::starter(()).named(name.clone());
            let first = first.start().await.unwrap();
            let second = King::starter(()).named(name.clone()).start().await;
            let taken = StartError::AlreadyStarted(first.pid());
            assert_eq!(second.unwrap_err(), taken);
            let name = ServerName::from(name);
            let down = process::monitor(&name);
            process::exit(&name, ExitReason::Kill);
            let down = mailbox.down(down).await;
            assert_eq!(down.reason, ExitReason::Killed);
            assert_eq!(down.name.unwrap().as_str(), "the crown");
            assert_eq!(crown.whereis(&System::current()), None);
            let third = King::starter(()).named(name).start().await.unwrap();
            assert_eq!(crown.whereis(&System::current()), Some(third.pid()));
        })
        .await;
    system.shutdown().await;
    assert_eq!(system.process_count(), 0);
}
