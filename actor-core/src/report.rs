//! Crash reports, in the manner of SASL, through `tracing`.
//!
//! They cost nothing when nobody listens. Their target is `actor_core::crash`.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use crate::exit::{ExitReason, Place};
use crate::pid::Pid;
use crate::process::{self, Relations};
use crate::sync::thread_local;

thread_local! {
    /// Where the last panic on this thread was raised.
    static PLACE: RefCell<Option<Place>> = const { RefCell::new(None) };
}

static ONCE: Once = Once::new();

/// Notes where a process panics; the payload of a panic does not say.
///
/// A panic in a process is reported once: by the crash report if somebody
/// listens to those, else by the hook that was there before.
pub(crate) fn install_panic_hook() {
    // The model checker has a hook that prints the schedule.
    if cfg!(shuttle) {
        return;
    }
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !process::is_current() {
                return before(info);
            }
            let place = info.location().map(|location| Place {
                file: location.file().to_owned(),
                line: location.line(),
                column: location.column(),
            });
            PLACE.with(|slot| slot.replace(place));
            if !listening() {
                before(info);
            }
        }));
    });
}

/// Returns the exit reason of a process that unwound with this payload.
pub(crate) fn panicked(payload: Box<dyn Any + Send>) -> ExitReason {
    ExitReason::from_panic(payload, PLACE.with(RefCell::take))
}

fn listening() -> bool {
    tracing::enabled!(target: "actor_core::crash", tracing::Level::ERROR)
}

/// Reports the end of a process, if it crashed by itself and no supervisor
/// does.
///
/// One that ends because another did, or because it was told to, is not
/// reported: the report of the first crash is the one that matters.
pub(crate) fn ended(pid: Pid, relations: &Relations, reason: &ExitReason) {
    let crashed = is_crash(reason, relations.message_type);
    if !crashed || relations.exit.is_some() || !listening() {
        return;
    }
    let name = relations.name.as_ref().or(relations.label.as_ref());
    guarded(|| {
        tracing::error!(
            target: "actor_core::crash",
            %pid,
            name = name.map(tracing::field::display),
            %reason,
            message_type = relations.message_type,
            ancestors = ?relations.ancestors,
            "a process crashed"
        );
    });
}

/// As [`ended`], for a process without any relations.
pub(crate) fn ended_alone(pid: Pid, reason: &ExitReason) {
    if is_crash(reason, None) && listening() {
        guarded(|| {
            tracing::error!(
                target: "actor_core::crash",
                %pid,
                %reason,
                "a process crashed"
            );
        });
    }
}

/// Makes a report. Whoever listens may panic, when a terminal is closed for
/// instance; that must not keep a process from ending, or end a supervisor.
pub(crate) fn guarded(report: impl FnOnce()) {
    // There is nobody to tell who cannot tell.
    let _ = catch_unwind(AssertUnwindSafe(report));
}

/// Raw processes are reported for errors, as Erlang does, and not for an exit
/// with a reason of their own choice; servers for every end out of order.
fn is_crash(reason: &ExitReason, message_type: Option<&str>) -> bool {
    match reason {
        ExitReason::Panic(_) | ExitReason::Error(_) => true,
        reason => message_type.is_some() && !reason.is_orderly(),
    }
}
