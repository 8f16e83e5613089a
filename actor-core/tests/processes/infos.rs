//! What can be seen of a process.

use std::future::pending;
use std::pin::Pin;

use actor_core::gen_server::{Init, Next};
use actor_core::process::State;
use actor_core::{ExitReason, GenServer, Mailbox, Name, System, process};
use tokio::task::yield_now;

#[tokio::test]
async fn an_info_tells_what_a_process_is_and_does() {
    System::new("test")
        .enter(async {
            let me = process::id();
            let child =
                process::spawn_link(async move |mut m: Mailbox<u32>| {
                    process::register("Pizza").unwrap();
                    process::set_label("an order");
                    process::trap_exit(true);
                    process::monitor(me);
                    m.receive_where(|number| *number == 9).await;
                    m.receive_where(|number| *number == 10).await;
                });
            process::monitor(&child);
            process::monitor(&child);
            (1..=5).for_each(|number| child.send(number));
            assert_eq!(process::info(&child).unwrap().state, State::Running);
            yield_now().await;
            child.send(9);
            yield_now().await;
            child.send(6);

            let info = process::info(&child).unwrap();
            assert_eq!(info.pid, child.pid());
            assert_eq!(info.name, Some(Name::from("Pizza")));
            assert_eq!(info.label, Some(Name::from("an order")));
            assert_eq!(info.mailbox_len, 6);
            assert_eq!(info.messages_handled, 1);
            assert_eq!(info.links, [me]);
            assert_eq!(info.monitors, [me]);
            assert_eq!(info.monitored_by, 2);
            assert!(info.trap_exit);

            yield_now().await;
            assert_eq!(process::info(&child).unwrap().state, State::Waiting);
            process::unlink(&child);
            process::exit(&child, ExitReason::Kill);
            assert_eq!(process::info(&child).unwrap().state, State::Exiting);
            child.down().await;
            assert_eq!(process::info(&child), None);
        })
        .await;
}

#[tokio::test]
async fn a_system_lists_its_processes_in_order() {
    let system = System::new("test");
    let children: Vec<_> = (0..5)
        .map(|_| system.spawn(async |_: Mailbox<()>| pending::<()>().await))
        .map(|child| child.pid())
        .collect();
    let listed: Vec<_> =
        system.processes().into_iter().map(|info| info.pid).collect();
    assert_eq!(listed, children);
    assert_eq!(system.process_count(), 5);
    assert_eq!(system.info(children[2]).unwrap().pid, children[2]);
    system.shutdown().await;
    assert_eq!(system.processes(), []);
    assert_eq!(system.info(children[2]), None);
}

/// A server that starts another like itself, so many times.
struct Nested;

impl GenServer for Nested {
    type Args = u32;
    type Message = ();

    async fn init(more: u32) -> Init<Self> {
        process::register(more.to_string()).unwrap();
        if more > 0 {
            let below: Pin<Box<dyn Future<Output = _> + Send>> =
                Box::pin(Nested::start_link(more - 1));
            below.await.unwrap();
        }
        Init::ok(Nested)
    }

    async fn handle(&mut self, (): ()) -> Next {
        Next::Continue
    }
}

#[tokio::test]
async fn a_server_knows_its_ancestors() {
    System::new("test")
        .enter(async {
            Nested::start_link(2).await.unwrap();
            let pid = |name| process::whereis(name).unwrap();
            let info = process::info("0").unwrap();
            assert_eq!(info.ancestors, [pid("1"), pid("2"), process::id()]);
        })
        .await;
}
