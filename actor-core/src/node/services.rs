//! The servers of a node that others expect by name.

use tokio::sync::oneshot;

use crate::application::{self, Distributed};
use crate::process::{self, Mailbox, ProcessRef};
use crate::supervisor::{Strategy, Supervisor};
use crate::system::System;

use super::{global, net_kernel, output, rpc::rex};

/// Starts the servers, and returns when they run: nodes that connect expect
/// them at once. They end with the process that is returned.
pub(super) async fn start(
    system: &System,
    distributed: Vec<Distributed>,
) -> ProcessRef<()> {
    let (started, is_started) = oneshot::channel();
    let services = system.spawn(async move |mut mailbox: Mailbox<()>| {
        process::set_label("node");
        let mut servers = Supervisor::new(Strategy::OneForOne)
            .child(net_kernel::child_spec())
            .child(global::child_spec())
            .child(output::child_spec())
            .child(rex::child_spec());
        if !distributed.is_empty() {
            servers = servers.child(application::child_spec(distributed));
        }
        if let Err(error) = servers.start_link().await {
            tracing::error!(%error, "the servers of the node cannot start");
            return;
        }
        // Whoever waited may have given up.
        let _ = started.send(());
        mailbox.receive().await;
    });
    // If they cannot start, why is in the log.
    let _ = is_started.await;
    services
}
