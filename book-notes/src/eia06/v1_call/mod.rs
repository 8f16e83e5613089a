//! Version 1: what all servers have in common, and a server that is the rest.
//!
//! | file | what it holds |
//! |---|---|
//! | `server_process` | the loop and the call, for any server |
//! | `key_value_store` | a server that keeps values: only what is its own |

pub mod key_value_store;
pub mod server_process;
