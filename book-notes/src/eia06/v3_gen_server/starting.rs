//! A server whose `init` says what it is told to say.

use actor_core::GenServer;
use actor_core::gen_server::{Init, Next};

/// The server; it is told nothing once it runs.
#[derive(Debug)]
pub struct Obedient;

impl GenServer for Obedient {
    type Args = Init<Self>;
    type Message = ();

    async fn init(told: Init<Self>) -> Init<Self> {
        told
    }

    async fn handle(&mut self, (): ()) -> Next {
        Next::Continue
    }
}
