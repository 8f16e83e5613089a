//! What [`todo::store`] promises.
//!
//! `cargo test -p todo --test store faults` runs all that is about a disk that
//! fails.

mod expected;
mod faulty;
mod running;

mod round_trips;

mod batches;

mod faults;

mod full;

mod power;

mod relaxed;

mod opening;

mod limits;

mod killed;

mod reading;

mod maintenance;
