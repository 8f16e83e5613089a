//! actor-core beside its peers: the same workloads for all, in one table.
//!
//! Begin with [`contestants`]: the trait says what each workload is, and every
//! contestant answers it in a file of its own, in the same order.

pub mod cli;
pub mod contestants;
pub mod machine;
pub mod measure;
pub mod rounds;
pub mod runtime;
pub mod table;
pub mod workload;
