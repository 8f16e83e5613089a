//! A worker that somebody holds.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use actor_core::Reference;
use tokio::time::Instant;

use super::manage::Manage;
use super::shared::Shared;

/// A worker that is checked out. Dropping it checks it in, whatever the reason:
/// the holder is done, returns an error, panics, is cancelled, or is killed.
///
/// It dereferences to what is pooled. A holder of a process learns of its end
/// as everywhere: calls fail, and [`down`](actor_core::ProcessRef::down)
/// resolves. The
/// pool has replaced it then, and dropping it does nothing.
#[must_use = "a worker that is dropped is checked in"]
pub struct Worker<W: Manage> {
    unit: Option<Box<Unit<W>>>,
}

/// A worker, wherever it is: idle, held, or on its way. It is moved and never
/// copied, so nobody can hold what another holds.
pub(super) struct Unit<W: Manage> {
    pub(super) id: UnitId,
    pub(super) worker: W::Worker,
    /// Where it goes back to.
    pub(super) pool: Arc<Shared<W>>,
    /// If it is a process.
    pub(super) monitor: Option<Reference>,
    /// When it has been used for long enough.
    pub(super) expires: Option<Instant>,
    /// Since when it is idle, or held.
    pub(super) since: Instant,
    /// How long its holder has waited for it.
    pub(super) waited: Duration,
    /// Whether somebody stopped in the middle of using it.
    pub(super) tainted: bool,
    /// Whether nothing is left of its last holder.
    pub(super) is_reset: bool,
}

/// Unique among the workers of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct UnitId(pub(super) u64);

impl<W: Manage> Worker<W> {
    pub(super) fn new(unit: Box<Unit<W>>) -> Self {
        Self { unit: Some(unit) }
    }

    /// Checks the worker in as one that is not fit for use: it is closed, and
    /// replaced.
    pub fn discard(mut self) {
        self.unit_mut().tainted = true;
    }

    /// From here on, dropping the worker discards it: an await may be the last.
    pub(super) fn taint(&mut self) {
        self.unit_mut().tainted = true;
    }

    /// Takes back [`taint`](Self::taint).
    pub(super) fn untaint(&mut self) {
        self.unit_mut().tainted = false;
    }

    /// Gives it away, other than by checking it in.
    pub(super) fn into_unit(mut self) -> Option<Box<Unit<W>>> {
        self.unit.take()
    }

    /// Returns how long ago its holder asked for it.
    pub(super) fn asked_ago(&self) -> Duration {
        self.unit().waited + self.unit().since.elapsed()
    }

    fn unit(&self) -> &Unit<W> {
        self.unit.as_ref().expect(HELD)
    }

    fn unit_mut(&mut self) -> &mut Unit<W> {
        self.unit.as_mut().expect(HELD)
    }
}

const HELD: &str = "only dropping a worker gives it away";

impl<W: Manage> Deref for Worker<W> {
    type Target = W::Worker;

    fn deref(&self) -> &W::Worker {
        &self.unit().worker
    }
}

impl<W: Manage> DerefMut for Worker<W> {
    fn deref_mut(&mut self) -> &mut W::Worker {
        &mut self.unit_mut().worker
    }
}

impl<W: Manage> Drop for Worker<W> {
    fn drop(&mut self) {
        let Some(unit) = self.unit.take() else { return };
        let pool = unit.pool.clone();
        pool.check_in(unit);
    }
}

impl<W: Manage<Worker: fmt::Debug>> fmt::Debug for Worker<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Worker").field(&self.unit().worker).finish()
    }
}
