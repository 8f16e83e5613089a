//! The process of a scope: it tells of changes, in their order.

use std::any::type_name;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::groups::Groups;
use crate::gen_server::{GenServer, Init, Next};
use crate::pid::Name;
use crate::process;
use crate::registry::Key;

/// What a scope understands; sent by those who change its groups.
#[derive(Debug)]
pub struct Message(Request);

#[derive(Debug)]
enum Request {
    /// There is something to tell.
    Tell,
}

impl Message {
    pub(super) const TELL: Self = Self(Request::Tell);
}

pub(super) struct Server<G> {
    groups: Arc<Groups<G>>,
}

impl<G: Key> GenServer for Server<G> {
    type Args = Name;
    type Message = Message;

    async fn init(scope: Name) -> Init<Self> {
        let groups = Arc::new(Groups::new(process::this()));
        let me = process::id();
        groups.kernel().names.show(&scope, me, groups.clone());
        Init::ok(Self { groups })
    }

    async fn handle(&mut self, message: Message) -> Next {
        let Message(Request::Tell) = message;
        for (tell, change) in self.groups.take_news() {
            // What makes a message is not ours, and must not end the scope.
            let tell = AssertUnwindSafe(|| tell(change));
            if catch_unwind(tell).is_err() {
                tracing::error!(
                    pid = %process::id(),
                    group_type = type_name::<G>(),
                    "a monitor of groups panicked when it was told"
                );
            }
        }
        Next::Continue
    }
}
