//! OTP on tokio: processes, servers, supervisors and what goes with them.
//!
//! A [`System`] is a set of processes. A process is a task with a mailbox and a
//! [`Pid`]; the functions in [`process`] spawn it, and link, monitor and end
//! it. A [`GenServer`] is a process that answers questions and keeps a state.
//! A [`ProcessRef`] is how others reach either.
//!
//! A [`Supervisor`] starts processes, and starts them again when they crash; an
//! [`Application`] is a tree of them.
//!
//! ```
//! use actor_core::{Event, Mailbox, System, process};
//!
//! let system = System::new("docs");
//! let reason = system.run_with(async |mut mailbox: Mailbox<()>| {
//!     process::trap_exit(true);
//!     process::spawn_link(async |_: Mailbox<()>| panic!("told to"));
//!     match mailbox.next().await {
//!         Event::Exit(exit) => exit.reason.to_string(),
//!         other => panic!("{other:?}"),
//!     }
//! });
//! assert!(reason.unwrap().contains("told to"));
//! ```
//!
//! What OTP does is what is right here; `tests/otp` compares the two. Times
//! are [`Duration`](std::time::Duration)s on tokio's clock, so that tests can
//! pause it. A panic is a crash, so programs are built with unwinding panics.

pub mod agent;
pub mod application;
mod call;
pub mod dynamic_supervisor;
pub mod etf;
mod exit;
pub mod gen_event;
pub mod gen_server;
pub mod gen_statem;
mod names;
pub mod node;
pub mod pg;
mod pid;
pub mod process;
pub mod registry;
mod report;
mod server_name;
pub mod supervisor;
mod sync;
pub mod sys;
mod system;
pub mod table;
pub mod task;
mod timer;

pub use agent::{Agent, AgentRef};
pub use application::Application;
pub use call::{Call, CallError, DEFAULT_TIMEOUT, OrExit, Reply};
pub use dynamic_supervisor::{DynamicSupervisor, DynamicSupervisorRef};
pub use exit::{Down, Exit, ExitReason, IntoExitReason, NoProc, Panic, Place};
pub use gen_server::GenServer;
pub use gen_statem::GenStatem;
pub use names::RegisterError;
pub use node::{Node, NodeName};
pub use pg::Pg;
pub use pid::{Name, Pid, Reference};
pub use process::{Event, Mailbox, ProcessRef, Unknown};
pub use registry::Registry;
pub use server_name::{ServerName, Via};
pub use supervisor::{Supervisor, SupervisorRef};
pub use system::System;
pub use table::Table;
pub use task::{Task, TaskSupervisor, TaskSupervisorRef};
pub use timer::Timer;

/// What the README shows is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}
