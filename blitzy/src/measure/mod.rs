//! What is counted, and how counts are put together.
//!
//! Whoever counts keeps a [`Tally`]. Two of them make one, whether they were
//! kept by two threads, in two seconds, or on two machines; nothing is lost in
//! it, because [`Times`] are histograms and not averages.

mod failure;
mod tally;
mod times;

pub use failure::{ErrorClass, Failure};
pub use tally::{Errors, Tally};
pub use times::{Times, TimesError};
