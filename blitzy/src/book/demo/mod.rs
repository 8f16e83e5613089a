//! The demonstration of the chapter: what each step does, and what goes wrong
//! with it.
//!
//! It shows the same text each time, and takes much less than a second. It
//! waits for what happens, and for no time but the patience of one caller.

mod by_hand;
mod chapter;
mod stage;

use std::error::Error;

pub use by_hand::{Step, Whom, on_nodes, one_step};
pub use chapter::chapter8;

/// What a demonstration is shown on.
pub trait Page: Send {
    /// Says what is done, and why that matters.
    fn say(&mut self, text: &str);

    /// Shows what comes of it, which may be several lines.
    fn show(&mut self, text: &str);
}

/// How a demonstration ends: done, or with what went wrong.
pub type Finished<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;
