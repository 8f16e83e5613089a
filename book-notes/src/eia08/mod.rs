mod shell;

pub use shell::run;
