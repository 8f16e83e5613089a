//! To wait for a name.

use actor_core::{Pid, ProcessRef};
use tokio::task::yield_now;

/// Waits until nobody has a name. Whoever had it may still be about to end.
pub(crate) async fn until_free<M: Send + 'static>(named: &ProcessRef<M>) {
    while named.pid() != Pid::NOBODY {
        named.down().await;
        yield_now().await;
    }
}
