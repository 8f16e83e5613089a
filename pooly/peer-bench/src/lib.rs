//! pooly beside its peers: the same workloads for all, in one table.
//!
//! Begin with [`contestants`]: the trait says what a contestant must do, and
//! every one does it in a file of its own. [`measure`] has the loops.

pub mod child;
pub mod cli;
pub mod contestants;
pub mod machine;
pub mod measure;
pub mod rounds;
pub mod table;
pub mod workload;
