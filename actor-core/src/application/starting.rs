//! An application that is being started, and what happens when it ends.

use std::sync::{Arc, Weak};

use super::applications::Place;
use super::distributed::{Message, Places, Verdict};
use super::master::Master;
use super::{Application, ApplicationError, Mode, StartType};
use crate::exit::ExitReason;
use crate::gen_server::{GenServer, StartError};
use crate::pid::{Name, Pid};
use crate::process::{self, Belonging};
use crate::system::{Kernel, System};

/// An application that is being started. Dropped, it frees its place if it was
/// not started.
pub(super) struct Starting {
    pub(super) kernel: Arc<Kernel>,
    pub(super) name: Name,
}

impl Starting {
    /// Starts the application here, if it is to run here.
    pub(super) async fn start(
        self,
        application: Application,
    ) -> Result<(), ApplicationError> {
        let system = System { kernel: self.kernel.clone() };
        self.kernel.applications.load(&application);
        let places = Places::of(&system);
        let Some(controller) = places
            .filter(|places| places.contain(&self.name))
            .map(|places| places.controller.clone())
        else {
            return self.run(application, StartType::Normal).await;
        };
        let name = self.name.clone();
        let start = |reply| Message::Start(name, reply);
        match controller.call(start).forever().await {
            Ok(Verdict::Run(start_type)) => {
                let name = self.name.clone();
                let outcome = self.run(application, start_type).await;
                controller.send(Message::ran(name, &outcome));
                outcome
            }
            Ok(Verdict::StandBy) => {
                self.stand_by();
                Ok(())
            }
            Ok(Verdict::Failed { node, reason }) => {
                let name = self.name.clone();
                Err(ApplicationError::StartElsewhere { name, node, reason })
            }
            // The node has ended.
            Err(_) => Err(ApplicationError::Stopping),
        }
    }

    /// Starts the application here.
    pub(super) async fn run(
        self,
        application: Application,
        start_type: StartType,
    ) -> Result<(), ApplicationError> {
        let applications = &self.kernel.applications;
        let system = System { kernel: self.kernel.clone() };
        let master = Master::starter((application, start_type));
        let master = master.start_on(&system).await.map_err(|error| {
            let name = self.name.clone();
            ApplicationError::Start { name, error }
        })?;
        applications.place(&self.name, Place::Here(master.clone()));
        let watch = Arc::new(Watch(Arc::downgrade(&self.kernel)));
        let process =
            master.process().filter(|p| process::give(&**p, watch.clone()));
        if process.is_none() {
            watch.owner_ended(master.pid(), &ExitReason::NoProc);
        }
        Ok(())
    }

    /// Notes that another node runs it.
    fn stand_by(self) {
        self.kernel.applications.place(&self.name, Place::Elsewhere);
    }

    /// As [`run`](Self::run), when nobody waits for it. One that the system
    /// cannot be without ends it if it cannot be started.
    pub(super) async fn run_unasked(
        self,
        application: Application,
        mode: Mode,
        start_type: StartType,
    ) -> Result<(), ApplicationError> {
        let (kernel, name) = (self.kernel.clone(), self.name.clone());
        let outcome = self.run(application, start_type).await;
        if let Err(error) = &outcome {
            tracing::error!(
                target: "actor_core::application",
                application = %name,
                %error,
                "an application did not start"
            );
            let reason = match error {
                ApplicationError::Start { error, .. } => reason_of(error),
                error => ExitReason::error(error.clone()),
            };
            if mode.is_fatal(&reason) {
                kernel.applications.end(name, reason);
            }
        }
        outcome
    }
}

fn reason_of(error: &StartError) -> ExitReason {
    match error {
        StartError::Init(reason) => reason.clone(),
        error => ExitReason::error(error.clone()),
    }
}

/// Frees the place of an application that did not start.
impl Drop for Starting {
    fn drop(&mut self) {
        self.kernel.applications.did_not_start(&self.name);
    }
}

/// Notices that a master has ended.
struct Watch(Weak<Kernel>);

impl Belonging for Watch {
    fn owner_ended(&self, owner: Pid, reason: &ExitReason) {
        let Some(kernel) = self.0.upgrade() else { return };
        let applications = &kernel.applications;
        // One that was told to stop is off the list already.
        let Some((name, mode)) = applications.of_master(owner) else { return };
        // Whoever finds it gone finds it reported.
        tracing::warn!(
            target: "actor_core::application",
            application = %name,
            %reason,
            ?mode,
            "an application ended"
        );
        if !applications.ended_by_itself(owner) {
            return;
        }
        if mode.is_fatal(reason) {
            // Other nodes start it when they have lost this one.
            applications.end(name, reason.clone());
        } else {
            let system = System { kernel: kernel.clone() };
            Places::tell_stopped(&system, &name);
        }
    }
}
