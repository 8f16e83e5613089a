//! The application: a supervisor and its server, on one node of the cluster.

use actor_core::application::{Application, StartType};
use actor_core::gen_server::StartError;
use actor_core::node::Global;
use actor_core::supervisor::Strategy;
use actor_core::{Node, Supervisor, SupervisorRef};

use crate::Facts;
use crate::server::Server;

/// The application's name in the configuration.
pub const NAME: &str = "chucky";

/// The supervisor's name in the cluster: `Chucky.Supervisor` in Elixir.
pub const SUPERVISOR: &str = "Elixir.Chucky.Supervisor";

/// Makes the application. It is started on all nodes, and runs on the one that
/// the cluster has decided on.
pub fn application(facts: Facts) -> Application {
    let start = move |start_type| start(start_type, facts.clone());
    Application::new(NAME, start).after_stop(async || {
        tracing::info!("Application is stopped on {}", this_node());
    })
}

async fn start(
    start_type: StartType,
    facts: Facts,
) -> Result<SupervisorRef, StartError> {
    let here = this_node();
    match start_type {
        StartType::Takeover(old) => {
            tracing::info!("{here} is taking over {old}");
        }
        StartType::Failover(old) => {
            tracing::info!("{old} is failing over to {here}");
        }
        _ => tracing::info!("Application is started on {here}"),
    }
    Supervisor::new(Strategy::OneForOne)
        .named(Global::new(SUPERVISOR))
        .child(Server::child_spec(facts))
        .start_link()
        .await
}

fn this_node() -> String {
    match Node::current() {
        Some(node) => node.name().to_string(),
        None => "nonode@nohost".to_owned(),
    }
}
