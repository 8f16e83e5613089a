//! A registry that is asked for nothing: it only cleans up.

use std::convert::Infallible;

use actor_core::gen_server::{Info, Init, Next, StartError};
use actor_core::{ExitReason, GenServer, Pid, ProcessRef, Table, process};

use super::Taken;

/// The name of the registry, and of its table.
pub const NAME: &str = "ProcessRegistry";

/// What a client holds. Whoever needs a registry that is dead ends.
#[derive(Clone, Debug)]
pub struct ProcessRegistry {
    owner: ProcessRef<Infallible>,
    table: Table<String, Pid>,
}

impl ProcessRegistry {
    /// Starts the one registry, linked to the current process.
    ///
    /// # Errors
    ///
    /// If there is one already.
    pub async fn start_link() -> Result<Self, StartError> {
        let owner = Owner::starter(()).named(NAME).start_link().await?;
        Ok(Self { owner, table: Table::named(NAME) })
    }

    /// Registers the current process.
    ///
    /// # Errors
    ///
    /// If the key is taken. The current process is linked to the registry
    /// all the same: it may have another key.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    #[expect(clippy::unused_async, reason = "so that both registries agree")]
    pub async fn register(&self, key: &str) -> Result<(), Taken> {
        // First, so that nobody is in the table whose end is not noticed.
        if process::link(&self.owner).is_err() {
            process::exit_self(ExitReason::NoProc);
        }
        if self.table.insert_new(key.to_owned(), process::id()) {
            Ok(())
        } else {
            Err(Taken)
        }
    }

    /// Returns who has a key. For a moment after its end that may be somebody
    /// who is dead.
    #[expect(clippy::unused_async, reason = "so that both registries agree")]
    pub async fn whereis(&self, key: &str) -> Option<Pid> {
        self.table.lookup(key)
    }

    /// Returns the pid of the registry.
    pub fn pid(&self) -> Pid {
        self.owner.pid()
    }
}

/// The process that owns the table, and is told of ends.
struct Owner(Table<String, Pid>);

impl GenServer for Owner {
    type Args = ();
    type Message = Infallible;

    async fn init((): ()) -> Init<Self> {
        process::trap_exit(true);
        let table = Table::<String, Pid>::options().public();
        match table.create_named(NAME) {
            Ok(table) => Init::ok(Owner(table)),
            Err(error) => Init::Error(ExitReason::error(error)),
        }
    }

    async fn handle(&mut self, message: Infallible) -> Next {
        match message {}
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        match info {
            Info::Exit(exit) => {
                self.0.select_delete(|_, pid| *pid == exit.from);
            }
            other => other.log(),
        }
        Next::Continue
    }
}
