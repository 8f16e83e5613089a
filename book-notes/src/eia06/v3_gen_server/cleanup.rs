//! A server that cleans up every five seconds.

use actor_core::gen_server::{Init, Next, StartError};
use actor_core::{GenServer, ProcessRef, process};

use crate::book_time::SECOND;

/// Starts the server. What it would print, it sends to `page`.
///
/// # Errors
///
/// Never: its `init` cannot fail, and it has no name.
pub async fn start(
    page: ProcessRef<&'static str>,
) -> Result<ProcessRef<Message>, StartError> {
    Server::start(page).await
}

/// What the server is told.
#[derive(Debug)]
pub enum Message {
    /// Clean up. It tells itself.
    Cleanup,
}

struct Server {
    page: ProcessRef<&'static str>,
}

impl GenServer for Server {
    type Args = ProcessRef<&'static str>;
    type Message = Message;

    async fn init(page: ProcessRef<&'static str>) -> Init<Self> {
        let me = process::this();
        process::send_interval(&me, || Message::Cleanup, 5 * SECOND);
        Init::ok(Server { page })
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Cleanup => self.page.send("performing cleanup..."),
        }
        Next::Continue
    }
}
