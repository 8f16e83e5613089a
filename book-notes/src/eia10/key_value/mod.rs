//! Two stores against each other, and against the same in Erlang.
//!
//! | file | what it holds |
//! |---|---|
//! | `beam`, `bench.escript` | the stores on Erlang's own machine |
//! | all others | a crate of their own, `book-notes/key-value` |

pub mod beam;

pub use key_value::{KeyValue, bench, server, table};
