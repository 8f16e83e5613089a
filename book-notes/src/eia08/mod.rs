pub mod v1_supervised_cache;
pub mod v2_todo_links;

pub mod disk;
pub mod folder;
pub mod kill;

mod shell;

pub use shell::run;
