//! OTP's processes, links, monitors and servers, on tokio.

mod call;
mod exit;
pub mod gen_server;
mod names;
mod pid;
pub mod process;
mod report;
mod sync;
mod system;
mod timer;

pub use call::{Call, CallError, DEFAULT_TIMEOUT, OrExit, Reply};
pub use exit::{Down, Exit, ExitReason, IntoExitReason, NoProc, Panic, Place};
pub use gen_server::GenServer;
pub use names::RegisterError;
pub use pid::{Name, Pid, Reference};
pub use process::{Event, Mailbox, ProcessRef, Unknown};
pub use system::System;
pub use timer::Timer;
