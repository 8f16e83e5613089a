//! The supervisor of the pools: one that crashes is started again, and the
//! others do not notice.

use actor_core::supervisor::{Strategy, Supervisor};

/// What the supervisor is called.
pub const NAME: &str = "Pooly.PoolsSupervisor";

/// Describes the supervisor: the server adds the pools to it.
pub fn supervisor() -> Supervisor {
    Supervisor::new(Strategy::OneForOne).named(NAME)
}
