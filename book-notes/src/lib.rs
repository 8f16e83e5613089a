//! The chapters of both books, with the programs they run.
//!
//! Each chapter is a page of Markdown whose code is compiled, whose quotes
//! are looked up in the sources, and whose transcripts are compared with what
//! the program prints today.
//!
//! | file | what it holds |
//! |---|---|
//! | `contents` | the table of all chapters |
//! | `cli`, `tour` | the command line, and running one chapter or all |
//! | `ch03` to `ch09` | a chapter each: its page and its program |
//! | `eia04` to `eia12` | the same, for Elixir in Action |
//! | `cluster` | several nodes in this program |
//! | `node` | a node at a prompt |
//! | `ring` | the processes that chapter 5 is about |
//! | `thy_supervisor` | the supervisor that it makes by hand |
//! | `page`, `on_the_page` | what the reader sees, also of the demonstrations of other crates |
//! | `log` | what the programs report |

#[doc = include_str!("../chapters/ch03.md")]
pub mod ch03;
#[doc = include_str!("../chapters/ch04.md")]
pub mod ch04;
#[doc = include_str!("../chapters/ch05.md")]
pub mod ch05;
#[doc = include_str!("../chapters/ch06.md")]
pub mod ch06;
#[doc = include_str!("../chapters/ch07.md")]
pub mod ch07;
#[doc = include_str!("../chapters/ch08.md")]
pub mod ch08;
#[doc = include_str!("../chapters/ch09.md")]
pub mod ch09;
#[doc = include_str!("../chapters/eia04.md")]
pub mod eia04;
#[doc = include_str!("../chapters/eia05.md")]
pub mod eia05;
#[doc = include_str!("../chapters/eia06.md")]
pub mod eia06;
#[doc = include_str!("../chapters/eia07.md")]
pub mod eia07;
#[doc = include_str!("../chapters/eia08.md")]
pub mod eia08;
#[doc = include_str!("../chapters/eia09.md")]
pub mod eia09;
#[doc = include_str!("../chapters/eia10.md")]
pub mod eia10;
#[doc = include_str!("../chapters/eia11.md")]
pub mod eia11;
#[doc = include_str!("../chapters/eia12.md")]
pub mod eia12;

pub mod ring;
pub mod thy_supervisor;
mod weather;

pub mod cli;
mod cluster;
pub mod contents;
pub mod log;
pub mod node;
mod on_the_page;
pub mod page;
mod tour;

use std::error::Error;

pub use todo::book_time;

/// How the program of a chapter ends: done, or with what went wrong.
pub type Finished = Result<(), Box<dyn Error + Send + Sync>>;
