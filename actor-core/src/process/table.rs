//! The process table: from a pid to its process in one step.

use std::array;
use std::collections::VecDeque;
use std::sync::Arc;

use super::cell::Process;
use crate::pid::Pid;
use crate::sync::{Mutex, OnceLock};

/// The slots of the first segment; every further one doubles the table.
/// In the model it is small enough to be outgrown.
const FIRST: u32 = if cfg!(shuttle) { 4 } else { 1024 };
/// Enough for all 2^32 ids.
const SEGMENTS: usize = 23;

#[derive(Default)]
struct Slot {
    /// How many processes had this slot.
    serial: u32,
    process: Option<Arc<dyn Process>>,
}

#[derive(Default)]
struct Free {
    /// Slots to use again, the one that is free for longest first.
    recycled: VecDeque<u32>,
    /// The first slot that was never used.
    fresh: u32,
    live: usize,
}

/// Slots never move, so a look-up takes the lock of one slot and no other.
pub(crate) struct Table {
    segments: [OnceLock<Box<[Mutex<Slot>]>>; SEGMENTS],
    free: Mutex<Free>,
}

impl Table {
    pub(crate) fn new() -> Self {
        // Slot 0 belongs to `Pid::NOBODY`.
        let free = Free { fresh: 1, ..Free::default() };
        Self {
            segments: array::from_fn(|_| OnceLock::new()),
            free: Mutex::new(free),
        }
    }

    /// Makes a process with a pid of its own, and enters it.
    pub(crate) fn insert<P: Process>(
        &self,
        make: impl FnOnce(Pid) -> Arc<P>,
    ) -> Arc<P> {
        let mut free = self.free.lock();
        free.live += 1;
        let id = free.recycled.pop_front().unwrap_or_else(|| {
            let fresh = free.fresh;
            free.fresh = fresh.checked_add(1).expect("fewer than 2^32 slots");
            fresh
        });
        drop(free);
        let mut slot = self.slot(id).lock();
        let process = make(Pid::new(id, slot.serial));
        slot.process = Some(process.clone());
        process
    }

    /// Forgets a process; returns how many are left.
    pub(crate) fn remove(&self, pid: Pid) -> usize {
        let mut slot = self.slot(pid.id()).lock();
        let process = slot.process.take();
        slot.serial = slot.serial.wrapping_add(1);
        drop(slot);
        drop(process);
        let mut free = self.free.lock();
        free.recycled.push_back(pid.id());
        free.live -= 1;
        free.live
    }

    pub(crate) fn find(&self, pid: Pid) -> Option<Arc<dyn Process>> {
        if !pid.is_local() {
            return None;
        }
        let (segment, offset) = place(pid.id());
        let slot = self.segments[segment].get()?[offset].lock();
        if slot.serial != pid.serial() {
            return None;
        }
        slot.process.clone()
    }

    pub(crate) fn len(&self) -> usize {
        self.free.lock().live
    }

    /// Returns all processes, in the order of their slots.
    pub(crate) fn all(&self) -> Vec<Arc<dyn Process>> {
        let mut all = Vec::with_capacity(self.len());
        for segment in self.segments.iter().map_while(OnceLock::get) {
            all.extend(segment.iter().filter_map(|s| s.lock().process.clone()));
        }
        all
    }

    fn slot(&self, id: u32) -> &Mutex<Slot> {
        let (segment, offset) = place(id);
        let segment = self.segments[segment].get_or_init(|| {
            let slots = (FIRST as usize) << segment.saturating_sub(1);
            (0..slots).map(|_| Mutex::default()).collect()
        });
        &segment[offset]
    }
}

/// Returns the segment of a slot, and its place in there.
#[inline]
fn place(id: u32) -> (usize, usize) {
    // Segment 0 has the first 1024 slots, segment 1 the next 1024, segment 2
    // the next 2048, and so on.
    let segment = (id / FIRST).checked_ilog2().map_or(0, |log| log + 1);
    let first = if segment == 0 { 0 } else { FIRST << (segment - 1) };
    (segment as usize, (id - first) as usize)
}
