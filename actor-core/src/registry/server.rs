//! The process of a registry. Its life is that of the entries; it does
//! nothing itself.

use std::marker::PhantomData;
use std::sync::Arc;

use super::table::Table;
use super::{Key, Registry, Value};
use crate::gen_server::{GenServer, Info, Init, Next};
use crate::process;

/// What a registry understands: nothing, because those who use it do its work.
#[derive(Debug)]
pub enum Message {}

pub(super) struct Server<K, V>(PhantomData<fn() -> (K, V)>);

impl<K: Key, V: Value> GenServer for Server<K, V> {
    type Args = Registry<K, V>;
    type Message = Message;

    async fn init(registry: Registry<K, V>) -> Init<Self> {
        // Those that are registered end without ending it.
        process::trap_exit(true);
        let me = process::me();
        let Registry { name, keys, listeners, .. } = registry;
        let table = Table::new(name.clone(), keys, listeners, me.clone());
        me.head().kernel.names.show(&name, me.pid(), Arc::new(table));
        Init::ok(Self(PhantomData))
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {}
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        match info {
            // Its entries are gone already.
            Info::Exit(_) => {}
            other => other.log(),
        }
        Next::Continue
    }
}
