//! `net_kernel`: answers whether this node is there, which is what a ping asks.

use super::request::Request;
use crate::etf::Term;
use crate::gen_server::{GenServer, Init, Next};
use crate::supervisor::ChildSpec;
use crate::system::System;

pub(super) fn child_spec() -> ChildSpec<Term> {
    ChildSpec::new("net_kernel", async || {
        NetKernel::starter(()).named("net_kernel").start_link().await
    })
}

struct NetKernel;

impl GenServer for NetKernel {
    type Args = ();
    type Message = Term;

    async fn init((): ()) -> Init<Self> {
        Init::ok(NetKernel)
    }

    async fn handle(&mut self, message: Term) -> Next {
        let request = Request::of(message);
        if let Request::Call(from, request) = &request
            && let Some([asks, _]) = request.as_tuple()
            && asks.as_atom() == Some("is_auth")
        {
            from.reply(&System::current(), Term::atom("yes"));
        } else {
            tracing::debug!(?request, "it was asked what it does not know");
        }
        Next::Continue
    }
}
