//! Version 2: a request that has no answer is a cast.
//!
//! | file | what changed |
//! |---|---|
//! | `server_process` | there are calls and casts |
//! | `key_value_store` | to put is a cast, so there is one kind of answer |
//! | `todo_server` | the exercise: a second server on the same loop |

pub mod key_value_store;
pub mod server_process;
pub mod todo_server;
