//! Nodes that share an application, each with a runtime of its own, so that it
//! can be killed.
//!
//! It is long because all that is done to such nodes stands in one place: they
//! are started, watched, cut off and connected again.

use std::time::Duration;

use actor_core::application::{
    ApplicationError, Distributed, Mode, StartType, SyncNodes,
};
use actor_core::gen_server::StartError;
use actor_core::node::global::{self, Lock};
use actor_core::node::{EpmdError, NodeError, NodeOptions};
use actor_core::supervisor::{Strategy, SupervisorRef};
use actor_core::{Application, Node, NodeName, Supervisor, System};
use tokio::runtime::{self, Runtime};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::time::timeout;

use crate::cluster::Cluster;

/// How long anything here may take on a busy machine.
pub(crate) const DEADLINE: Duration = Duration::from_mins(1);

/// The nodes of a test.
pub(crate) struct Nodes {
    pub(crate) cluster: Cluster,
    events: UnboundedReceiver<(String, Event)>,
    sender: UnboundedSender<(String, Event)>,
    change: fn(NodeOptions) -> NodeOptions,
}

/// What happens to the application on a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Starts(StartType),
    Stopped,
}

/// A node that runs, until it is dropped, which is as if its machine failed.
pub(crate) struct Member {
    pub(crate) system: System,
    pub(crate) node: Node,
    runtime: Option<Runtime>,
}

impl Nodes {
    pub(crate) async fn new() -> Self {
        let cluster = Cluster::new().await;
        let (sender, events) = mpsc::unbounded_channel();
        let change = std::convert::identity;
        Self { cluster, events, sender, change }
    }

    /// Has nodes lose only the connections that are cut, and no others because
    /// of those.
    pub(crate) fn that_can_be_cut(mut self) -> Self {
        self.change = NodeOptions::allow_overlapping_partitions;
        self
    }

    /// Has nodes share another application too.
    pub(crate) fn that_share(
        mut self,
        change: fn(NodeOptions) -> NodeOptions,
    ) -> Self {
        self.change = change;
        self
    }

    /// Returns how a node of the cluster would be that others see.
    pub(crate) fn options(&self, name: &str) -> NodeOptions {
        (self.change)(self.cluster.options(name).visible())
    }

    /// Starts nodes that wait for each other, and the application on all.
    pub(crate) async fn running<const N: usize>(
        &mut self,
        names: [&'static str; N],
        shared: &Distributed,
    ) -> [Member; N] {
        let members = self.waiting(names, shared).await;
        for (name, member) in names.iter().zip(&members) {
            self.start(name, member).await.unwrap();
        }
        members
    }

    /// Starts nodes that wait for each other.
    pub(crate) async fn waiting<const N: usize>(
        &self,
        names: [&'static str; N],
        shared: &Distributed,
    ) -> [Member; N] {
        let starts = names.map(|name| {
            let others = names.into_iter().filter(|other| *other != name);
            let sync = SyncNodes::within(DEADLINE).mandatory(others.map(named));
            let options = self.options(name).distributed(shared.clone());
            tokio::spawn(Member::start(name, options.sync_nodes(sync)))
        });
        let mut members = Vec::new();
        for start in starts {
            members.push(start.await.unwrap().unwrap());
        }
        members.try_into().ok().unwrap()
    }

    /// Starts a node, and the application on it.
    pub(crate) async fn join(
        &self,
        name: &'static str,
        shared: &Distributed,
    ) -> Member {
        let options = self.options(name).distributed(shared.clone());
        let member = Member::start(name, options).await.unwrap();
        self.start(name, &member).await.unwrap();
        member
    }

    /// Starts the application on a node.
    pub(crate) async fn start(
        &self,
        name: &'static str,
        member: &Member,
    ) -> Result<(), ApplicationError> {
        let story = self.story(name, async |_| tree().await);
        member.start_application(story).await
    }

    /// Returns the application, which tells what happens to it.
    pub(crate) fn story<F>(
        &self,
        name: &'static str,
        start: impl Fn(StartType) -> F + Send + Sync + 'static,
    ) -> Application
    where
        F: Future<Output = Result<SupervisorRef, StartError>> + Send + 'static,
    {
        let (starts, stopped) = (self.sender.clone(), self.sender.clone());
        let (name, also) = (name.to_owned(), name.to_owned());
        Application::new("chucky", move |start_type: StartType| {
            let event = Event::Starts(start_type.clone());
            // The test may be over.
            let _ = starts.send((name.clone(), event));
            start(start_type)
        })
        .after_stop(move || {
            let _ = stopped.send((also.clone(), Event::Stopped));
            async {}
        })
    }

    /// Returns what happens next, and where.
    pub(crate) async fn next(&mut self) -> (String, Event) {
        let event = timeout(DEADLINE, self.events.recv()).await;
        event.expect("something happens").expect("there is a sender")
    }

    /// Checks what happens next.
    pub(crate) async fn happens(&mut self, name: &str, event: Event) {
        assert_eq!(self.next().await, (name.to_owned(), event));
    }

    /// Checks that nothing has happened beside what was checked.
    pub(crate) fn nothing_happened(&mut self) {
        assert_eq!(self.events.try_recv().ok(), None);
    }
}

impl Member {
    pub(crate) async fn start(
        name: &'static str,
        options: NodeOptions,
    ) -> Result<Self, NodeError> {
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let (system, node) = loop {
            let system = System::new(name);
            let (starting, options) = (system.clone(), options.clone());
            let start =
                runtime.spawn(async move { options.start(&starting).await });
            match start.await.unwrap() {
                // The port mapper does not know yet that the one before is
                // dead.
                Err(NodeError::Epmd(EpmdError::Taken(_))) => {
                    tokio::task::yield_now().await;
                }
                node => break (system, node),
            }
        };
        let runtime = Some(runtime);
        // Also without a node, so that the runtime is not dropped here.
        match node {
            Ok(node) => Ok(Self { system, node, runtime }),
            Err(error) => {
                runtime.into_iter().for_each(Runtime::shutdown_background);
                Err(error)
            }
        }
    }

    pub(crate) async fn start_application(
        &self,
        application: Application,
    ) -> Result<(), ApplicationError> {
        let mode = Mode::Temporary;
        let start = self.system.start_application(application, mode);
        timeout(DEADLINE, start).await.expect("the nodes decide")
    }

    /// Returns whether the application runs on this node.
    pub(crate) fn runs(&self) -> bool {
        self.system.applications().contains(&"chucky".into())
    }

    /// Waits until this node knows that the application runs on a node.
    pub(crate) async fn sees_it_on(&self, name: &str) {
        let node = Some(named(name));
        self.until(|member| member.system.application_node("chucky") == node)
            .await;
    }

    pub(crate) async fn until(&self, is_so: impl Fn(&Self) -> bool) {
        let asked = async {
            while !is_so(self) {
                tokio::task::yield_now().await;
            }
        };
        assert!(
            timeout(DEADLINE, asked).await.is_ok(),
            "{} is connected to {:?}, and sees it on {:?}",
            self.node.name(),
            self.node.nodes(),
            self.system.application_node("chucky")
        );
    }
}

/// Ends all at once, with no farewell.
impl Drop for Member {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Cuts the connections between two parts of a cluster.
pub(crate) async fn cut(one: &[&Member], other: &[&Member]) {
    for (this, that) in pairs(one, other) {
        this.node.disconnect(that.node.name());
        that.node.disconnect(this.node.name());
    }
    for (this, that) in pairs(one, other) {
        this.until(|it| !it.node.nodes().contains(that.node.name())).await;
        that.until(|it| !it.node.nodes().contains(this.node.name())).await;
    }
}

/// Waits until no node of a cluster introduces itself any more: until then they
/// could connect again when they are cut.
pub(crate) async fn quiet(members: &[&Member]) {
    for member in members {
        let quiet = member.system.enter(async {
            global::sync().await;
            let lock = Lock::new("dist_ac");
            global::trans(&lock, async || ()).await.unwrap();
        });
        timeout(DEADLINE, quiet).await.expect("it becomes quiet");
    }
}

/// Connects two parts of a cluster.
pub(crate) async fn heal(one: &[&Member], other: &[&Member]) {
    for (this, that) in pairs(one, other) {
        let connect = async {
            while this.node.connect(that.node.name()).await.is_err() {}
        };
        timeout(DEADLINE, connect).await.expect("they connect");
    }
}

fn pairs<'a>(
    one: &[&'a Member],
    other: &[&'a Member],
) -> Vec<(&'a Member, &'a Member)> {
    let with_others = |this: &&'a Member| {
        let this = *this;
        other.iter().map(move |that| (this, *that)).collect::<Vec<_>>()
    };
    one.iter().flat_map(with_others).collect()
}

/// Returns a node's name.
pub(crate) fn named(name: &str) -> NodeName {
    format!("{name}@127.0.0.1").parse().unwrap()
}

/// Returns the book's list: `[a, {b, c}]`.
pub(crate) fn a_then_b_or_c(delay: Duration) -> Distributed {
    Distributed::new("chucky")
        .restart_after(delay)
        .on(named("a"))
        .on_any([named("b"), named("c")])
}

/// Starts an empty tree.
pub(crate) async fn tree() -> Result<SupervisorRef, StartError> {
    Supervisor::new(Strategy::OneForOne).start_link().await
}
