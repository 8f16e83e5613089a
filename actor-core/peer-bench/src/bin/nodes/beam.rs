//! The nodes on BEAM.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

use crate::workload::{CALLERS, LARGE, Workload};

const SOURCE: &str = include_str!("nodes_peer.erl");

/// Returns whether `erl` is on this machine.
pub(crate) fn is_there() -> bool {
    let mut erl = Command::new("erl");
    let asked = erl.args(["-noshell", "-s", "init", "stop"]).output();
    asked.is_ok_and(|output| output.status.success())
}

/// Compiles the program of the nodes into a folder.
pub(crate) fn compile(folder: &Path) -> anyhow::Result<()> {
    std::fs::write(folder.join("nodes_peer.erl"), SOURCE)?;
    let compiled = Command::new("erlc")
        .arg("nodes_peer.erl")
        .current_dir(folder)
        .status()
        .context("`erlc` comes with `erl`")?;
    ensure!(compiled.success(), "the program of the nodes was not compiled");
    Ok(())
}

/// Returns the command that starts a node.
pub(crate) fn command(name: &str, epmd_port: u16, folder: &Path) -> Command {
    let eval = match name {
        "server" => "nodes_peer:server().".to_owned(),
        _ => {
            let counts = Workload::ALL.map(|all| all.count().to_string());
            let counts = counts.join(", ");
            format!("nodes_peer:client([{counts}, {CALLERS}, {LARGE}]).")
        }
    };
    let mut command = Command::new("erl");
    command
        .args(["-noinput", "-noshell"])
        .args(["-name", &format!("{name}@127.0.0.1")])
        .args(["-setcookie", "bench"])
        .args(["-start_epmd", "false", "-hidden"])
        .arg("-pa")
        .arg(folder)
        .args(["-eval", &eval])
        .env("ERL_EPMD_PORT", epmd_port.to_string());
    command
}
