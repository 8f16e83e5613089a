//! What becomes of a start.

use actor_core::GenServer;
use actor_core::gen_server::Init;

use crate::eia06::v3_gen_server::starting::Obedient;
use crate::{say, show};

pub(super) async fn what_init_may_say() {
    say!("`init` says whether there will be a server. Its starter learns:");
    for (said, init) in [
        ("ok", Init::ok(Obedient)),
        ("ignore", Init::Ignore),
        ("stop", Init::error("no disk")),
    ] {
        match Obedient::start(init).await {
            Ok(server) => show!("{said}: started as {server}"),
            Err(error) => show!("{said}: {error}"),
        }
    }
}
