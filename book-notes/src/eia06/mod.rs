pub mod v1_call;
pub mod v2_cast;
pub mod v3_gen_server;

mod shell;

pub use shell::run;
