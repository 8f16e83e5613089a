//! Version 2: a request that has no answer is a cast.
//!
//! | file | what changed |
//! |---|---|
//! | `server_process` | there are calls and casts; it is that of the to-do system |
//! | `key_value_store` | to put is a cast, so there is one kind of answer |

pub mod key_value_store;
pub use todo::s03_server_process::server_process;
