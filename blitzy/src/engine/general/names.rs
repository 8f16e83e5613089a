//! The addresses of names, as reqwest asks for them.

use std::collections::HashMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;
use tokio::sync::OnceCell;

use crate::engine::Reach;
use crate::engine::connect::not_here;
use crate::target::{Origin, Through};

/// The addresses of names.
///
/// Those of the servers that are asked are looked up once and kept for the run,
/// so that the address that was checked is the address that is used. Those of
/// others, to which only redirects lead, are checked each time: a server could
/// name ever new ones, and they would fill the memory.
pub(super) struct Names {
    reach: Reach,
    kept: HashMap<String, Arc<OnceCell<Vec<SocketAddr>>>>,
}

/// An address that may not be asked.
#[derive(Debug)]
pub(super) struct NotHere {
    pub(super) name: String,
    address: SocketAddr,
}

impl Names {
    /// Makes them, of servers that are asked.
    pub(super) fn new(
        origins: &[Origin],
        through: &Through,
        reach: Reach,
    ) -> Self {
        let cell = match through {
            Through::Address(address) => {
                OnceCell::new_with(Some(vec![*address]))
            }
            Through::Name | Through::Unix(_) => OnceCell::new(),
        };
        let kept = origins.iter().map(|origin| {
            (origin.host.to_ascii_lowercase(), Arc::new(cell.clone()))
        });
        Self { reach, kept: kept.collect() }
    }

    /// Returns whether it is the name of a server that is asked.
    pub(super) fn has(&self, name: &str) -> bool {
        self.kept.contains_key(&name.to_ascii_lowercase())
    }
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let name = name.as_str().to_ascii_lowercase();
        let cell = self.kept.get(&name).cloned().unwrap_or_default();
        let reach = self.reach;
        Box::pin(async move {
            // reqwest knows the port.
            let look_up = || async {
                Ok::<_, std::io::Error>(
                    lookup_host((&*name, 0)).await?.collect(),
                )
            };
            let addresses: Vec<_> =
                cell.get_or_try_init(look_up).await?.clone();
            let refused =
                addresses.iter().find(|address| !reach.allows(address.ip()));
            if let Some(address) = refused {
                let address = *address;
                return Err(NotHere { name, address }.into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

impl fmt::Display for NotHere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, address } = self;
        let address = address.ip();
        write!(f, "{name}: {}", not_here(address))
    }
}

impl std::error::Error for NotHere {}
