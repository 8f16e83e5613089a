pub mod queries;

pub mod key_value;

pub mod process_registry;

mod shell;

pub use shell::compare::{Size, compare_stores};
pub use shell::run;
