//! Solutions to the exercises of Elixir in Action, chapter 8.

use std::path::PathBuf;
use std::time::Duration;

use actor_core::gen_server::Init;
use actor_core::supervisor::{Callback, Strategy, Supervisor};
use actor_core::{ExitReason, GenServer, Mailbox, Pid, System, process};
use todo::demo::folder::Folder;
use todo::demo::kill::{kill, process_count};
use todo::s08_supervised;
use todo::s09_links::cache::{self, Cache};
use tokio::sync::oneshot;

fn the_cache() -> Pid {
    process::whereis(cache::NAME).unwrap()
}

/// 1: `try` and `catch` for all that can go wrong: a process goes wrong, and
/// its monitor says how.
async fn try_catch<M, T, F>(
    mailbox: &mut Mailbox<M>,
    body: F,
) -> Result<T, ExitReason>
where
    M: Send + 'static,
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    let body = async move |_: Mailbox<()>| drop(sender.send(body.await));
    let (_, monitor) = process::spawn_monitor(body);
    let down = mailbox.down(monitor).await;
    receiver.await.map_err(|_| down.reason)
}

#[tokio::test(start_paused = true)]
async fn a_process_catches_errors_and_exits() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let value = try_catch(&mut mailbox, async { 6 * 7 }).await;
            assert_eq!(value, Ok(42));

            let exit = async { process::exit_self("I'm done") };
            let exit: Result<(), _> = try_catch(&mut mailbox, exit).await;
            assert_eq!(exit, Err("I'm done".into()));

            let error = async { panic!("Something went wrong") };
            let error: Result<(), _> = try_catch(&mut mailbox, error).await;
            let error = error.unwrap_err().to_string();
            assert!(error.starts_with("panic: Something went wrong"));
        })
        .await;
}

/// 2: eight, and one more for each server that nobody knows any more.
#[tokio::test(start_paused = true)]
async fn three_kills_leave_three_servers_behind() {
    let folder = Folder::new().unwrap();
    let path = folder.path().to_owned();
    System::new("test")
        .enter_with(async move |mut mailbox: Mailbox<()>| {
            use s08_supervised::{cache, system};
            let system = system::start_link(&path).await.unwrap();
            cache::server_process("bob").await.unwrap();
            assert_eq!(process_count(), 8);
            for _ in 1..=3 {
                kill(&mut mailbox, the_cache()).await;
                system.count_children().await.unwrap();
                cache::server_process("bob").await.unwrap();
            }
            assert_eq!(process_count(), 11);
        })
        .await;
}

/// 3: the supervisor as a module with a callback.
struct TodoSystem;

impl Callback for TodoSystem {
    type Args = PathBuf;

    async fn init(folder: PathBuf) -> Init<Supervisor> {
        let cache = Cache::starter(folder).named(cache::NAME);
        Init::ok(Supervisor::new(Strategy::OneForOne).child(cache))
    }
}

#[tokio::test(start_paused = true)]
async fn a_callback_says_what_a_supervisor_starts() {
    let folder = Folder::new().unwrap();
    let path = folder.path().to_owned();
    System::new("test")
        .enter_with(async move |mut mailbox: Mailbox<()>| {
            let system = TodoSystem::supervisor(path).start_link().await;
            let first = the_cache();
            kill(&mut mailbox, first).await;
            system.unwrap().count_children().await.unwrap();
            assert_ne!(the_cache(), first);
        })
        .await;
}

/// 4: one restart in a second is well, and two are too many.
#[tokio::test(start_paused = true)]
async fn a_supervisor_can_be_told_how_many_restarts_are_too_many() {
    let folder = Folder::new().unwrap();
    let path = folder.path().to_owned();
    System::new("test")
        .enter_with(async move |mut mailbox: Mailbox<()>| {
            let system = Supervisor::new(Strategy::OneForOne)
                .intensity(1, Duration::from_secs(1))
                .child(Cache::starter(path).named(cache::NAME));
            let system = system.start_link().await.unwrap();
            for _ in 1..=10 {
                kill(&mut mailbox, the_cache()).await;
                system.count_children().await.unwrap();
                tokio::time::sleep(Duration::from_millis(1001)).await;
            }
            process::unlink(&system);
            let monitor = process::monitor(&system);
            kill(&mut mailbox, the_cache()).await;
            system.count_children().await.unwrap();
            kill(&mut mailbox, the_cache()).await;
            let reason = mailbox.down(monitor).await.reason;
            assert_eq!(reason, ExitReason::Shutdown);
        })
        .await;
}
