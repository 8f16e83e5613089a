//! A name of the cluster.

use std::fmt;
use std::sync::Arc;

use super::registrar::{Claim, is_of};
use super::resolve::Resolve;
use super::{register_in, shared::Shared};
use crate::etf::{Atom, Term};
use crate::names::RegisterError;
use crate::node::NodeName;
use crate::pid::Pid;
use crate::system::{Kernel, System};

/// A name that is known on all nodes of a cluster, whichever node has the
/// process: `{global, Name}`. It is cheap to clone.
///
/// A server is started under it with
/// [`named`](crate::gen_server::Starter::named), and reached from any node by
/// [`ProcessRef::across`](crate::ProcessRef::across). While its application
/// [moves](crate::application::StartType::Takeover) to this node, it takes the
/// name from a process of the node that the application leaves.
///
/// A text is an atom in Erlang. Atoms stay in the tables of Erlang's nodes for
/// ever, so names that users make up should be other terms: `Term::from("bob")`
/// is what Elixir calls a string.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Global(Arc<Term>);

impl Global {
    /// Makes a name.
    ///
    /// # Panics
    ///
    /// If it is a text that is longer than an atom may be: 255 characters.
    pub fn new(name: impl Into<Self>) -> Self {
        name.into()
    }

    /// Returns the name as Erlang knows it.
    pub fn term(&self) -> &Term {
        &self.0
    }

    pub(crate) fn find(&self, kernel: &Arc<Kernel>) -> Option<Pid> {
        let system = System { kernel: kernel.clone() };
        Shared::of(&system)?.names.whereis(kernel, &self.0)
    }

    /// Gives the name to the current process, unless another has it. If that
    /// one is of the node from which the application of the current process
    /// [moves here], it keeps the name until the result is [taken over].
    ///
    /// [moves here]: crate::application::StartType::Takeover
    /// [taken over]: Taking::finish
    pub(crate) async fn register(
        &self,
        pid: Pid,
    ) -> Result<Registered, RegisterError> {
        let system = System::current();
        let taken = match self.register_as(&system, pid, Claim::Free).await {
            Ok(()) => return Ok(Registered::Done),
            Err(RegisterError::Taken(holder)) => holder,
            Err(refusal) => return Err(refusal),
        };
        let left = system.kernel.applications.moves_from();
        match left.filter(|node| is_of(&system, taken, node)) {
            Some(from) => {
                let name = self.clone();
                Ok(Registered::Later(Box::new(Taking { name, from })))
            }
            None => Err(RegisterError::Taken(taken)),
        }
    }

    async fn register_as(
        &self,
        system: &System,
        pid: Pid,
        claim: Claim,
    ) -> Result<(), RegisterError> {
        register_in(system, self, pid, &Resolve::default(), claim).await
    }
}

/// What came of a registration.
pub(crate) enum Registered {
    Done,
    /// The name is taken over when the process can do its work.
    Later(Box<Taking>),
}

/// A name that is to be taken over from a process of another node.
pub(crate) struct Taking {
    name: Global,
    from: NodeName,
}

impl Registered {
    pub(crate) fn into_taking(self) -> Option<Box<Taking>> {
        match self {
            Self::Done => None,
            Self::Later(taking) => Some(taking),
        }
    }
}

impl Taking {
    /// Gives the name to the current process.
    pub(crate) async fn finish(self, pid: Pid) -> Result<(), RegisterError> {
        let claim = Claim::LeftBy(self.from);
        self.name.register_as(&System::current(), pid, claim).await
    }
}

impl From<Term> for Global {
    fn from(name: Term) -> Self {
        Self(Arc::new(name))
    }
}

impl From<Atom> for Global {
    fn from(name: Atom) -> Self {
        Term::Atom(name).into()
    }
}

impl From<&str> for Global {
    fn from(name: &str) -> Self {
        Atom::new(name).expect("an atom has 255 characters at most").into()
    }
}

impl From<String> for Global {
    fn from(name: String) -> Self {
        name.as_str().into()
    }
}

impl From<&Global> for Global {
    fn from(name: &Global) -> Self {
        name.clone()
    }
}

impl fmt::Display for Global {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{global,{}}}", self.0)
    }
}

impl fmt::Debug for Global {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
