//! The store as a table: each client reads and writes it itself.

use std::convert::Infallible;

use actor_core::gen_server::{Init, Next, StartError};
use actor_core::{ExitReason, GenServer, Table};

/// The name of the table, and of the process that owns it.
pub const NAME: &str = "TableKeyValue";

/// What a client holds.
#[derive(Clone, Debug)]
pub struct KeyValue(Table<u32, u32>);

impl crate::KeyValue for KeyValue {
    async fn start_link() -> Result<Self, StartError> {
        Owner::starter(()).named(NAME).start_link().await?;
        Ok(Self(Table::named(NAME)))
    }

    fn put(&self, key: u32, value: u32) {
        self.0.insert(key, value);
    }

    async fn get(&self, key: u32) -> Option<u32> {
        self.0.lookup(&key)
    }
}

/// The process that owns the table. It is told nothing; the table is there
/// for as long as it is.
struct Owner;

impl GenServer for Owner {
    type Args = ();
    type Message = Infallible;

    async fn init((): ()) -> Init<Self> {
        let table = Table::<u32, u32>::options().public();
        match table.create_named(NAME) {
            Ok(_) => Init::ok(Owner),
            Err(error) => Init::Error(ExitReason::error(error)),
        }
    }

    async fn handle(&mut self, message: Infallible) -> Next {
        match message {}
    }
}
