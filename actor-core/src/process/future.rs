//! The task of a process: its body, wrapped.
//!
//! Every poll makes the process current, looks at one flag that says whether
//! an exit signal has come, and only then polls the body. The end of a
//! process awaits nothing and spawns nothing, so that it also works while the
//! runtime shuts down.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::cell::{Closed, Process};
use super::mailbox::Mailbox;
use super::relations::Watcher;
use super::scope;
use super::signal::Signal;
use crate::exit::{Down, ExitReason, IntoExitReason};
use crate::report;

pin_project! {
    pub(crate) struct ProcessFuture<M, B, F>
    where
        M: Send,
        M: 'static,
    {
        // Nothing while it is polled, and after its end.
        process: Option<Arc<dyn Process>>,
        #[pin]
        body: Body<M, B, F>,
    }

    impl<M, B, F> PinnedDrop for ProcessFuture<M, B, F>
    where
        M: Send,
        M: 'static,
    {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            if this.process.is_some() {
                // The runtime drops the task: nobody will poll it again.
                scope::enter(this.process, || {
                    end(this.body, ExitReason::Killed);
                });
            }
        }
    }
}

pin_project! {
    #[project = BodyStep]
    enum Body<M, B, F>
    where
        M: Send,
        M: 'static,
    {
        // The closure runs in the process, not in whoever spawns it.
        Unstarted { start: Option<(B, Mailbox<M>)> },
        Running { #[pin] future: F },
        Gone,
    }
}

impl<M: Send + 'static, B, F> ProcessFuture<M, B, F> {
    pub(crate) fn new(
        process: Arc<dyn Process>,
        body: B,
        mailbox: Mailbox<M>,
    ) -> Self {
        let body = Body::Unstarted { start: Some((body, mailbox)) };
        Self { process: Some(process), body }
    }
}

impl<M, B, F> Future for ProcessFuture<M, B, F>
where
    M: Send + 'static,
    B: FnOnce(Mailbox<M>) -> F,
    F: Future<Output: IntoExitReason>,
{
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        let Some(process) = this.process.as_ref() else {
            return Poll::Ready(());
        };
        let head = process.head();
        if !head.runs() {
            if !head.start(cx.waker()) {
                let reason = process.pending_exit();
                scope::enter(this.process, || end(this.body, reason));
                *this.process = None;
                return Poll::Ready(());
            }
            if head.is_held() {
                // Whoever lets it go wakes it.
                return Poll::Pending;
            }
        }
        let ended = scope::enter(this.process, || {
            let mut outcome = None;
            let step = AssertUnwindSafe(|| match this.body.as_mut().step(cx) {
                Poll::Pending => {}
                Poll::Ready(reason) => outcome = Some(reason),
            });
            if let Err(payload) = catch_unwind(step) {
                outcome = Some(report::panicked(payload));
            }
            let Some(reason) = outcome else { return false };
            end(this.body, reason);
            true
        });
        if !ended {
            return Poll::Pending;
        }
        *this.process = None;
        Poll::Ready(())
    }
}

impl<M, B, F> Body<M, B, F>
where
    M: Send + 'static,
    B: FnOnce(Mailbox<M>) -> F,
    F: Future<Output: IntoExitReason>,
{
    #[inline]
    fn step(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<ExitReason> {
        if let BodyStep::Unstarted { start } = self.as_mut().project()
            && let Some((body, mailbox)) = start.take()
        {
            self.set(Body::Running { future: body(mailbox) });
        }
        match self.project() {
            BodyStep::Running { future } => {
                future.poll(cx).map(IntoExitReason::into_exit_reason)
            }
            BodyStep::Unstarted { .. } | BodyStep::Gone => {
                Poll::Ready(ExitReason::Normal)
            }
        }
    }
}

/// Ends the current process: drops its body, frees its name and tells those
/// it is related to.
fn end<M: Send + 'static, B, F>(
    mut body: Pin<&mut Body<M, B, F>>,
    mut reason: ExitReason,
) {
    let drop = AssertUnwindSafe(|| body.set(Body::Gone));
    if let Err(payload) = catch_unwind(drop) {
        reason = report::panicked(payload);
    }
    let me = scope::me();
    // A signal has the last word, also one that the process sent to itself.
    if me.head().must_exit() {
        reason = me.pending_exit();
    }
    finish(&*me, &reason);
}

/// Everything about the end that does not depend on the body.
fn finish(me: &dyn Process, reason: &ExitReason) {
    let pid = me.pid();
    let kernel = &me.head().kernel;
    let mut name = None;
    let Closed { relations, called } = loop {
        match me.close(reason) {
            Ok(closed) => break closed,
            Err(held) => {
                if let Some(held) = &held.name {
                    kernel.names.remove(held, pid);
                }
                for belonging in held.belongings {
                    belonging.owner_ended(pid, reason);
                }
                name = held.name.or(name);
            }
        }
    };
    let mut orphans = Vec::new();
    if let Some(mut relations) = relations {
        orphans = mem::take(&mut relations.orphans);
        relations.name = name;
        // A crash is told before what it causes. If a supervisor tells of it,
        // it says what it did about it too.
        let mut reported = !relations.supervised;
        if reported {
            report::ended(pid, &relations, reason);
        }
        for link in mem::take(&mut relations.links).into_values() {
            let told = link
                .signal(Signal::LinkExit { from: pid, reason: reason.clone() });
            reported |= told && link.head().is_supervisor();
        }
        if !reported {
            report::ended(pid, &relations, reason);
        }
        for (reference, monitor) in relations.monitors {
            if let Some(target) = monitor.target {
                target.signal(Signal::Demonitor(reference));
            }
        }
        for (reference, watcher) in relations.watchers {
            let reason = reason.clone();
            match watcher {
                Watcher::Process(process, name) => {
                    let down = Signal::Down { reference, pid, name, reason };
                    process.signal(down);
                }
                Watcher::Remote(watcher) => watcher.tell(pid, &reason),
                Watcher::Outsider(sender) => {
                    let down = Down { reference, pid, name: None, reason };
                    // Whoever waited may have given up.
                    let _ = sender.send(down);
                }
            }
        }
    } else {
        report::ended_alone(pid, reason);
    }
    if called {
        kernel.deadlines.note_death();
    }
    kernel.forget(pid);
    for orphan in orphans {
        orphan.tell();
    }
}
