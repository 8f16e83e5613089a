//! What [`ThySupervisor`](super::ThySupervisor) knows of a child.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use actor_core::{Name, Pid};

/// How a child is started: by a function, as often as it is needed.
///
/// The function starts a process that is linked to nobody, and returns its
/// pid; or nothing, if it started none.
#[derive(Clone)]
pub struct ChildSpec {
    name: Name,
    start: Arc<dyn Fn() -> Starting + Send + Sync>,
}

type Starting = Pin<Box<dyn Future<Output = Option<Pid>> + Send>>;

impl ChildSpec {
    /// Makes the specification of a child that `start` starts. `name` says to
    /// a reader what it is; the supervisor makes no use of it.
    pub fn new<F, S>(name: impl Into<Name>, start: S) -> Self
    where
        S: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = Option<Pid>> + Send + 'static,
    {
        let start = move || Box::pin(start()) as Starting;
        Self { name: name.into(), start: Arc::new(start) }
    }

    /// Returns what the child is called.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// Starts a child.
    pub(super) async fn start(&self) -> Option<Pid> {
        (self.start)().await
    }
}

impl fmt::Debug for ChildSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.name, f)
    }
}
