//! How a pool is made.

use std::sync::Arc;
use std::time::Duration;

use actor_core::Name;

use super::Pool;
use super::manage::Manage;

/// A pool that is about to be made, by [`Pool::builder`] or
/// [`Pool::processes`].
///
/// | | unless said otherwise |
/// |---|---|
/// | [`size`](Self::size) | 5 workers |
/// | [`min_idle`](Self::min_idle) | `size` |
/// | [`max_overflow`](Self::max_overflow) | none |
/// | [`linger`](Self::linger) | 1 s |
/// | [`order`](Self::order) | the last one first |
/// | [`checkout_timeout`](Self::checkout_timeout) | 5 s |
/// | [`max_queue`](Self::max_queue) | 10 000 callers |
/// | [`start_timeout`](Self::start_timeout) | 5 s |
/// | [`backoff`](Self::backoff) | 100 ms to 10 s |
/// | [`max_lifetime`](Self::max_lifetime) | none |
/// | [`idle_timeout`](Self::idle_timeout) | none |
#[derive(Debug)]
#[must_use = "there is no pool before `build`"]
pub struct Builder<W> {
    manage: W,
    options: Options,
}

/// Which of the idle workers is given out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The one that came back last. The others may stay idle for long enough
    /// to be closed.
    #[default]
    Lifo,
    /// The one that came back first: all are used alike.
    Fifo,
}

#[derive(Clone, Debug)]
pub(super) struct Options {
    pub(super) name: Name,
    pub(super) size: usize,
    pub(super) min_idle: usize,
    pub(super) max_overflow: usize,
    pub(super) linger: Duration,
    pub(super) order: Order,
    pub(super) checkout_timeout: Duration,
    pub(super) max_queue: usize,
    pub(super) start_timeout: Duration,
    pub(super) backoff: (Duration, Duration),
    pub(super) max_lifetime: Option<Duration>,
    pub(super) idle_timeout: Option<Duration>,
}

impl<W: Manage> Builder<W> {
    pub(super) fn new(manage: W) -> Self {
        let options = Options {
            name: "Pool".into(),
            size: 5,
            min_idle: usize::MAX,
            max_overflow: 0,
            linger: Duration::from_secs(1),
            order: Order::Lifo,
            checkout_timeout: Duration::from_secs(5),
            max_queue: 10_000,
            start_timeout: Duration::from_secs(5),
            backoff: (Duration::from_millis(100), Duration::from_secs(10)),
            max_lifetime: None,
            idle_timeout: None,
        };
        Self { manage, options }
    }

    /// Says what logs call the pool, and by which id its supervisor knows it.
    /// It need not be unique, and is not registered.
    pub fn named(mut self, name: impl Into<Name>) -> Self {
        self.options.name = name.into();
        self
    }

    /// Says how many workers there are without overflow.
    pub fn size(mut self, size: usize) -> Self {
        self.options.size = size;
        self
    }

    /// Says how many workers are started before anybody asks, and kept when
    /// nobody does. Those between this number and the size are started when
    /// they are needed, and closed after the
    /// [`idle_timeout`](Self::idle_timeout).
    pub fn min_idle(mut self, min_idle: usize) -> Self {
        self.options.min_idle = min_idle;
        self
    }

    /// Says how many workers more there may be while all others are out.
    pub fn max_overflow(mut self, max_overflow: usize) -> Self {
        self.options.max_overflow = max_overflow;
        self
    }

    /// Says how long a worker too many is kept idle. With
    /// [`Duration::ZERO`] it is closed as soon as it comes back and nobody
    /// waits, as in the book; where it is needed again and again, it is then
    /// started again and again.
    pub fn linger(mut self, linger: Duration) -> Self {
        self.options.linger = linger;
        self
    }

    /// Says which of the idle workers is given out.
    pub fn order(mut self, order: Order) -> Self {
        self.options.order = order;
        self
    }

    /// Says how long a checkout waits.
    pub fn checkout_timeout(mut self, timeout: Duration) -> Self {
        self.options.checkout_timeout = timeout;
        self
    }

    /// Says how many callers may wait; one more is told that the pool is full.
    pub fn max_queue(mut self, max_queue: usize) -> Self {
        self.options.max_queue = max_queue;
        self
    }

    /// Says how long the start of a worker may take.
    pub fn start_timeout(mut self, timeout: Duration) -> Self {
        self.options.start_timeout = timeout;
        self
    }

    /// Says how long the pool waits after a worker did not start: `first`,
    /// twice as long after each further failure, at most `longest`; always up
    /// to a half less, by chance, so that many pools do not ask at once.
    ///
    /// Processes that crash as soon as they are started, one after the other,
    /// count as some that did not start.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.options.backoff = (first, longest);
        self
    }

    /// Says after which time a worker is replaced, when it comes back or while
    /// it is idle; up to a tenth less, by chance, so that those that were
    /// started together do not end together.
    pub fn max_lifetime(mut self, lifetime: Duration) -> Self {
        self.options.max_lifetime = Some(lifetime);
        self
    }

    /// Says after which time an idle worker is closed, if there are more than
    /// [`min_idle`](Self::min_idle).
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.options.idle_timeout = Some(timeout);
        self
    }

    /// Makes the pool. It has no workers before it is started, by
    /// [`Pool::start_link`] or by a supervisor whose child it is.
    pub fn build(self) -> Pool<W> {
        Pool::of(Arc::new(self.manage), self.options)
    }
}
