//! Values that count.

use std::sync::Arc;

use super::object::Object;
use super::shared::Need;
use super::store::{Find, Store};
use super::{Order, SetOf, Table, TableError, sure};

/// A whole number that can be counted up and down in a table.
pub trait Counter: sealed::Sealed + Copy + Ord + Send + Sync + 'static {
    /// Adds, if the sum fits.
    #[doc(hidden)]
    fn add(self, by: i64) -> Option<Self>;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! counters {
    ($($signed:ty, $unsigned:ty;)*) => {$(
        impl sealed::Sealed for $signed {}
        impl sealed::Sealed for $unsigned {}

        impl Counter for $signed {
            fn add(self, by: i64) -> Option<Self> {
                let sum = i128::try_from(self).ok()? + i128::from(by);
                sum.try_into().ok()
            }
        }

        impl Counter for $unsigned {
            fn add(self, by: i64) -> Option<Self> {
                let sum = i128::try_from(self).ok()? + i128::from(by);
                sum.try_into().ok()
            }
        }
    )*};
}
counters! { i8, u8; i16, u16; i32, u32; i64, u64; isize, usize; }

/// What a counter becomes.
#[derive(Clone, Copy)]
enum Step<V> {
    By(i64),
    /// The second number in place of one beyond the first.
    Wrapping(i64, V, V),
}

impl<V: Counter> Step<V> {
    fn of(self, value: V) -> Option<V> {
        match self {
            Self::By(by) => value.add(by),
            Self::Wrapping(by, threshold, restart) => {
                // One that does not fit is beyond every threshold.
                let sum = value.add(by).filter(|sum| {
                    if by < 0 { *sum >= threshold } else { *sum <= threshold }
                });
                Some(sum.unwrap_or(restart))
            }
        }
    }
}

/// What came of a step.
enum Outcome<K, V> {
    Counted(V),
    Overflow,
    NoKey,
    /// Somebody is looking at the object, so it must not change.
    Shared(Object<K, V>),
}

/// Counts in the slot itself: nothing but numbers under the lock.
fn count<K, V: Counter>(
    held: &mut Option<Object<K, V>>,
    step: Step<V>,
) -> Outcome<K, V> {
    let Some(object) = held else { return Outcome::NoKey };
    let Some(value) = step.of(object.1) else { return Outcome::Overflow };
    match Arc::get_mut(object) {
        Some(object) => {
            object.1 = value;
            Outcome::Counted(value)
        }
        None => Outcome::Shared(object.clone()),
    }
}

/// Counters, as values of a set. All methods are atomic.
///
/// They panic as all others do, and if a number does not fit into its type.
impl<K, V, O> Table<K, V, SetOf<O>>
where
    K: Clone + 'static,
    V: Counter,
    O: Order<K, V, Store: Store<K, V, Slot = Object<K, V>>>,
{
    /// Adds `by` to the counter of a key, and returns the sum.
    ///
    /// # Panics
    ///
    /// If there is no such key, too.
    #[track_caller]
    pub fn update_counter<Q: ?Sized>(&self, key: &Q, by: i64) -> V
    where
        O::Store: Find<K, V, Q>,
    {
        sure(self.step(key, Step::By(by)))
    }

    /// Adds `by` to the counter of a key, or to `default` if there is none,
    /// and returns the sum.
    #[track_caller]
    pub fn update_counter_or(&self, key: K, by: i64, default: V) -> V
    where
        O::Store: Find<K, V, K>,
    {
        let step = Step::By(by);
        loop {
            match self.step(&key, step) {
                Err(TableError::NoKey(_)) => {}
                outcome => return sure(outcome),
            }
            let Some(sum) = step.of(default) else {
                return sure(Err(self.overflow()));
            };
            if self.insert_new(key.clone(), sum) {
                return sum;
            }
        }
    }

    /// Adds `by` to the counter of a key, and returns the sum; if that is
    /// beyond `threshold`, the counter becomes `restart` instead.
    ///
    /// # Panics
    ///
    /// If there is no such key, too.
    #[track_caller]
    pub fn update_counter_wrapping<Q: ?Sized>(
        &self,
        key: &Q,
        by: i64,
        threshold: V,
        restart: V,
    ) -> V
    where
        O::Store: Find<K, V, Q>,
    {
        sure(self.step(key, Step::Wrapping(by, threshold, restart)))
    }

    fn step<Q: ?Sized>(&self, key: &Q, step: Step<V>) -> Result<V, TableError>
    where
        O::Store: Find<K, V, Q>,
    {
        loop {
            let outcome = self.run(Need::Write, |store| {
                store.change(key, |held| count(held, step))
            })?;
            let old = match outcome {
                Outcome::Counted(value) => return Ok(value),
                Outcome::Overflow => return Err(self.overflow()),
                Outcome::NoKey => return Err(TableError::NoKey(self.label())),
                Outcome::Shared(old) => old,
            };
            let Some(value) = step.of(old.1) else {
                return Err(self.overflow());
            };
            let new = Arc::new((old.0.clone(), value));
            if self.replace(key, &old, new)? {
                return Ok(value);
            }
        }
    }

    #[cold]
    fn overflow(&self) -> TableError {
        TableError::Overflow(self.label())
    }
}
