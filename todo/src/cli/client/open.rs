//! Who has the lists.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use actor_core::gen_server::StartError;
use tokio::time::{Instant, sleep};

use super::{Failure, File, Http};
use crate::cli::server_url::ServerUrl;
use crate::config::Config;
use crate::store::{RedbStore, StoreError};

/// How long to wait for somebody else who has the database open: another
/// command, or a server that starts.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often to look meanwhile.
const PAUSE: Duration = Duration::from_millis(20);

/// Who has the lists.
pub(in crate::cli) enum Opened {
    /// A server.
    Http(Http),
    /// This process.
    File(File),
}

/// Finds out who has the lists of a folder: this process from now on, or a
/// server that runs.
pub(in crate::cli) async fn open(config: &Config) -> Result<Opened, Failure> {
    let begun = Instant::now();
    loop {
        match open_file(config).await? {
            Some(file) => return Ok(Opened::File(file)),
            None => {
                if let Some(server) = server_of(config) {
                    return Ok(Opened::Http(Http::new(server)?));
                }
            }
        }
        if begun.elapsed() > PATIENCE {
            return Err(in_use(config));
        }
        sleep(PAUSE).await;
    }
}

/// As [`open`], for what a server cannot do.
pub(in crate::cli) async fn open_alone(
    config: &Config,
) -> Result<File, Failure> {
    open_file(config).await?.ok_or_else(|| in_use(config))
}

/// Opens the database; nothing if somebody else has it open.
async fn open_file(config: &Config) -> Result<Option<File>, Failure> {
    let store = RedbStore::new(config.store.clone());
    match store.open().await {
        Ok(()) => {}
        Err(StoreError::InUse(_)) => return Ok(None),
        Err(error) => return Err(Failure::Unavailable(error.to_string())),
    }
    let file = File::start(store, config).await;
    file.map(Some).map_err(|error| Failure::Unavailable(cause(&error)))
}

fn in_use(config: &Config) -> Failure {
    let folder = config.store.folder.display();
    Failure::Unavailable(match server_of(config) {
        Some(server) => format!(
            "the lists in {folder} are in use by the server at {server}; stop \
             it first"
        ),
        None => format!(
            "the lists in {folder} are in use by another program, such as \
             todo shell; end it first, or choose another folder with --data"
        ),
    })
}

/// Returns why a tree did not start, as the last of those said it that failed
/// because of each other.
pub(in crate::cli) fn cause(error: &StartError) -> String {
    let text = error.to_string();
    let last = text.rsplit("init failed: ").next().unwrap_or(&text);
    let depth = text.matches("{shutdown, ").count();
    let last = last.strip_prefix("{shutdown, ").unwrap_or(last);
    let end = "}".repeat(depth);
    last.strip_suffix(end.as_str()).unwrap_or(last).to_owned()
}

/// Returns where the server of a folder listens, if it has said so.
fn server_of(config: &Config) -> Option<ServerUrl> {
    let file = config.web.address_file.as_ref()?;
    let text = fs::read_to_string(file).ok()?;
    let text = text.trim().trim_start_matches("http://");
    let mut address: SocketAddr = text.trim_end_matches('/').parse().ok()?;
    // One that listens everywhere is found here.
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => {
            address.set_ip(Ipv4Addr::LOCALHOST.into());
        }
        IpAddr::V6(ip) if ip.is_unspecified() => {
            address.set_ip(Ipv6Addr::LOCALHOST.into());
        }
        _ => {}
    }
    format!("http://{address}").parse().ok()
}
