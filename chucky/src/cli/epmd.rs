//! `chucky epmd`: a port mapper that is no node.

use std::io::ErrorKind;
use std::net::IpAddr;
use std::process::ExitCode;

use actor_core::node::PortMapper;
use anyhow::anyhow;
use tokio::signal::unix::{SignalKind, signal};

use super::output::print_line;

pub(super) async fn run(
    listen: IpAddr,
    port: Option<u16>,
) -> anyhow::Result<ExitCode> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let port = match port {
        Some(port) => port,
        None => PortMapper::default_port()?,
    };
    let port_mapper = PortMapper::bind(listen, port).await;
    let port_mapper = port_mapper.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow!(
            "port {port} is taken: there is a port mapper already, maybe in a \
             node, which would have to end first"
        ),
        _ => anyhow!("cannot listen on {listen}, port {port}: {error}"),
    })?;
    print_line(&format!("port mapper on port {}", port_mapper.port()))?;
    tokio::select! {
        () = port_mapper.serve() => {}
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(ExitCode::SUCCESS)
}
