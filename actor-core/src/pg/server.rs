//! The process of a scope: it tells of changes, in their order.

use std::any::type_name;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::groups::{Groups, News};
use super::overlay::Overlay;
use super::protocol::{Codec, Speaker};
use crate::etf::Term;
use crate::gen_server::{GenServer, Info, Init, Next};
use crate::node::NodeEvent;
use crate::pid::Name;
use crate::process::{self, Unknown};
use crate::registry::Key;

/// What a scope understands; sent by those who change its groups.
#[derive(Debug)]
pub struct Message(Request);

#[derive(Debug)]
enum Request {
    /// There is something to tell.
    Tell,
    /// A node has come or gone.
    Node(NodeEvent),
}

impl Message {
    pub(super) const TELL: Self = Self(Request::Tell);

    pub(super) fn of_node(event: NodeEvent) -> Self {
        Self(Request::Node(event))
    }
}

/// The name of a scope; and how its groups are written for other nodes, if
/// they share it.
pub(super) struct Args<G> {
    pub(super) scope: Name,
    pub(super) codec: Option<Codec<G>>,
}

pub(super) struct Server<G> {
    scope: Name,
    groups: Arc<Groups<G>>,
    /// The other nodes, if they share it.
    overlay: Option<Overlay<G>>,
}

impl<G: Key> GenServer for Server<G> {
    type Args = Args<G>;
    type Message = Message;

    async fn init(Args { scope, codec }: Args<G>) -> Init<Self> {
        let groups = Arc::new(Groups::new(process::this()));
        let me = process::id();
        let kernel = groups.kernel();
        kernel.names.show(&scope, me, groups.clone());
        let overlay = codec.map(|codec| {
            let speaker = Speaker { kernel: kernel.clone(), codec, me };
            Overlay::new(scope.clone(), groups.clone(), speaker)
        });
        Init::ok(Self { scope, groups, overlay })
    }

    async fn handle(&mut self, message: Message) -> Next {
        match (message.0, &self.overlay) {
            (Request::Tell, _) => self.tell(),
            (Request::Node(event), Some(overlay)) => overlay.node_event(event),
            (Request::Node(_), None) => {}
        }
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        match (info, &mut self.overlay) {
            (Info::Down(down), Some(overlay)) => overlay.lost(&down),
            (Info::Unknown(unknown), _) => self.told(unknown),
            (info, _) => info.log(),
        }
        Next::Continue
    }
}

impl<G: Key> Server<G> {
    fn tell(&self) {
        let News { changes, words } = self.groups.take_news();
        for (tell, change) in changes {
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
        if let Some(overlay) = &self.overlay {
            overlay.publish(words);
        }
    }

    fn told(&mut self, message: Unknown) {
        match (message.downcast::<Term>(), &mut self.overlay) {
            (Ok(message), Some(overlay)) => overlay.told(&message),
            (Ok(_), None) => tracing::warn!(
                scope = %self.scope,
                "another node looks for this scope, which is not shared: see \
                 `Pg::across`"
            ),
            (Err(message), _) => Info::Unknown(message).log(),
        }
    }
}
