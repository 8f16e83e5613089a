//! Which process is running on this thread.
//!
//! A process is current while it is polled. What must wait until it is known
//! whether that poll was its last, waits here too.

use std::any::Any;
use std::cell::RefCell;
use std::mem;
use std::sync::Arc;

use super::cell::Process;
use crate::sync::thread_local;

/// The running process, and what it keeps from one poll to the next.
pub(crate) struct Current {
    pub(crate) process: Arc<dyn Process>,
    /// The reply slot of its last call, to be used again.
    pub(crate) slot: Option<Arc<dyn Any + Send + Sync>>,
}

/// A reply that was dropped unanswered, whose caller is not told yet.
pub(crate) trait Orphan: Send + Sync {
    fn tell(&self);
}

#[derive(Default)]
struct Scope {
    current: RefCell<Option<Current>>,
    orphans: RefCell<Vec<Arc<dyn Orphan>>>,
}

thread_local! {
    static SCOPE: Scope = Scope::default();
}

/// Runs `step` with `current` as the current process.
///
/// The callers of replies that `step` dropped are told after it, so that they
/// learn why the process ended if it did.
pub(crate) fn enter<T>(
    current: &mut Option<Current>,
    step: impl FnOnce() -> T,
) -> T {
    SCOPE.with(|scope| {
        let outer = scope.current.replace(current.take());
        let result = step();
        *current = scope.current.replace(outer);
        if !scope.orphans.borrow().is_empty() {
            for orphan in mem::take(&mut *scope.orphans.borrow_mut()) {
                orphan.tell();
            }
        }
        result
    })
}

/// Looks at the current process, if there is one.
pub(crate) fn current<T>(look: impl FnOnce(Option<&mut Current>) -> T) -> T {
    SCOPE.with(|scope| look(scope.current.borrow_mut().as_mut()))
}

/// Returns whether a process is running on this thread. A panic hook asks, so
/// it must not panic itself.
pub(crate) fn is_current() -> bool {
    SCOPE
        .try_with(|scope| {
            scope.current.try_borrow().is_ok_and(|current| current.is_some())
        })
        .unwrap_or(false)
}

/// Tells the caller of a dropped reply: now or, within a process, when its
/// step is over.
pub(crate) fn orphan(orphan: Arc<dyn Orphan>) {
    SCOPE.with(|scope| {
        if scope.current.borrow().is_some() {
            scope.orphans.borrow_mut().push(orphan);
        } else {
            orphan.tell();
        }
    });
}

/// Returns the current process.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub(crate) fn me() -> Arc<dyn Process> {
    let me = current(|current| current.map(|c| c.process.clone()));
    me.expect("this function works in a process: see `System::enter`")
}
