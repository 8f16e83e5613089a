//! blitzy beside its peers: the same target for all, three tables.
//!
//! | module | what it is |
//! |---|---|
//! | [`target`] | the server that is asked, in a process of its own |
//! | [`tools`] | the contestants: how each is called, and what it prints |
//! | [`cost`] | what a request costs the client |
//! | [`stall`] | what each tool says of a server that stands still |
//! | [`memory`] | whether a long run grows |
//! | [`table`], [`machine`] | the page that comes out |

pub mod cli;
pub mod cost;
pub mod machine;
pub mod memory;
pub mod stall;
pub mod table;
pub mod target;
pub mod tools;
