//! Where messages are written before it is known how long they are.

use std::cell::Cell;

use crate::etf::{LARGE, Pieces};

thread_local! {
    static SCRATCH: Cell<Pieces> = Cell::default();
}

/// Takes what was kept of the last message of this thread, which is empty.
pub(super) fn take() -> Pieces {
    SCRATCH.take()
}

/// Keeps the room of a message for the next one of this thread, unless it was
/// a long one.
pub(super) fn keep(mut message: Pieces) {
    if message.bytes.capacity() <= LARGE {
        message.clear();
        SCRATCH.set(message);
    }
}
