//! The process that decides where applications run, together with those of
//! other nodes: OTP's `dist_ac`.
//!
//! It is long because all that it can be told stands in one place.
//!
//! OTP's waits for others in the middle of a decision. This one never waits; a
//! decision is made again whenever something is learnt that it depends on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use super::introduction::{Introduction, Newcomer};
use super::message::{CONTROLLER, Message, Outcome, VERSION, Verdict};
use super::places::{Place, Places};
use super::runner::{self, Order};
use super::shared::{Decision, Shared, State};
use super::{Distributed, Rule};
use crate::application::master::Stop;
use crate::application::{ApplicationError, StartType};
use crate::call::Reply;
use crate::etf::{Atom, Term};
use crate::exit::ExitReason;
use crate::gen_server::{GenServer, Info, Init, Next};
use crate::node::global::{self, Lock};
use crate::node::{Node, NodeAtom, NodeEvent, NodeName, Remote};
use crate::pid::Name;
use crate::process::{self, Mailbox};
use crate::supervisor::IntoChildSpec;
use crate::system::System;

/// How long until somebody tries again to start an application while nodes
/// introduce themselves.
const BUSY: Duration = Duration::from_millis(20);

/// How often decisions are looked at that wait for others, where parts of a
/// cluster meet again: what one node has heard there may have changed before
/// another one has heard it.
const RENEWAL: Duration = Duration::from_secs(5);

/// Returns what starts the controller of a node that shares applications.
pub(crate) fn child_spec(shared: Vec<Distributed>) -> impl IntoChildSpec {
    Controller::starter(shared).named(CONTROLLER)
}

/// See the [module](self).
pub(super) struct Controller {
    pub(super) node: Node,
    pub(super) own: NodeName,
    pub(super) shared: BTreeMap<Name, Shared>,
    /// The nodes that have a controller, and this one.
    pub(super) known: BTreeSet<NodeName>,
    /// Where applications run, as others have said, that were not started here.
    pub(super) remote: BTreeMap<Name, NodeName>,
    pub(super) introduction: Introduction,
    places: Arc<Places>,
}

impl GenServer for Controller {
    type Args = Vec<Distributed>;
    type Message = Message;

    async fn init(specs: Vec<Distributed>) -> Init<Self> {
        let Some(node) = Node::current() else {
            return Init::error("this system is no node");
        };
        process::trap_exit(true);
        node.monitor_nodes(Message::Node);
        let me = process::this::<Message>();
        let own = node.name().clone();
        let shared: BTreeMap<_, _> = specs
            .into_iter()
            .map(|spec| {
                let name = spec.application.clone();
                let (controller, runs) = (me.clone(), name.clone());
                let runner =
                    process::spawn_link(async move |mailbox: Mailbox<_>| {
                        runner::run(mailbox, runs, controller).await;
                    });
                let mut shared = Shared::new(spec, runner);
                shared.permitted.insert(own.clone(), true);
                (name, shared)
            })
            .collect();
        if shared.values().any(|it| it.spec.rule == Rule::InMajority) {
            process::send_interval(&me, || Message::Renew, RENEWAL);
        }
        let places = Arc::new(Places::new(me, shared.keys().cloned()));
        let names = &node.system().kernel.names;
        names.show(&CONTROLLER.into(), process::id(), places.clone());
        Init::ok(Self {
            known: BTreeSet::from([own.clone()]),
            node,
            own,
            shared,
            remote: BTreeMap::new(),
            introduction: Introduction::default(),
            places,
        })
    }

    fn remote() -> Remote<Message> {
        Remote::open()
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::DistAcNewNode(VERSION, node, shares, running) => {
                let node = node.0;
                self.hold(Newcomer { node, shares, running });
            }
            Message::DistAcNewNode(version, node, ..) => {
                let node = node.0;
                tracing::warn!(%node, version, "it speaks another version");
            }
            Message::DistAcAppLoaded(node, name, ranks, may, knows_me) => {
                let may = may.as_atom() == Some("true");
                if !self.loaded(&node.0, &name, &ranks, may, knows_me) {
                    let name = name.as_str();
                    return Next::stop(format!(
                        "{} shares {name} with other nodes than this one \
                         does: give the same list to all nodes",
                        node.0
                    ));
                }
            }
            Message::DistAcAppUnloaded(node, name) => {
                self.permit(&node.0, &name.as_str().into(), false);
            }
            Message::DistAcNewPermission(node, name, may, runs_there) => {
                let name = name.as_str().into();
                self.permit(&node.0, &name, may);
                if runs_there && !may {
                    self.leaves(&node.0, &name);
                } else if !may {
                    self.withdrawn(&name);
                }
            }
            Message::DistAcAppStarted(node, name, outcome) => {
                self.started(node.0, &name.as_str().into(), outcome);
            }
            Message::DistAcAppStopped(name) => {
                self.stopped_elsewhere(&name.as_str().into());
            }
            Message::DistAcWeight(name, weight, node) => {
                self.weighed(&name.as_str().into(), weight, &node.0);
            }

            Message::Start(name, reply) => self.start(name, reply).await,
            Message::Ran(name, outcome) => self.ran(&name, &outcome),
            Message::Stopped(name) => self.stopped_here(&name),
            Message::TakeOver(name, reply) => self.take_over(&name, reply),
            Message::Restart(name, loss) => self.restart(&name, loss),
            Message::Renew => self.renew(),
            Message::Node(NodeEvent::Up { node, visible: true }) => {
                self.node_up(&node);
            }
            Message::Node(NodeEvent::Down { node, visible: true }) => {
                self.node_down(&node);
            }
            // Hidden nodes share nothing.
            Message::Node(_) => {}
            Message::Go => self.begin_introduction(),
            Message::Introduce(reply) => self.introduce(reply),
            Message::Introduced => self.end_introduction(),
        }
        self.go_on_introducing();
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        match info {
            Info::Down(down) => self.is_no_controller(down.reference),
            // The process that introduced this node has ended.
            Info::Exit(exit) if exit.reason == ExitReason::Normal => {}
            // Whatever is left would not be what others believe.
            Info::Exit(exit) => return Next::Stop(exit.reason),
            other => other.log(),
        }
        Next::Continue
    }

    async fn terminate(&mut self, reason: &ExitReason) {
        if !reason.is_orderly() {
            tracing::error!(
                %reason,
                "nobody decides any more where applications run: the system \
                 stops"
            );
            System::current().stop();
        }
        // What runs elsewhere from now on is not known.
        let applications = &self.node.system().kernel.applications;
        for (name, shared) in &self.shared {
            if shared.spec.rule == Rule::InMajority
                && let Some((master, _)) = applications.stand_down(name)
            {
                master.cast(Stop);
            }
        }
    }
}

impl Controller {
    /// Starts an application where the nodes decide.
    async fn start(&mut self, name: Name, reply: Reply<Verdict>) {
        if !self.introduction.is_over() {
            self.introduction.put_off(name, reply);
            return;
        }
        // Not while other nodes introduce themselves.
        let lock = Lock::new(CONTROLLER).nodes([self.own.clone()]).retries(0);
        if !global::set_lock(&lock).await {
            let again = Message::Start(name, reply);
            process::send_after(&process::this(), again, BUSY);
            return;
        }
        let own = self.own.clone();
        if let Some(shared) = self.shared.get_mut(&name) {
            shared.is_started = true;
            let was_permitted = shared.permitted.insert(own, true);
            shared.decision = Some(Decision::Asked(reply));
            if was_permitted == Some(false) {
                self.tell_permission(&name, true);
            }
            self.tell_loaded(&name);
            self.decide(&name);
        }
        global::del_lock(&lock).await;
    }

    /// Takes an application over from the node that runs it.
    fn take_over(
        &mut self,
        name: &Name,
        reply: Reply<Result<(), ApplicationError>>,
    ) {
        let Some(shared) = self.shared.get_mut(name) else { return };
        let outcome = match shared.state.clone() {
            State::On(node) => {
                shared.takers.push(reply);
                let moved = StartType::Takeover(node);
                shared.runner.send(Order::Run(moved));
                return self.set(name, State::Moving);
            }
            State::Here => ApplicationError::AlreadyStarted(name.clone()),
            _ => ApplicationError::NotStarted(name.clone()),
        };
        reply.send(Err(outcome));
    }

    /// Does what follows from a start on this node.
    fn ran(&mut self, name: &Name, outcome: &Result<(), String>) {
        let connected = self.connected();
        let Some(shared) = self.shared.get_mut(name) else { return };
        let told = match outcome {
            Ok(()) => Outcome::Ok,
            Err(reason) => Outcome::Error(Term::from(reason.as_str())),
        };
        let takers = std::mem::take(&mut shared.takers);
        let can_run = shared.can_run_among(&connected);
        for taker in takers {
            taker.send(outcome.clone().map_err(|reason| {
                let (name, node) = (name.clone(), self.own.clone());
                ApplicationError::StartElsewhere { name, node, reason }
            }));
        }
        self.tell_all(
            |own, name| Message::DistAcAppStarted(own, name, told.clone()),
            name,
        );
        let state = match outcome {
            Ok(()) => State::Here,
            Err(_) => State::Undefined,
        };
        self.set(name, state);
        match outcome {
            Ok(()) if can_run => {}
            Ok(()) => self.stand_still(name),
            Err(_) => self.withdraw(name),
        }
    }

    /// Does what follows from the end of an application on this node.
    fn stopped_here(&mut self, name: &Name) {
        let Some(shared) = self.shared.get_mut(name) else { return };
        let before = shared.state.clone();
        shared.forget_weights();
        // Whoever asked is told that it was stopped.
        shared.decision = None;
        for taker in std::mem::take(&mut shared.takers) {
            taker.send(Err(ApplicationError::NotStarted(name.clone())));
        }
        match before {
            State::Here => {
                self.tell_all(|_, name| Message::DistAcAppStopped(name), name);
            }
            // Those that wait for it need not any more.
            State::Starting | State::Moving => self.tell_all(
                |own, name| {
                    let why = Outcome::Error(Term::atom("stopped"));
                    Message::DistAcAppStarted(own, name, why)
                },
                name,
            ),
            State::On(node) => {
                self.remote.insert(name.clone(), node);
            }
            State::Undefined | State::Lost(_) | State::NoMajority => {}
        }
        self.set(name, State::Undefined);
        self.withdraw(name);
    }

    /// Does not run an application any more, until it is started again; so
    /// that no other node waits for this one to do so. (OTP's do.)
    pub(super) fn withdraw(&mut self, name: &Name) {
        if let Some(shared) = self.shared.get_mut(name) {
            shared.is_started = false;
            shared.permitted.insert(self.own.clone(), false);
            self.tell_permission(name, false);
        }
    }

    fn tell_permission(&self, name: &Name, may: bool) {
        self.tell_all(
            |own, name| Message::DistAcNewPermission(own, name, may, false),
            name,
        );
    }

    /// Notes where an application is.
    pub(super) fn set(&mut self, name: &Name, state: State) {
        if let Some(shared) = self.shared.get_mut(name) {
            shared.state = state;
            self.show(name);
        }
    }

    /// Lets everybody see where an application is.
    pub(super) fn show(&self, name: &Name) {
        let Some(shared) = self.shared.get(name) else { return };
        let place = match &shared.state {
            State::Here => Place::On(self.own.clone()),
            State::On(node) => Place::On(node.clone()),
            _ => match self.remote.get(name) {
                Some(node) => Place::On(node.clone()),
                None => Place::Nowhere,
            },
        };
        self.places.set(name, place);
    }

    /// Returns this node, and those that it is connected to.
    pub(super) fn connected(&self) -> BTreeSet<NodeName> {
        self.node.nodes().into_iter().chain([self.own.clone()]).collect()
    }

    /// Tells the controller of a node something, if the node is connected;
    /// returns whether it is.
    pub(super) fn tell(&self, node: &NodeName, message: Message) -> bool {
        // Sending would connect to one that is lost.
        let is_connected = self.node.is_connected(node);
        if is_connected {
            let system = self.node.system();
            system.across((CONTROLLER, node.clone())).send(message);
        }
        is_connected
    }

    /// Tells all controllers something about an application: those that were
    /// told what runs here.
    pub(super) fn tell_all(
        &self,
        message: impl Fn(NodeAtom, Atom) -> Message,
        name: &Name,
    ) {
        let Ok(name) = Atom::new(name.as_str()) else { return };
        let told: BTreeSet<_> =
            self.known.iter().chain(self.introduction.told()).collect();
        for node in told.into_iter().filter(|node| **node != self.own) {
            let own = NodeAtom(self.own.clone());
            self.tell(node, message(own, name.clone()));
        }
    }
}
