//! `pooly tree`: a tree that was just started, for a reader or a program.

use std::time::Duration;

use actor_core::{ExitReason, gen_server};
use serde::Serialize;

use super::output::print_line;
use super::pools::{Pools, Status};
use super::tree::{Branch, Kind};
use super::version::Version;

/// What `--json` prints.
#[derive(Serialize)]
struct Shown {
    version: Version,
    tree: Branch,
    pools: Vec<Status>,
}

pub(super) async fn run(version: Version, json: bool) -> anyhow::Result<()> {
    let of_version = Pools::new(version);
    let root = of_version.start().await?;
    let tree = of_version.settled(&root).await;
    let mut pools = Vec::new();
    for pool in of_version.names() {
        pools.push(of_version.status(pool.as_str()).await?);
    }
    let shown = Shown { version, tree, pools };
    if json {
        print_line(serde_json::to_string(&shown)?)?;
    } else {
        shown.print()?;
    }
    gen_server::stop(&root, ExitReason::Normal, Duration::MAX).await?;
    Ok(())
}

impl Shown {
    fn print(&self) -> anyhow::Result<()> {
        print_line(self.tree.draw(note))?;
        print_line("")?;
        for Status { pool, idle, busy, .. } in &self.pools {
            print_line(format_args!("{pool}: {idle} idle, {busy} busy"))?;
        }
        let count = |kind| self.tree.iter().filter(|b| b.kind == kind).count();
        let supervisors =
            count(Kind::Supervisor) + count(Kind::DynamicSupervisor);
        let (servers, workers) = (count(Kind::Server), count(Kind::Worker));
        print_line(format_args!(
            "supervisors: {supervisors}, servers: {servers}, \
             workers: {workers}"
        ))?;
        Ok(())
    }
}

/// Says what a process is, and how many it has started.
pub(super) fn note(branch: &Branch) -> String {
    let children = branch.children.len();
    match branch.kind {
        Kind::Supervisor | Kind::DynamicSupervisor => {
            format!("{} of {children}", branch.kind)
        }
        kind => kind.to_string(),
    }
}
