//! Which applications of a system run, and what happens when one ends.
//!
//! It is long, because starts, stops and ends that happen at the same time
//! change one list.

use std::any::Any;
use std::sync::{Arc, OnceLock, Weak};

use rustc_hash::FxHashMap;
use tokio::sync::{Notify, oneshot};

use super::master::{Master, Stop};
use super::{Application, ApplicationError, Mode, Value};
use crate::exit::ExitReason;
use crate::gen_server::GenServer;
use crate::pid::{Name, Pid};
use crate::process::{self, Belonging, Mailbox, ProcessRef};
use crate::sync::{Mutex, RwLock};
use crate::system::{Kernel, System};

/// The applications of a system.
#[derive(Default)]
pub(crate) struct Applications {
    running: Mutex<Running>,
    /// Told whenever one was started or was not.
    changed: Notify,
    env: RwLock<FxHashMap<(Name, Name), Value>>,
    /// Whoever ends the system when an application has ended that it cannot
    /// be without.
    controller: OnceLock<ProcessRef<Ended>>,
}

#[derive(Default)]
struct Running {
    /// In the order in which they were started.
    all: Vec<Entry>,
    stopping: bool,
    /// The application whose end is that of the system.
    ended: Option<(Name, ExitReason)>,
}

struct Entry {
    name: Name,
    mode: Mode,
    /// Nothing while it is starting.
    master: Option<ProcessRef<Stop>>,
}

/// An application has ended that the system cannot be without.
struct Ended;

impl System {
    /// Starts an application, after those that it depends on, and waits for
    /// its start callback.
    ///
    /// # Errors
    ///
    /// See [`ApplicationError`]. Dependencies that were started stay.
    ///
    /// # Cancellation
    ///
    /// The start goes on by itself if nobody waits for it any more.
    pub async fn start_application(
        &self,
        application: Application,
        mode: Mode,
    ) -> Result<(), ApplicationError> {
        for dependency in application.dependencies.clone() {
            let start = self.start_application(dependency, Mode::Temporary);
            match Box::pin(start).await {
                Ok(()) | Err(ApplicationError::AlreadyStarted(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let applications = &self.kernel.applications;
        let starting = applications.begin(self, &application, mode).await?;
        let (sender, receiver) = oneshot::channel();
        // In a process of its own, so that it is done also if nobody waits.
        let system = self.clone();
        self.spawn(async move |_: Mailbox<()>| {
            // Whoever waited may have given up.
            let _ = sender.send(starting.start(&system, application).await);
        });
        receiver.await.unwrap_or(Err(ApplicationError::Stopping))
    }

    /// Stops an application in order, and waits for it. Those that depend on
    /// it are not asked.
    ///
    /// # Errors
    ///
    /// If it does not run.
    pub async fn stop_application(
        &self,
        name: impl Into<Name>,
    ) -> Result<(), ApplicationError> {
        let name = name.into();
        let master = self.kernel.applications.take(|entry| entry.name == name);
        let master = master.ok_or(ApplicationError::NotStarted(name))?;
        master.cast(Stop);
        master.down().await;
        Ok(())
    }

    /// Lists the applications that run, in the order in which they were
    /// started.
    pub fn applications(&self) -> Vec<Name> {
        let running = self.kernel.applications.running.lock();
        let started = running.all.iter().filter(|entry| entry.master.is_some());
        started.map(|entry| entry.name.clone()).collect()
    }

    /// Returns a value of an application's environment, if there is one and it
    /// is a `T`: `Application.get_env`.
    pub fn env<T: Any + Clone>(
        &self,
        application: impl Into<Name>,
        key: impl Into<Name>,
    ) -> Option<T> {
        let env = self.kernel.applications.env.read();
        let value = env.get(&(application.into(), key.into())).cloned();
        drop(env);
        value?.downcast_ref::<T>().cloned()
    }

    /// Sets a value of an application's environment, before or after it is
    /// started: `Application.put_env`.
    pub fn set_env<T: Any + Send + Sync>(
        &self,
        application: impl Into<Name>,
        key: impl Into<Name>,
        value: T,
    ) {
        let key = (application.into(), key.into());
        let value: Value = Arc::new(value);
        let before = self.kernel.applications.env.write().insert(key, value);
        drop(before);
    }

    /// Waits until somebody has told the system to stop.
    pub(super) async fn stopping(&self) {
        let applications = &self.kernel.applications;
        loop {
            let changed = applications.changed.notified();
            if applications.running.lock().stopping {
                return;
            }
            changed.await;
        }
    }

    /// Stops all applications, the last one first.
    pub(crate) async fn stop_applications(&self) {
        let applications = &self.kernel.applications;
        applications.running.lock().stopping = true;
        applications.changed.notify_waiters();
        while let Some(master) = applications.take(|_| true) {
            master.cast(Stop);
            master.down().await;
        }
    }
}

impl Applications {
    /// Returns whose end was that of the system.
    pub(super) fn ended(&self) -> Option<(Name, ExitReason)> {
        self.running.lock().ended.clone()
    }

    /// Says that an application is being started; waits if somebody else is
    /// doing so.
    async fn begin(
        &self,
        system: &System,
        application: &Application,
        mode: Mode,
    ) -> Result<Starting, ApplicationError> {
        let name = &application.name;
        loop {
            let changed = self.changed.notified();
            match self.running.lock().enter(name, mode)? {
                Entered::New => break,
                Entered::Starting => {}
            }
            changed.await;
        }
        self.controller.get_or_init(|| system.spawn(control));
        Ok(Starting { kernel: system.kernel.clone(), name: name.clone() })
    }

    /// Sets what the application says of its environment and nobody else does.
    fn load(&self, application: &Application) {
        let mut env = self.env.write();
        for (key, value) in &application.env {
            let key = (application.name.clone(), key.clone());
            env.entry(key).or_insert_with(|| value.clone());
        }
    }

    /// Takes the last application that runs and is `wanted` off the list.
    fn take(
        &self,
        wanted: impl Fn(&Entry) -> bool,
    ) -> Option<ProcessRef<Stop>> {
        let mut running = self.running.lock();
        let runs = |entry: &Entry| entry.master.is_some() && wanted(entry);
        let at = running.all.iter().rposition(runs)?;
        running.all.remove(at).master
    }
}

/// What became of an application's place in the list.
enum Entered {
    New,
    /// Somebody else is starting it.
    Starting,
}

impl Running {
    fn enter(
        &mut self,
        name: &Name,
        mode: Mode,
    ) -> Result<Entered, ApplicationError> {
        if self.stopping {
            return Err(ApplicationError::Stopping);
        }
        let name = name.clone();
        match self.all.iter().find(|entry| entry.name == name) {
            Some(Entry { master: Some(_), .. }) => {
                Err(ApplicationError::AlreadyStarted(name))
            }
            Some(_) => Ok(Entered::Starting),
            None => {
                self.all.push(Entry { name, mode, master: None });
                Ok(Entered::New)
            }
        }
    }
}

/// An application that is being started.
struct Starting {
    kernel: Arc<Kernel>,
    name: Name,
}

impl Starting {
    async fn start(
        self,
        system: &System,
        application: Application,
    ) -> Result<(), ApplicationError> {
        let applications = &self.kernel.applications;
        applications.load(&application);
        let master = Master::starter(application).start_on(system).await;
        let master = master.map_err(|error| {
            let name = self.name.clone();
            ApplicationError::Start { name, error }
        })?;
        let mut running = applications.running.lock();
        let place = running.all.iter().position(|e| e.name == self.name);
        if let Some(at) = place {
            // The order is that in which they were done, not begun.
            let mut entry = running.all.remove(at);
            entry.master = Some(master.clone());
            running.all.push(entry);
        }
        drop(running);
        let watch = Arc::new(Watch(Arc::downgrade(&self.kernel)));
        let process =
            master.process().filter(|p| process::give(&**p, watch.clone()));
        if process.is_none() {
            watch.owner_ended(master.pid(), &ExitReason::NoProc);
        }
        Ok(())
    }
}

/// Frees the place of an application that did not start.
impl Drop for Starting {
    fn drop(&mut self) {
        let applications = &self.kernel.applications;
        applications
            .running
            .lock()
            .all
            .retain(|entry| entry.master.is_some() || entry.name != self.name);
        applications.changed.notify_waiters();
    }
}

/// Notices that a master has ended.
struct Watch(Weak<Kernel>);

impl Belonging for Watch {
    fn owner_ended(&self, owner: Pid, reason: &ExitReason) {
        let Some(kernel) = self.0.upgrade() else { return };
        let applications = &kernel.applications;
        let mut running = applications.running.lock();
        let is_owner = |entry: &Entry| {
            entry.master.as_ref().is_some_and(|m| m.pid() == owner)
        };
        // One that was told to stop is off the list already.
        let Some(at) = running.all.iter().position(is_owner) else { return };
        let Entry { name, mode, .. } = running.all.remove(at);
        let is_fatal = match mode {
            Mode::Temporary => false,
            Mode::Transient => *reason != ExitReason::Normal,
            Mode::Permanent => true,
        };
        tracing::warn!(
            target: "actor_core::application",
            application = %name,
            %reason,
            ?mode,
            "an application ended"
        );
        if is_fatal && !running.stopping {
            running.ended.get_or_insert((name, reason.clone()));
            drop(running);
            if let Some(controller) = applications.controller.get() {
                controller.send(Ended);
            }
        }
    }
}

/// Ends the system when an application has ended that it cannot be without.
async fn control(mut mailbox: Mailbox<Ended>) {
    process::set_label("application controller");
    let Ended = mailbox.receive().await;
    System::current().stop();
}
