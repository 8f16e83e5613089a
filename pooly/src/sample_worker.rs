//! The worker that the pools of the book look after: it does nothing, and can
//! be told to stop.

use std::time::Duration;

use actor_core::gen_server::{Init, Next};
use actor_core::supervisor::{ChildSpec, IntoChildSpec};
use actor_core::{CallError, ExitReason, GenServer, ProcessRef, Reply};

/// What a consumer holds.
pub type Worker = ProcessRef<Message>;

/// Returns how a worker is started.
pub fn child_spec() -> ChildSpec<Message> {
    SampleWorker::starter(()).into_child_spec().with_id("SampleWorker")
}

/// Tells a worker to stop, which it does at once.
///
/// # Errors
///
/// If the worker is dead, or works for longer than five seconds.
pub async fn stop(worker: &Worker) -> Result<(), CallError> {
    worker.call(Message::Stop).await
}

/// Tells a worker to be busy for a time, and then to stop.
pub fn work_for(worker: &Worker, time: Duration) {
    worker.cast(Message::WorkFor(time));
}

/// What a worker is told.
#[derive(Debug)]
pub enum Message {
    /// Stop, and say so.
    Stop(Reply<()>),
    /// Be busy for this time, then stop.
    WorkFor(Duration),
}

/// A worker, which has nothing to remember.
#[derive(Debug)]
pub struct SampleWorker;

impl GenServer for SampleWorker {
    type Args = ();
    type Message = Message;

    async fn init((): ()) -> Init<Self> {
        Init::ok(SampleWorker)
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Stop(reply) => reply.send(()),
            // Within the callback: nobody reaches the worker meanwhile.
            Message::WorkFor(time) => tokio::time::sleep(time).await,
        }
        Next::Stop(ExitReason::Normal)
    }
}
