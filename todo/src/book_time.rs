//! Time as it passes in the programs of Elixir in Action.
//!
//! In the book a query takes two seconds, so that a reader sees it pass. Here
//! everything keeps its proportions, and passes fifty times as fast.

use std::time::Duration;

/// A second of the book.
pub const SECOND: Duration = Duration::from_millis(20);
