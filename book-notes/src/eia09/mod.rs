pub mod v3_supervised_database;
pub mod v4_pool_supervision;
pub mod v5_dynamic_workers;

mod shell;

pub use shell::run;
