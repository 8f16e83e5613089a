//! Stays registered, whichever program answers.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time;

use super::{Epmd, EpmdError, PortMapper, Registered, Registration};

/// How long to wait after a failure; each time twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(10);

/// How long to wait at most. If another node has just started a port mapper,
/// this is never reached.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Keeps a node's name registered.
///
/// Where no port mapper runs, it starts one in this program. When the one
/// that was used ends with its program, all nodes of the machine notice; one
/// of them gets the port for a new one, and all register again.
///
/// The name is freed when it is dropped, and with it what it started.
#[derive(Debug)]
pub(crate) struct Keeper {
    epmd: Epmd,
    registration: Registration,
    /// Where a port mapper of ours listens beside the loopback interface.
    address: IpAddr,
    registered: Registered,
    /// Our port mapper, if it is ours.
    serving: JoinSet<()>,
}

impl Keeper {
    /// Registers a node, and starts a port mapper first where there is none.
    pub(crate) async fn register(
        epmd: Epmd,
        registration: Registration,
        address: IpAddr,
    ) -> Result<Self, EpmdError> {
        let mut serving = JoinSet::new();
        let mut wait = FIRST_WAIT;
        let registered = loop {
            let attempt = attempt(epmd, &registration, address, &mut serving);
            match attempt.await {
                Ok(registered) => break registered,
                // Another node may be about to serve.
                Err(EpmdError::Unreachable { .. }) if wait < LONGEST_WAIT => {
                    time::sleep(wait).await;
                    wait *= 2;
                }
                Err(error) => return Err(error),
            }
        };
        let keeper = Self { epmd, registration, address, registered, serving };
        keeper.warn_if_hidden().await;
        Ok(keeper)
    }

    /// Says so if other machines cannot find this node although it listens for
    /// them: whoever started the port mapper may have it serve this machine
    /// only.
    async fn warn_if_hidden(&self) {
        let Self { address, epmd, registration, .. } = self;
        let is_local = *address == IpAddr::V4(Ipv4Addr::LOCALHOST);
        if is_local || address.is_unspecified() {
            return;
        }
        if let Err(error) = epmd.names(&address.to_string()).await {
            tracing::warn!(
                name = registration.name,
                %error,
                help = "start a port mapper that listens for them, or this \
                        node, before all other nodes of its machine",
                "other machines cannot find this node"
            );
        }
    }

    /// Returns what tells this life of the node from others of its name. It
    /// stays, although another port mapper would give another.
    pub(crate) fn creation(&self) -> u32 {
        self.registered.creation()
    }

    /// Keeps the name for as long as it is polled.
    pub(crate) async fn keep(mut self) -> Infallible {
        loop {
            self.registered.lost().await;
            let name = &self.registration.name;
            tracing::debug!(name, "the port mapper is gone");
            self.registered = self.register_again().await;
            self.warn_if_hidden().await;
        }
    }

    async fn register_again(&mut self) -> Registered {
        let Self { epmd, registration, address, serving, .. } = self;
        let mut wait = FIRST_WAIT;
        let mut told = false;
        loop {
            let attempt = attempt(*epmd, registration, *address, serving);
            let error = match attempt.await {
                Ok(registered) => return registered,
                Err(error) => error,
            };
            if wait == LONGEST_WAIT && !told {
                let name = &registration.name;
                tracing::warn!(name, %error, "others cannot find this node");
                told = true;
            }
            time::sleep(wait).await;
            wait = LONGEST_WAIT.min(wait * 2);
        }
    }
}

/// Registers, if need be with a port mapper of our own.
async fn attempt(
    epmd: Epmd,
    registration: &Registration,
    address: IpAddr,
    serving: &mut JoinSet<()>,
) -> Result<Registered, EpmdError> {
    let unreachable = match epmd.register(registration).await {
        Err(error @ EpmdError::Unreachable { .. }) => error,
        outcome => return outcome,
    };
    match PortMapper::bind(address, epmd.port()).await {
        Ok(port_mapper) => {
            serving.spawn(port_mapper.serve());
            epmd.register(registration).await
        }
        // Another node was faster.
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            Err(unreachable)
        }
        Err(source) => Err(EpmdError::Start { port: epmd.port(), source }),
    }
}
