//! How long to wait before a lock is tried again.

use std::time::Duration;

/// The first wait is at most this, and each may take twice as long as the one
/// before.
const FIRST: Duration = Duration::from_millis(32);

/// Returns a random time, longer after each try, and at most `most`.
pub(super) fn back_off(tries: u32, most: Duration) -> Duration {
    let longest = FIRST.saturating_mul(2u32.saturating_pow(tries)).min(most);
    longest.mul_f64(fraction())
}

/// Returns a random number from 0 to 1.
pub(super) fn fraction() -> f64 {
    let random = getrandom::u32().expect("the system gives random numbers");
    f64::from(random) / f64::from(u32::MAX)
}
