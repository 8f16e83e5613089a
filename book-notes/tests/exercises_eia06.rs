//! Solutions to the exercises of Elixir in Action, chapter 6.

use actor_core::gen_server::{Info, Init, Next};
use actor_core::{
    Event, ExitReason, GenServer, Mailbox, Reply, System, process,
};
use book_notes::eia06::v2_cast::server_process::{
    self, Callbacks, Message, Server,
};

// 1, 2: the solutions are steps 3 and 4 of `todo`, and in its tests.

/// 3: a call, made by hand, that learns of the death of its server.
///
/// It throws away what else is in the mailbox; the library's does not.
async fn call<S: Callbacks>(
    server: &Server<S>,
    request: S::Request,
    mailbox: &mut Mailbox<S::Response>,
) -> Result<S::Response, ExitReason> {
    let monitor = process::monitor(server);
    server.send(Message::Call(request, mailbox.this()));
    loop {
        match mailbox.next().await {
            Event::Message(response) => {
                process::demonitor_flush(monitor);
                return Ok(response);
            }
            Event::Down(down) if down.reference == monitor => {
                return Err(down.reason);
            }
            _ => {}
        }
    }
}

/// A server that answers once, and crashes at the second request.
struct Once(Option<u64>);

impl Callbacks for Once {
    type Request = ();
    type Response = u64;
    type Cast = ();

    fn init() -> Self {
        Once(Some(42))
    }

    fn handle_call(&mut self, (): ()) -> u64 {
        self.0.take().expect("only one request")
    }

    fn handle_cast(&mut self, (): ()) {}
}

#[tokio::test(start_paused = true)]
async fn a_call_with_a_monitor_learns_of_the_death_of_its_server() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u64>| {
            let server = server_process::start::<Once>();
            assert_eq!(call(&server, (), &mut mailbox).await, Ok(42));

            let crashed = call(&server, (), &mut mailbox).await;
            let crashed = crashed.unwrap_err().to_string();
            assert!(crashed.starts_with("panic: only one request"));

            let dead = call(&server, (), &mut mailbox).await;
            assert_eq!(dead, Err(ExitReason::NoProc));
        })
        .await;
}

/// 4: a server that counts what it does not know.
struct Counter(u64);

impl GenServer for Counter {
    type Args = ();
    type Message = Reply<u64>;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Counter(0))
    }

    async fn handle(&mut self, reply: Reply<u64>) -> Next {
        reply.send(self.0);
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        if let Info::Unknown(_) = info {
            self.0 += 1;
        }
        Next::Continue
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_server_does_not_know_comes_to_handle_info() {
    System::new("test")
        .enter(async {
            let server = Counter::start(()).await.unwrap();
            process::send(&server, "cleanup").unwrap();
            process::send(&server, 5).unwrap();
            assert_eq!(server.call(|reply| reply).await, Ok(2));
        })
        .await;
}
