//! Which process is running on this thread.
//!
//! A process is current while it is polled. What must wait until it is known
//! whether that poll was its last, waits here too.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::mem;
use std::sync::Arc;

use super::cell::Process;
use crate::sync::thread_local;

/// A reply that was dropped unanswered, whose caller is not told yet.
pub(crate) trait Orphan: Send + Sync {
    fn tell(&self);
}

struct Scope {
    process: Cell<Option<Arc<dyn Process>>>,
    orphans: RefCell<Vec<Arc<dyn Orphan>>>,
    has_orphans: Cell<bool>,
    /// The reply slot of the last call on this thread, to be used again.
    slot: Cell<Option<Arc<dyn Any + Send + Sync>>>,
}

thread_local! {
    static SCOPE: Scope = const { Scope::new() };
}

impl Scope {
    /// Makes a process that was taken out to be looked at current again.
    #[inline]
    fn put_back(&self, process: Option<Arc<dyn Process>>) {
        // There is none meanwhile, so nothing needs to be dropped.
        mem::forget(self.process.replace(process));
    }

    const fn new() -> Self {
        Self {
            process: Cell::new(None),
            orphans: RefCell::new(Vec::new()),
            has_orphans: Cell::new(false),
            slot: Cell::new(None),
        }
    }
}

/// Runs `step` with `process` as the current process.
///
/// The callers of replies that `step` dropped are told after it, so that they
/// learn why the process ended if it did.
#[inline]
pub(crate) fn enter<T>(
    process: &mut Option<Arc<dyn Process>>,
    step: impl FnOnce() -> T,
) -> T {
    SCOPE.with(|scope| {
        let outer = scope.process.replace(process.take());
        let result = step();
        *process = scope.process.replace(outer);
        if scope.has_orphans.get() {
            tell_orphans(scope, process.as_deref());
        }
        result
    })
}

#[cold]
fn tell_orphans(scope: &Scope, process: Option<&dyn Process>) {
    if has_process(scope) {
        // They are those of the process that this step is part of.
        return;
    }
    let mut orphans = scope.orphans.take();
    scope.has_orphans.set(false);
    // If the end of the process has begun, they learn of it.
    if let Some(process) = process.filter(|p| p.head().is_terminating()) {
        process.with(|control| {
            if !control.closed {
                control.relations().orphans.append(&mut orphans);
            }
        });
    }
    for orphan in orphans {
        orphan.tell();
    }
}

/// Looks at the current process, if there is one. While it does, there is
/// none; so `look` runs no code but ours.
#[inline]
pub(crate) fn current<T>(look: impl FnOnce(Option<&dyn Process>) -> T) -> T {
    SCOPE.with(|scope| {
        let process = scope.process.take();
        let result = look(process.as_deref());
        scope.put_back(process);
        result
    })
}

/// Returns the current process.
///
/// # Panics
///
/// Outside of a process.
#[track_caller]
pub(crate) fn me() -> Arc<dyn Process> {
    let me = SCOPE.with(|scope| {
        let process = scope.process.take();
        let me = process.clone();
        scope.put_back(process);
        me
    });
    me.expect("this function works in a process: see `System::enter`")
}

/// Returns whether a process is running on this thread. A panic hook asks, so
/// it must not panic itself.
pub(crate) fn is_current() -> bool {
    SCOPE.try_with(has_process).unwrap_or(false)
}

fn has_process(scope: &Scope) -> bool {
    let process = scope.process.take();
    let has = process.is_some();
    scope.put_back(process);
    has
}

/// Takes the slot of the last call on this thread.
#[inline]
pub(crate) fn take_slot() -> Option<Arc<dyn Any + Send + Sync>> {
    SCOPE.with(|scope| scope.slot.take())
}

/// Keeps a slot for the next call on this thread.
#[inline]
pub(crate) fn keep_slot(slot: Arc<dyn Any + Send + Sync>) {
    let before = SCOPE.with(|scope| scope.slot.replace(Some(slot)));
    drop(before);
}

/// Tells the caller of a dropped reply: now or, within a process, when its
/// step is over.
pub(crate) fn orphan(orphan: Arc<dyn Orphan>) {
    let now = SCOPE.with(|scope| {
        if !has_process(scope) {
            return Some(orphan);
        }
        scope.orphans.borrow_mut().push(orphan);
        scope.has_orphans.set(true);
        None
    });
    if let Some(orphan) = now {
        orphan.tell();
    }
}
