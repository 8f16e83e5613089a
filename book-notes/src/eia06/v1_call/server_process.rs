//! A process that answers requests. What the answers are, is its callbacks'.

use actor_core::{Mailbox, ProcessRef, process};

/// What makes a server of a process.
pub trait Callbacks: Sized + Send + 'static {
    /// What the server is asked.
    type Request: Send + 'static;
    /// What it answers.
    type Response: Send + 'static;

    /// Makes the state, in the new process.
    fn init() -> Self;

    /// Answers a request, and changes the state.
    fn handle_call(&mut self, request: Self::Request) -> Self::Response;
}

/// A server, as its clients know it.
pub type Server<S> = ProcessRef<Call<S>>;

/// A request, and who is told the answer.
pub struct Call<S: Callbacks>(S::Request, ProcessRef<S::Response>);

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
    server.send(Call(request, mailbox.this()));
    mailbox.receive().await
}

async fn serve<S: Callbacks>(mut mailbox: Mailbox<Call<S>>) {
    let mut state = S::init();
    loop {
        let Call(request, caller) = mailbox.receive().await;
        caller.send(state.handle_call(request));
    }
}
