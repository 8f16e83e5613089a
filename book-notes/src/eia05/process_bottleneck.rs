//! A server that takes a second for each message, however many send them.

use actor_core::{CallError, Mailbox, ProcessRef, Reply, process};
use tokio::time::sleep;

use crate::book_time::SECOND;

/// What a client holds.
#[derive(Clone, Debug)]
pub struct Server(ProcessRef<Message>);

impl Server {
    /// Starts the server.
    pub fn start() -> Self {
        Self(process::spawn(server))
    }

    /// Sends a message, and waits until it comes back.
    ///
    /// # Errors
    ///
    /// See [`CallError`].
    pub async fn send_message(&self, text: &str) -> Result<String, CallError> {
        let text = text.to_owned();
        self.0.call(|reply| Message { text, reply }).await
    }
}

/// What the server is told.
#[derive(Debug)]
pub struct Message {
    text: String,
    reply: Reply<String>,
}

async fn server(mut mailbox: Mailbox<Message>) {
    loop {
        let Message { text, reply } = mailbox.receive().await;
        sleep(SECOND).await;
        reply.send(text);
    }
}
