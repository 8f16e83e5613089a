//! A process that handles calls and casts. What it does about them, is its
//! callbacks'.

use actor_core::{Mailbox, ProcessRef, process};

/// What makes a server of a process.
pub trait Callbacks: Sized + Send + 'static {
    /// What the server is asked.
    type Request: Send + 'static;
    /// What it answers.
    type Response: Send + 'static;
    /// What it is told, without an answer.
    type Cast: Send + 'static;

    /// Makes the state, in the new process.
    fn init() -> Self;

    /// Answers a request, and changes the state.
    fn handle_call(&mut self, request: Self::Request) -> Self::Response;

    /// Changes the state.
    fn handle_cast(&mut self, cast: Self::Cast);
}

/// A server, as its clients know it.
pub type Server<S> = ProcessRef<Message<S>>;

/// What a server is sent.
pub enum Message<S: Callbacks> {
    /// A request, and who is told the answer.
    Call(S::Request, ProcessRef<S::Response>),
    /// A request without an answer.
    Cast(S::Cast),
}

/// Starts a server.
pub fn start<S: Callbacks>() -> Server<S> {
    process::spawn(serve::<S>)
}

/// Asks a server, and waits for the answer, for ever.
pub async fn call<S: Callbacks>(
    server: &Server<S>,
    request: S::Request,
    mailbox: &mut Mailbox<S::Response>,
) -> S::Response {
    server.send(Message::Call(request, mailbox.this()));
    mailbox.receive().await
}

/// Tells a server, and goes on.
pub fn cast<S: Callbacks>(server: &Server<S>, cast: S::Cast) {
    server.send(Message::Cast(cast));
}

async fn serve<S: Callbacks>(mut mailbox: Mailbox<Message<S>>) {
    let mut state = S::init();
    loop {
        match mailbox.receive().await {
            Message::Call(request, caller) => {
                caller.send(state.handle_call(request));
            }
            Message::Cast(cast) => state.handle_cast(cast),
        }
    }
}
