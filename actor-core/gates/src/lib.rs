//! What must hold of `actor-core` in a release build.
//!
//! - `benches/instructions`: how many instructions an operation costs, and the
//!   memory of an idle process, compared with what was recorded.
//! - `tests/schedules`: programs made up at random, run in many orders.
//! - `tests/millions`: a million processes, messages, children and links.
