//! What listens: it accepts connections and starts a process for each.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actor_core::gen_server::StartError;
use actor_core::supervisor::ChildSpec;
use actor_core::{
    DynamicSupervisorRef, ExitReason, Mailbox, ProcessRef, process,
};
use tokio::net::TcpListener;

use super::site::Site;
use super::{connection, routes};

/// The name of the supervisor of connections.
pub(super) const CONNECTIONS: &str = "Todo.Web.Connections";

/// What the process that listens is called.
const LISTENER: &str = "Todo.Web.Listener";

/// How long nobody is accepted when there are no file descriptors left.
const PAUSE: Duration = Duration::from_millis(50);

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
enum ListenError {
    #[error(
        "cannot listen on {address}: {error}; is there a server that runs?"
    )]
    Bind { address: SocketAddr, error: std::io::Error },
    #[error("cannot write the address to {}: {error}", file.display())]
    File { file: PathBuf, error: std::io::Error },
}

/// Returns the specification of the process that listens. The socket is bound
/// before it starts, so that a port that is taken is an error of the start.
pub(super) fn child(site: &Arc<Site>) -> ChildSpec<()> {
    let site = site.clone();
    ChildSpec::new(LISTENER, move || {
        let site = site.clone();
        async move {
            let listening = listen(&site)
                .await
                .map_err(|error| StartError::Init(ExitReason::error(error)))?;
            Ok(process::spawn_link(move |_: Mailbox<()>| {
                accept(listening, site)
            }))
        }
    })
}

/// A socket that is bound, and the file that says where.
struct Listening {
    listener: TcpListener,
    _file: Option<AddressFile>,
}

/// Is removed when it is dropped.
struct AddressFile(PathBuf);

impl Drop for AddressFile {
    fn drop(&mut self) {
        // Who removed it before us has done what is to be done.
        fs::remove_file(&self.0).ok();
    }
}

async fn listen(site: &Site) -> Result<Listening, ListenError> {
    let known = *site.address.lock();
    let address = known.unwrap_or(site.settings.address);
    let refused = |error| ListenError::Bind { address, error };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let bound = listener.local_addr().map_err(refused)?;
    let mut kept = None;
    if let Some(file) = site.settings.address_file.clone() {
        fs::write(&file, format!("{bound}\n"))
            .map_err(|error| ListenError::File { file: file.clone(), error })?;
        kept = Some(AddressFile(file));
    }
    *site.address.lock() = Some(bound);
    tracing::info!(address = %bound, "listens");
    Ok(Listening { listener, _file: kept })
}

async fn accept(listening: Listening, site: Arc<Site>) {
    process::set_label(LISTENER);
    let connections: DynamicSupervisorRef = ProcessRef::named(CONNECTIONS);
    let router = routes::router(&site);
    loop {
        // Nobody closes the semaphore.
        let Ok(seat) = site.seats.clone().acquire_owned().await else { return };
        let stream = match listening.listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "cannot accept connections for now");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        // Answers are small and written whole: nothing to wait for.
        stream.set_nodelay(true).ok();
        let child = connection::child(stream, seat, &site, &router);
        // It is refused while all is being stopped.
        if let Err(error) = connections.start_child(child).await {
            tracing::debug!(%error, "a connection was not served");
        }
    }
}
