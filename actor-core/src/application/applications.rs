//! Which applications of a system run.
//!
//! It is long, because starts, stops and ends that happen at the same time
//! change one list.

use std::any::Any;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use tokio::sync::{Notify, oneshot};

use super::distributed::{HandOver, Places, Takeovers};
use super::master::Stop;
use super::starting::Starting;
use super::{Application, ApplicationError, Mode, Value, distributed};
use crate::exit::ExitReason;
use crate::node::NodeName;
use crate::pid::{Name, Pid};
use crate::process::{self, Mailbox, ProcessRef};
use crate::sync::{Mutex, RwLock};
use crate::system::System;

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
    /// The applications that are moving here.
    pub(super) takeovers: Takeovers,
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
    mode: Mode,
    application: Application,
    place: Place,
    /// What its processes have handed over to those of another node.
    handed_over: Vec<HandOver>,
}

impl Entry {
    fn name(&self) -> &Name {
        &self.application.name
    }

    /// Returns its master, if it runs here.
    fn master(&self) -> Option<&ProcessRef<Stop>> {
        match &self.place {
            Place::Here(master) => Some(master),
            Place::Starting | Place::Elsewhere => None,
        }
    }
}

/// Where an application is that was started.
pub(super) enum Place {
    /// It is not known yet where it will be, or it is being started here.
    Starting,
    Here(ProcessRef<Stop>),
    /// On another node or, for now, on none.
    Elsewhere,
}

/// An application has ended that the system cannot be without.
struct Ended;

impl System {
    /// Starts an application, after those that it depends on, and waits for
    /// its start callback.
    ///
    /// One that the node [shares](crate::node::NodeOptions::distributed) with
    /// others is started where the nodes decide. This waits until it runs, here
    /// or there; it returns at once if it cannot run anywhere for now.
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
        self.spawn(async move |_: Mailbox<()>| {
            // Whoever waited may have given up.
            let _ = sender.send(starting.start(application).await);
        });
        receiver.await.unwrap_or(Err(ApplicationError::Stopping))
    }

    /// Stops an application in order, and waits for it. Those that depend on
    /// it are not asked.
    ///
    /// A distributed one is stopped on this node. Where it ran here, no other
    /// node starts it.
    ///
    /// # Errors
    ///
    /// If it was not started.
    pub async fn stop_application(
        &self,
        name: impl Into<Name>,
    ) -> Result<(), ApplicationError> {
        let name = name.into();
        let applications = &self.kernel.applications;
        if let Some(master) = applications.take(|entry| *entry.name() == name) {
            master.cast(Stop);
            master.down().await;
        } else if !applications.take_standby(&name) {
            return Err(ApplicationError::NotStarted(name));
        }
        Places::tell_stopped(self, &name);
        Ok(())
    }

    /// Moves a distributed application to this node from the one that runs it,
    /// whatever their ranks: `application:takeover`. It has this mode here from
    /// now on.
    ///
    /// # Errors
    ///
    /// [`AlreadyStarted`](ApplicationError::AlreadyStarted) if it runs here,
    /// [`NotStarted`](ApplicationError::NotStarted) if it was not started here,
    /// or runs on no other node; and if it does not start.
    ///
    /// # Cancellation
    ///
    /// It goes on by itself if nobody waits for it any more.
    pub async fn takeover_application(
        &self,
        name: impl Into<Name>,
        mode: Mode,
    ) -> Result<(), ApplicationError> {
        distributed::take_over(self, name.into(), mode).await
    }

    /// Returns the node on which an application runs, as far as this node
    /// knows.
    ///
    /// That is another one only for an application that this node
    /// [shares](crate::node::NodeOptions::distributed) with it.
    pub fn application_node(&self, name: impl Into<Name>) -> Option<NodeName> {
        let name = name.into();
        if self.applications().contains(&name) {
            return Some(self.node()?.name().clone());
        }
        Places::of(self)?.node_of(&name)
    }

    /// Lists the applications that run on this node, in the order in which
    /// they were started.
    pub fn applications(&self) -> Vec<Name> {
        let running = self.kernel.applications.running.lock();
        let here = running.all.iter().filter(|e| e.master().is_some());
        here.map(|entry| entry.name().clone()).collect()
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
        loop {
            let changed = self.changed.notified();
            match self.running.lock().enter(application, mode)? {
                Entered::New => break,
                Entered::Starting => {}
            }
            changed.await;
        }
        self.controller.get_or_init(|| system.spawn(control));
        let name = application.name.clone();
        Ok(Starting { kernel: system.kernel.clone(), name })
    }

    /// Says that an application that ran elsewhere is being started here.
    /// Returns nothing if it need not be any more.
    pub(super) async fn begin_again(
        &self,
        system: &System,
        name: &Name,
    ) -> Option<(Starting, Application, Mode)> {
        let (application, mode) = loop {
            let changed = self.changed.notified();
            match self.running.lock().enter_again(name)? {
                Again::Now(application, mode) => break (application, mode),
                Again::Later => {}
            }
            changed.await;
        };
        let (kernel, name) = (system.kernel.clone(), name.clone());
        Some((Starting { kernel, name }, application, mode))
    }

    /// Sets what the application says of its environment and nobody else does.
    pub(super) fn load(&self, application: &Application) {
        let mut env = self.env.write();
        for (key, value) in &application.env {
            let key = (application.name.clone(), key.clone());
            env.entry(key).or_insert_with(|| value.clone());
        }
    }

    /// Notes where an application is that was being started.
    pub(super) fn place(&self, name: &Name, place: Place) {
        let mut running = self.running.lock();
        if let Some(at) = running.all.iter().position(|e| e.name() == name) {
            // The order is that in which they were done, not begun.
            let mut entry = running.all.remove(at);
            entry.place = place;
            running.all.push(entry);
        }
    }

    /// Notes that a start is over, and frees the place if it did not succeed.
    pub(super) fn did_not_start(&self, name: &Name) {
        let is_starting = |entry: &Entry| {
            matches!(entry.place, Place::Starting) && entry.name() == name
        };
        let mut running = self.running.lock();
        let at = running.all.iter().position(is_starting);
        let entry = at.map(|at| running.all.remove(at));
        drop(running);
        drop(entry);
        self.changed.notify_waiters();
    }

    /// Takes the last application that runs and is `wanted` off the list.
    fn take(
        &self,
        wanted: impl Fn(&Entry) -> bool,
    ) -> Option<ProcessRef<Stop>> {
        let mut running = self.running.lock();
        let runs = |entry: &Entry| entry.master().is_some() && wanted(entry);
        let at = running.all.iter().rposition(runs)?;
        let entry = running.all.remove(at);
        drop(running);
        entry.master().cloned()
    }

    /// Takes an application that runs elsewhere off the list.
    fn take_standby(&self, name: &Name) -> bool {
        let mut running = self.running.lock();
        let stands_by = |entry: &Entry| {
            matches!(entry.place, Place::Elsewhere) && entry.name() == name
        };
        let at = running.all.iter().position(stands_by);
        let entry = at.map(|at| running.all.remove(at));
        drop(running);
        entry.is_some()
    }

    /// Returns the master of an application that runs here, and what it has
    /// handed over. From now on it runs elsewhere.
    pub(super) fn stand_down(
        &self,
        name: &Name,
    ) -> Option<(ProcessRef<Stop>, Vec<HandOver>)> {
        let mut running = self.running.lock();
        let entry = running.all.iter_mut().find(|e| e.name() == name)?;
        let master = entry.master()?.clone();
        entry.place = Place::Elsewhere;
        Some((master, std::mem::take(&mut entry.handed_over)))
    }

    /// Returns the application that this process is the master of.
    pub(super) fn of_master(&self, owner: Pid) -> Option<(Name, Mode)> {
        let running = self.running.lock();
        let is_owner =
            |entry: &&Entry| entry.master().is_some_and(|m| m.pid() == owner);
        let entry = running.all.iter().find(is_owner)?;
        Some((entry.name().clone(), entry.mode))
    }

    /// Takes the application off the list whose master has ended. Returns
    /// false if somebody has stopped it meanwhile.
    pub(super) fn ended_by_itself(&self, owner: Pid) -> bool {
        let mut running = self.running.lock();
        let is_owner =
            |entry: &Entry| entry.master().is_some_and(|m| m.pid() == owner);
        let at = running.all.iter().position(is_owner);
        let entry = at.map(|at| running.all.remove(at));
        drop(running);
        entry.is_some()
    }

    /// Ends the system, because of an application that it cannot be without.
    pub(super) fn end(&self, name: Name, reason: ExitReason) {
        let mut running = self.running.lock();
        if running.stopping {
            return;
        }
        running.ended.get_or_insert((name, reason));
        drop(running);
        if let Some(controller) = self.controller.get() {
            controller.send(Ended);
        }
    }

    /// Changes what the end of an application means that runs elsewhere.
    pub(super) fn set_mode(&self, name: &Name, mode: Mode) {
        let mut running = self.running.lock();
        let mut all = running.all.iter_mut();
        if let Some(entry) = all.find(|entry| entry.name() == name)
            && let Place::Elsewhere = entry.place
        {
            entry.mode = mode;
        }
    }

    /// Notes that a process has handed over a name, if it is one of an
    /// application: one below its master.
    pub(super) fn note_hand_over(&self, above: &[Pid], what: HandOver) {
        let mut running = self.running.lock();
        let is_its = |entry: &&mut Entry| {
            entry.master().is_some_and(|m| above.contains(&m.pid()))
        };
        if let Some(entry) = running.all.iter_mut().find(is_its) {
            entry.handed_over.push(what);
        }
    }

    /// Returns what an application has handed over to one that did not start.
    pub(super) fn take_hand_overs(&self, name: &Name) -> Vec<HandOver> {
        let mut running = self.running.lock();
        let entry = running.all.iter_mut().find(|e| e.name() == name);
        entry.map(|e| std::mem::take(&mut e.handed_over)).unwrap_or_default()
    }
}

/// What became of an application's place in the list.
enum Entered {
    New,
    /// Somebody else is starting it.
    Starting,
}

/// What became of the place of an application that runs elsewhere.
enum Again {
    Now(Application, Mode),
    /// Whoever has started it does not know yet that it runs elsewhere.
    Later,
}

impl Running {
    fn enter_again(&mut self, name: &Name) -> Option<Again> {
        let all = (!self.stopping).then_some(&mut self.all)?;
        let entry = all.iter_mut().find(|entry| entry.name() == name)?;
        match entry.place {
            Place::Here(_) => None,
            Place::Starting => Some(Again::Later),
            Place::Elsewhere => {
                entry.place = Place::Starting;
                Some(Again::Now(entry.application.clone(), entry.mode))
            }
        }
    }

    fn enter(
        &mut self,
        application: &Application,
        mode: Mode,
    ) -> Result<Entered, ApplicationError> {
        if self.stopping {
            return Err(ApplicationError::Stopping);
        }
        let name = &application.name;
        match self.all.iter().find(|entry| entry.name() == name) {
            Some(Entry { place: Place::Starting, .. }) => Ok(Entered::Starting),
            Some(_) => Err(ApplicationError::AlreadyStarted(name.clone())),
            None => {
                self.all.push(Entry {
                    mode,
                    application: application.clone(),
                    place: Place::Starting,
                    handed_over: Vec::new(),
                });
                Ok(Entered::New)
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
