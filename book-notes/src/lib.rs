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
//! | `ch03` to `ch08` | a chapter each: its page and its program |
//! | `eia05`, `eia06`, `eia08` to `eia10` | the same, for Elixir in Action |
//! | `todo_list`, `book_time` | what the chapters of that book share |
//! | `ring` | the processes that chapter 5 is about |
//! | `thy_supervisor` | the supervisor that it makes by hand |
//! | `page`, `log` | what the reader sees, and what the programs report |

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
#[doc = include_str!("../chapters/eia05.md")]
pub mod eia05;
#[doc = include_str!("../chapters/eia06.md")]
pub mod eia06;
#[doc = include_str!("../chapters/eia08.md")]
pub mod eia08;
#[doc = include_str!("../chapters/eia09.md")]
pub mod eia09;
#[doc = include_str!("../chapters/eia10.md")]
pub mod eia10;

pub mod book_time;
pub mod ring;
pub mod thy_supervisor;
pub mod todo_list;
mod weather;

pub mod cli;
pub mod contents;
pub mod log;
pub mod page;
mod tour;

use std::error::Error;

/// How the program of a chapter ends: done, or with what went wrong.
pub type Finished = Result<(), Box<dyn Error + Send + Sync>>;
