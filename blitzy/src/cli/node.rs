//! `blitzy node`: sends its share of runs of others.

use std::process::ExitCode;
use std::sync::Arc;

use actor_core::System;

use super::args::Node;
use super::output::print_line;
use super::signals::Signals;
use crate::book::{self, supervised};
use crate::cluster;

pub(super) async fn run(node: Node) -> anyhow::Result<ExitCode> {
    let mut signals = Signals::listen()?;
    if node.until_eof {
        signals.heed_input();
    }
    let options = actor_core::Node::named(node.name.as_str());
    let mut options = node.member.apply(options)?;
    if let Some(address) = node.listen {
        options = options.listen(address);
    }
    let permission = node.remote.permission();
    // Who finds the node finds its server.
    let notice = |line: String| {
        // There is nobody to tell if nobody reads it.
        let _ = print_line(line);
    };
    cluster::serve(permission, Arc::new(notice)).await?;
    // What the book's command needs.
    supervised::tree().start_link().await?;
    book::cluster::export(&System::current(), permission);
    let started = options.start(&System::current()).await?;
    print_line(format_args!(
        "{} is up, and waits for runs; ctrl-c ends it",
        started.name()
    ))?;
    signals.next().await;
    started.stop().await;
    Ok(ExitCode::SUCCESS)
}
