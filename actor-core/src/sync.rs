//! The locks, the atomics and the tasks of the kernel, in one place, so that
//! a model checker can put its own in their stead (`--cfg shuttle`).
//!
//! In the model every access is a point where another task may run, and the
//! tasks are those of [shuttle], not of tokio. See `gates/tests/schedules.rs`.
//!
//! [shuttle]: https://docs.rs/shuttle

#[cfg(not(shuttle))]
pub(crate) use self::real::*;

#[cfg(shuttle)]
pub(crate) use self::model::*;

#[cfg(not(shuttle))]
mod real {
    pub(crate) use std::sync::OnceLock;
    pub(crate) use std::sync::atomic::{
        AtomicBool, AtomicU8, AtomicU16, AtomicU32, AtomicU64,
    };
    pub(crate) use std::thread_local;

    pub(crate) use parking_lot::{Mutex, MutexGuard, RwLock};
    pub(crate) use tokio::runtime::Handle;
    pub(crate) use tokio::time::sleep;
}

#[cfg(shuttle)]
mod model {
    use std::ops::{Deref, DerefMut};
    use std::sync::PoisonError;
    use std::sync::atomic::Ordering;
    use std::time::Duration;

    pub(crate) use shuttle::sync::MutexGuard;
    pub(crate) use shuttle::sync::atomic::{
        AtomicBool, AtomicU8, AtomicU16, AtomicU32, AtomicU64,
    };
    pub(crate) use shuttle::thread_local;

    /// A mutex that does not know poison, as `parking_lot`'s.
    #[derive(Default)]
    pub(crate) struct Mutex<T>(shuttle::sync::Mutex<T>);

    impl<T> Mutex<T> {
        pub(crate) const fn new(value: T) -> Self {
            Self(shuttle::sync::Mutex::new(value))
        }

        pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }

    /// As [`Mutex`], for many readers or one writer.
    #[derive(Default)]
    pub(crate) struct RwLock<T>(shuttle::sync::RwLock<T>);

    impl<T> RwLock<T> {
        pub(crate) const fn new(value: T) -> Self {
            Self(shuttle::sync::RwLock::new(value))
        }

        pub(crate) fn read(&self) -> impl Deref<Target = T> {
            self.0.read().unwrap_or_else(PoisonError::into_inner)
        }

        pub(crate) fn write(&self) -> impl DerefMut<Target = T> {
            self.0.write().unwrap_or_else(PoisonError::into_inner)
        }
    }

    /// The standard one, with a point where others may run before each
    /// access. Two that initialise it at the same time both compute a value;
    /// the first one counts. (To wait for the other would stop the model.)
    pub(crate) struct OnceLock<T> {
        value: std::sync::OnceLock<T>,
        access: AtomicU32,
    }

    impl<T> OnceLock<T> {
        pub(crate) const fn new() -> Self {
            let value = std::sync::OnceLock::new();
            Self { value, access: AtomicU32::new(0) }
        }

        pub(crate) fn get(&self) -> Option<&T> {
            self.access.load(Ordering::SeqCst);
            self.value.get()
        }

        pub(crate) fn get_or_init(&self, make: impl FnOnce() -> T) -> &T {
            if let Some(value) = self.get() {
                return value;
            }
            let value = make();
            self.access.fetch_add(1, Ordering::SeqCst);
            // Somebody else may have been first.
            drop(self.value.set(value));
            self.value.get().expect("it was just set")
        }
    }

    /// What stands for the runtime.
    pub(crate) struct Handle;

    impl Handle {
        pub(crate) fn current() -> Self {
            Self
        }

        #[expect(clippy::unused_self, reason = "as the one of tokio")]
        pub(crate) fn spawn<F>(&self, task: F)
        where
            F: Future<Output = ()> + Send + 'static,
        {
            drop(shuttle::future::spawn(task));
        }
    }

    /// The model has no time: any number of steps of others may fit into a
    /// sleep, or none. So call deadlines, which count sleeps of the sweeper,
    /// may come at any moment. Everything else that needs a clock (timers,
    /// short timeouts, [`System::shutdown`](crate::System::shutdown)) asks
    /// tokio for it, and is not part of the model.
    pub(crate) async fn sleep(_: Duration) {
        shuttle::future::yield_now().await;
    }
}
