//! Who may be asked.
//!
//! A load that is nothing to one server brings another down, and whoever
//! mistypes a name asks somebody else's. So by itself a run asks only this
//! machine; another is asked if that is said, or if it is asked so little
//! that nobody minds.

use std::collections::HashSet;
use std::net::IpAddr;

use tokio::net::lookup_host;

use super::{Target, Through};
use crate::plan::{Load, Plan};

/// Whether other machines may be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Permission {
    /// As little as nobody minds.
    #[default]
    LoopbackOnly,
    /// As much as the plan says.
    AllowRemote,
}

/// Why a target may not be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SafetyError {
    /// It is another machine, and the plan asks it a lot.
    #[error(
        "{host} is another machine, at {address}, and this may be more than \
         it can take; if it is yours to test, add --allow-remote, otherwise \
         ask little: --rate {rate} -c {connections}",
        rate = MOST_A_SECOND,
        connections = MOST_CONNECTIONS
    )]
    Remote {
        /// Its name, as the URL has it.
        host: String,
        /// The first of its addresses that is not of this machine.
        address: IpAddr,
    },
}

/// How many requests in a second, and how many connections, nobody minds.
const MOST_A_SECOND: u32 = 10;
const MOST_CONNECTIONS: usize = 10;

/// Says whether an address is one of this machine, wherever it is: 127.0.0.0/8
/// or `::1`, the first of them written as IPv6, or the unspecified address,
/// which a connection takes for a loopback one.
pub(crate) fn is_loopback(address: IpAddr) -> bool {
    let address = address.to_canonical();
    address.is_loopback() || address.is_unspecified()
}

/// Says whether a plan asks so little that nobody minds: at a rate of at most
/// ten a second, on at most ten connections.
pub fn is_gentle(plan: &Plan) -> bool {
    match plan.load {
        Load::Closed => false,
        Load::Open { rate, .. } => {
            rate.as_per_second() <= f64::from(MOST_A_SECOND)
                && plan.connections <= MOST_CONNECTIONS
        }
    }
}

/// Checks that a target may be asked as a plan says.
///
/// This machine may always be: 127.0.0.0/8, `::1`, the unspecified address,
/// which a connection takes for a loopback one, and every Unix socket. A name that has no
/// address passes too: a run will count that.
///
/// # Errors
///
/// If one of the target's servers is another machine, nobody permitted it,
/// and the plan is not [gentle](is_gentle).
pub async fn check(
    target: &Target,
    plan: &Plan,
    permission: Permission,
) -> Result<(), SafetyError> {
    if permission == Permission::AllowRemote || is_gentle(plan) {
        return Ok(());
    }
    let error = |host: &str, address| {
        Err(SafetyError::Remote { host: host.to_owned(), address })
    };
    match &target.route.through {
        Through::Unix(_) => return Ok(()),
        Through::Address(address) if is_loopback(address.ip()) => return Ok(()),
        Through::Address(address) => {
            return error(&address.to_string(), address.ip());
        }
        Through::Name => {}
    }
    let hosts: HashSet<_> =
        target.origins.iter().map(|origin| &*origin.host).collect();
    for host in hosts {
        let Ok(addresses) = lookup_host((host, 0)).await else {
            continue;
        };
        for address in addresses {
            if !is_loopback(address.ip()) {
                return error(host, address.ip());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_has_a_loopback_address() {
        for text in
            ["127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1", "::"]
        {
            assert!(is_loopback(text.parse().unwrap()), "{text}");
        }
        for text in ["10.0.0.1", "128.0.0.1", "::2", "::ffff:1.1.1.1"] {
            assert!(!is_loopback(text.parse().unwrap()), "{text}");
        }
    }
}
