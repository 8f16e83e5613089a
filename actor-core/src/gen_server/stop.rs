//! Stopping a server from outside.

use std::time::Duration;

use crate::call::CallError;
use crate::exit::ExitReason;
use crate::process::{Destination, ended};
use crate::sys::{Request, request, target};

/// Tells a server to terminate with `reason`, and waits until it has ended:
/// `GenServer.stop`. For as long as it takes, give [`Duration::MAX`].
///
/// The server calls [`terminate`](super::GenServer::terminate) whether or not
/// it traps exits, and also when it is suspended.
///
/// ```
/// use std::time::Duration;
///
/// use actor_core::supervisor::{Strategy, Supervisor};
/// use actor_core::{CallError, ExitReason, System, gen_server};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// System::new("docs").enter(async {
///     let tree = Supervisor::new(Strategy::OneForOne).named("tree");
///     tree.start_link().await.unwrap();
///     let (normal, time) = (ExitReason::Normal, Duration::MAX);
///     let stop = || gen_server::stop("tree", normal.clone(), time);
///     assert_eq!(stop().await, Ok(()));
///     assert_eq!(stop().await, Err(CallError::NoProc));
/// }).await;
/// # }
/// ```
///
/// # Errors
///
/// `Exited` if the server ended with another reason, `Timeout` if it did not
/// in time: it may be terminating still. `NoReply` if it is not a server.
///
/// # Panics
///
/// Outside of a process.
pub async fn stop(
    server: impl Destination,
    reason: impl Into<ExitReason>,
    timeout: Duration,
) -> Result<(), CallError> {
    let process = target(server)?;
    let reason = reason.into();
    let terminate = |reply| Request::Terminate(reason.clone(), reply);
    let stopping = async {
        let asked = request(&process, terminate).await;
        if asked == Err(CallError::NoReply) {
            return asked;
        }
        match ended(&process).await {
            end if end == reason => Ok(()),
            end => Err(CallError::Exited(end)),
        }
    };
    tokio::time::timeout(timeout, stopping)
        .await
        .unwrap_or(Err(CallError::Timeout(timeout)))
}
