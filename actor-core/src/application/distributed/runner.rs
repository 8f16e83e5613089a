//! The process that starts and stops an application here, as the controller
//! has decided: one after the other, and while the controller goes on.

use super::hand_over;
use super::message::Message;
use crate::application::StartType;
use crate::application::master::Stop;
use crate::pid::Name;
use crate::process::{self, Mailbox, ProcessRef};
use crate::system::System;

/// What is to be done with an application.
pub(super) enum Order {
    Run(StartType),
    /// It is stopped, because it runs on another node now.
    Yield,
    /// It is stopped, because this node must not run it.
    Stop,
    /// The node that was to take it over could not: it gets back what it has
    /// handed over, and goes on.
    GoOn,
}

pub(super) async fn run(
    mut mailbox: Mailbox<Order>,
    name: Name,
    controller: ProcessRef<Message>,
) {
    process::set_label(format!("{name}, shared"));
    let system = System::current();
    let applications = &system.kernel.applications;
    loop {
        match mailbox.receive().await {
            Order::Run(start_type) => {
                let begun = applications.begin_again(&system, &name).await;
                // Somebody has stopped it, or the system stops; the other nodes
                // are told of that.
                let Some((starting, application, mode)) = begun else {
                    continue;
                };
                let run = starting.run_unasked(application, mode, start_type);
                let outcome = run.await;
                controller.send(Message::ran(name.clone(), &outcome));
            }
            Order::Yield => stop(&system, &name, Hurry::No).await,
            Order::Stop => {
                tracing::warn!(
                    target: "actor_core::application",
                    application = %name,
                    "an application is stopped: too few nodes are connected"
                );
                stop(&system, &name, Hurry::Yes).await;
            }
            Order::GoOn => {
                let handed_over = applications.take_hand_overs(&name);
                hand_over::take_back(handed_over).await;
                // Others may believe that it runs nowhere.
                if system.applications().contains(&name) {
                    controller.send(Message::ran(name.clone(), &Ok(())));
                }
            }
        }
    }
}

/// Whether an application is stopped before what has reached it is answered.
enum Hurry {
    Yes,
    No,
}

async fn stop(system: &System, name: &Name, hurry: Hurry) {
    let applications = &system.kernel.applications;
    let Some((master, handed_over)) = applications.stand_down(name) else {
        return;
    };
    if let Hurry::No = hurry {
        hand_over::settle(system, handed_over).await;
    }
    master.cast(Stop);
    master.down().await;
}
