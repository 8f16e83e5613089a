//! Requests that are due, and wait for a connection.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use parking_lot::Mutex;
use tokio::sync::Semaphore;

/// A request that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) due: Instant,
    pub(super) ticket: Ticket,
}

/// Which request to send, and whether it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ticket {
    /// The request with this number.
    Counted(u64),
    /// One to warm up, with this number among those.
    Warmup(u64),
}

impl Ticket {
    pub(super) fn number(self) -> u64 {
        let (Self::Counted(number) | Self::Warmup(number)) = self;
        number
    }
}

/// Requests that are due, the oldest first, for whichever connection is free.
#[derive(Debug)]
pub(super) struct Queue {
    slots: Mutex<VecDeque<Slot>>,
    /// One permit for each slot.
    ready: Semaphore,
    /// How many were put in and are not over.
    in_flight: AtomicUsize,
    most: usize,
}

impl Queue {
    /// Makes one that lets so many be under way.
    pub(super) fn new(most: usize) -> Self {
        Self {
            slots: Mutex::default(),
            ready: Semaphore::new(0),
            in_flight: AtomicUsize::new(0),
            most,
        }
    }

    /// Adds a request, unless too many are under way. Only one thread adds.
    pub(super) fn push(&self, slot: Slot) -> Result<(), Full> {
        if self.in_flight.load(Ordering::Acquire) >= self.most {
            return Err(Full);
        }
        self.in_flight.fetch_add(1, Ordering::AcqRel);
        self.slots.lock().push_back(slot);
        self.ready.add_permits(1);
        Ok(())
    }

    /// Takes the request that has waited longest. Returns none when the queue
    /// is closed and empty.
    pub(super) async fn next(&self) -> Option<Slot> {
        if let Ok(permit) = self.ready.acquire().await {
            permit.forget();
        }
        self.slots.lock().pop_front()
    }

    /// Notes that a request that was taken is over.
    pub(super) fn is_over(&self) {
        self.in_flight.fetch_sub(1, Ordering::AcqRel);
    }

    /// Lets those who find nothing go.
    pub(super) fn close(&self) {
        self.ready.close();
    }

    /// Returns how many wait for a connection.
    pub(super) fn waiting(&self) -> usize {
        self.slots.lock().len()
    }

    /// Takes all that nobody has taken.
    pub(super) fn drain(&self) -> VecDeque<Slot> {
        std::mem::take(&mut self.slots.lock())
    }
}

/// As many requests are under way as may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Full;
