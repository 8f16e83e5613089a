//! The locks and atomics of the kernel, in one place, so that a model checker
//! can put its own in their stead (`--cfg shuttle`).

#[cfg(not(shuttle))]
pub(crate) use parking_lot::{Mutex, RwLock};
#[cfg(not(shuttle))]
pub(crate) use std::{
    sync::atomic::{AtomicBool, AtomicU32, AtomicU64},
    thread_local,
};
