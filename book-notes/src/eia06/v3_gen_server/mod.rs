//! Version 3: the library's generic server.
//!
//! | file | what changed |
//! |---|---|
//! | `key_value_store` | each question has an answer of its own type |
//! | `cleanup` | a message that the server sends to itself, again and again |
//! | `starting` | what `init` may say |

pub mod cleanup;
pub mod key_value_store;
pub mod starting;
