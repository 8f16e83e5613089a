//! Process groups: who is in a group, and who wants to know: OTP's `pg`.
//!
//! A group is a name for any number of processes, and is there while it has
//! any. A scope is where groups have names; scopes know nothing of each other.
//!
//! ```
//! use actor_core::pg::Change;
//! use actor_core::{Mailbox, Pg, System, process};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! System::new("docs").enter_with(async |mut mailbox: Mailbox<Change<&str>>| {
//!     let chat = Pg::<&str>::new("chat");
//!     chat.clone().start_link().await.unwrap();
//!     let (_, members) = chat.monitor("pizza", |change| change);
//!     assert_eq!(members, []);
//!
//!     let guest = process::spawn(async |_: Mailbox<()>| {});
//!     let (group, pid) = ("pizza", guest.pid());
//!     chat.join(group, pid).unwrap();
//!     let joined = mailbox.receive().await;
//!     assert_eq!(joined, Change::Joined { group, pid });
//!     let left = mailbox.receive().await;
//!     assert_eq!(left, Change::Left { group, pid });
//!     assert_eq!(chat.members("pizza"), []);
//! }).await;
//! # }
//! ```
//!
//! # What it promises
//!
//! A process may be in many groups, and in one group several times; each time
//! it leaves, it leaves once. Its memberships end with it, before its links
//! and monitors are told. Whoever monitors a group is told of every change
//! after the members that it was given, in the order in which they happened.
//!
//! # Other nodes
//!
//! A scope that is made by [`Pg::across`] shares its groups with the scopes of
//! its name on all other nodes, which may be those of Erlang's `pg`. Its
//! members are those of all nodes; a process joins on its own node.
//!
//! Only visible nodes find each other; a hidden one is no part of it. What
//! happens on another node is known here a moment later, and in the order in
//! which it happened there. When a node is lost, or the scope on it ends, its
//! members leave here; when it is back they join again. Nodes that are parted
//! go on, each with the members that it sees.
//!
//! In Erlang the name of a group is any term, so here it is any type that
//! serde writes and reads as [`etf`](crate::etf) says: a `String` is the
//! binary `<<"pizza">>`, an [`Atom`](crate::etf::Atom) the atom `pizza`, a
//! variant without fields too, a pair `{city, 7}`, and a
//! [`Term`](crate::etf::Term) whatever it is. Groups of other nodes whose
//! names are of no such type are logged and left out.
//!
//! # How to supervise
//!
//! As a child before those that join. Nobody is tied to the scope: if it
//! crashes, its groups are empty when it is there again, and members join anew.
//!
//! # When not to use it
//!
//! Within one system a [`Registry`](crate::Registry) with duplicate keys also
//! keeps a value for each member, and calls them.
//!
//! This file is long, because most of it is what a user reads.

mod groups;
mod overlay;
mod peers;
mod protocol;
mod server;
mod state;

use std::borrow::Borrow;
use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::exit::NoProc;
use crate::gen_server::{GenServer, StartError, Starter};
use crate::pid::{Name, Pid, Reference};
use crate::process::{self, Destination, ProcessRef};
use crate::registry::Key;
use crate::supervisor::{ChildSpec, IntoChildSpec};
use crate::system::System;

use groups::Groups;
use protocol::Codec;
use server::Args;
pub use server::Message;
use state::Group;

/// A scope of process groups; see the [module](self). `G` is what groups are
/// named by.
///
/// It is the name of a scope and how to start it; cheap to make and to clone.
/// What it does, it does in the system of the current process.
///
/// # Panics
///
/// All its methods panic if no scope of this name, and with such groups, runs;
/// and outside of a process, unless [`on`](Self::on) says in which system.
pub struct Pg<G = Name> {
    scope: Name,
    system: Option<System>,
    /// How its groups are known to other nodes, if they share it.
    codec: Option<Codec<G>>,
    group: PhantomData<fn() -> G>,
}

/// What has happened to a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change<G> {
    /// A process joined a group.
    Joined {
        /// The group.
        group: G,
        /// Who joined.
        pid: Pid,
    },
    /// A process left a group, or ended; once for each time it had joined.
    Left {
        /// The group.
        group: G,
        /// Who left.
        pid: Pid,
    },
}

impl<G: Key> Pg<G> {
    /// Makes a scope.
    pub fn new(scope: impl Into<Name>) -> Self {
        let (scope, group) = (scope.into(), PhantomData);
        Self { scope, system: None, codec: None, group }
    }

    /// Shares the scope with all nodes that have one of its name, once it is
    /// started; see [Other nodes](self#other-nodes).
    ///
    /// ```no_run
    /// use actor_core::supervisor::{Strategy, Supervisor};
    /// use actor_core::{Pg, process};
    ///
    /// # async fn start() {
    /// let chat = Pg::<String>::new("chat");
    /// let tree = Supervisor::new(Strategy::OneForOne);
    /// tree.child(chat.clone().across()).start_link().await.unwrap();
    /// // In Erlang: `pg:get_members(chat, <<"pizza">>)`
    /// chat.join("pizza".to_owned(), process::id()).unwrap();
    /// # }
    /// ```
    #[must_use]
    pub fn across(mut self) -> Self
    where
        G: Serialize + DeserializeOwned,
    {
        self.codec = Some(Codec::new());
        self
    }

    /// Returns the scope of this name in `system`; for those who are no
    /// process.
    #[must_use]
    pub fn on(mut self, system: &System) -> Self {
        self.system = Some(system.clone());
        self
    }

    /// Starts the scope, linked to the current process.
    ///
    /// # Errors
    ///
    /// If the name is taken.
    ///
    /// # Panics
    ///
    /// Outside of a process; see [`start_on`](Self::start_on).
    pub fn start_link(
        self,
    ) -> impl Future<Output = Result<ProcessRef<Message>, StartError>> + Send
    {
        self.starter().start_link()
    }

    /// Starts the scope in `system`, linked to nobody; for those who are no
    /// process.
    ///
    /// # Errors
    ///
    /// If the name is taken.
    pub fn start_on(
        self,
        system: &System,
    ) -> impl Future<Output = Result<ProcessRef<Message>, StartError>> + Send
    {
        self.starter().start_on(system)
    }

    fn starter(self) -> Starter<server::Server<G>> {
        let Self { scope, codec, .. } = self;
        let args = Args { scope: scope.clone(), codec };
        server::Server::starter(args).named(scope)
    }

    /// Adds a process to a group; one that is in it already, once more.
    ///
    /// # Errors
    ///
    /// `NoProc` if the process is dead, or of another node: it joins there.
    ///
    /// # Panics
    ///
    /// If the scope does not run.
    #[track_caller]
    pub fn join(
        &self,
        group: G,
        member: impl Destination,
    ) -> Result<(), NoProc> {
        let groups = self.groups();
        let member = member.resolve(groups.kernel()).ok_or(NoProc)?;
        groups.join(group, &member)
    }

    /// Removes a process from a group, once. Returns whether it was in it.
    ///
    /// # Panics
    ///
    /// If the scope does not run.
    #[track_caller]
    pub fn leave<Q>(&self, group: &Q, member: impl Destination) -> bool
    where
        G: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let groups = self.groups();
        let process = member.resolve(groups.kernel());
        let pid = process.map_or(member.known_pid(), |process| process.pid());
        groups.leave(group, pid)
    }

    /// Returns who is in a group; who joined it several times, as many times.
    ///
    /// # Panics
    ///
    /// If the scope does not run.
    #[track_caller]
    pub fn members<Q>(&self, group: &Q) -> Vec<Pid>
    where
        G: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.groups().members(group)
    }

    /// As [`members`](Self::members), of this node only.
    ///
    /// # Panics
    ///
    /// If the scope does not run.
    #[track_caller]
    pub fn local_members<Q>(&self, group: &Q) -> Vec<Pid>
    where
        G: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.groups().local_members(group)
    }

    /// Returns the groups that have members, in no order.
    ///
    /// # Panics
    ///
    /// If the scope does not run.
    #[track_caller]
    pub fn which_groups(&self) -> Vec<G> {
        self.groups().which_groups(Group::all)
    }

    /// As [`which_groups`](Self::which_groups), of those that have members of
    /// this node.
    ///
    /// # Panics
    ///
    /// If the scope does not run.
    #[track_caller]
    pub fn which_local_groups(&self) -> Vec<G> {
        self.groups().which_groups(Group::local)
    }

    /// Has the current process told of every change of a group from here on,
    /// and returns who is in it now. `message` makes its message of a
    /// [`Change`]; a variant is such a function.
    ///
    /// # Panics
    ///
    /// If the scope does not run, outside of a process, and if the messages of
    /// the process are not of type `M`.
    #[track_caller]
    pub fn monitor<M, F>(&self, group: G, message: F) -> (Reference, Vec<Pid>)
    where
        M: Send + 'static,
        F: Fn(Change<G>) -> M + Send + Sync + 'static,
    {
        let tell = tell(process::this::<M>(), message);
        self.groups().monitor(group, tell)
    }

    /// As [`monitor`](Self::monitor), for all groups. Returns those that have
    /// members, with them.
    ///
    /// # Panics
    ///
    /// As [`monitor`](Self::monitor).
    #[track_caller]
    pub fn monitor_scope<M, F>(
        &self,
        message: F,
    ) -> (Reference, Vec<(G, Vec<Pid>)>)
    where
        M: Send + 'static,
        F: Fn(Change<G>) -> M + Send + Sync + 'static,
    {
        let tell = tell(process::this::<M>(), message);
        self.groups().monitor_scope(tell)
    }

    /// Ends a monitor of the current process. Changes of before may still be
    /// under way. Returns whether there was such a monitor.
    ///
    /// # Panics
    ///
    /// If the scope does not run, and outside of a process.
    #[track_caller]
    pub fn demonitor(&self, reference: Reference) -> bool {
        self.groups().demonitor(process::id(), reference)
    }

    #[track_caller]
    fn groups(&self) -> Arc<Groups<G>> {
        let scope = self.scope.as_str();
        let groups = match &self.system {
            Some(system) => system.kernel.names.shown(scope),
            None => process::current(|current| {
                let me = current
                    .expect("groups are used in a process: see `Pg::on`");
                me.head().kernel.names.shown(scope)
            }),
        };
        groups.unwrap_or_else(|| panic!("unknown scope of groups: {scope}"))
    }
}

/// Tells a process of a change.
type Tell<G> = Arc<dyn Fn(Change<G>) + Send + Sync>;

fn tell<G, M, F>(listener: ProcessRef<M>, message: F) -> Tell<G>
where
    M: Send + 'static,
    F: Fn(Change<G>) -> M + Send + Sync + 'static,
{
    Arc::new(move |change| listener.send(message(change)))
}

/// A scope is known by its name.
impl<G: Key> IntoChildSpec for Pg<G> {
    type Message = Message;

    fn into_child_spec(self) -> ChildSpec<Message> {
        let id = self.scope.clone();
        ChildSpec::new(id, move || self.clone().start_link())
    }
}

impl<G> Clone for Pg<G> {
    fn clone(&self) -> Self {
        let Self { scope, system, codec, group } = self;
        let (scope, system) = (scope.clone(), system.clone());
        Self { scope, system, codec: *codec, group: *group }
    }
}

impl<G> fmt::Debug for Pg<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pg").field(&self.scope).finish()
    }
}
