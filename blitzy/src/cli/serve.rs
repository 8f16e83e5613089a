//! `blitzy serve`: a server to try it on.

use std::process::ExitCode;

use super::args::Serve;
use super::destination::Destination;
use super::output::{note, print_line, tell};
use super::signals::Signals;
use super::usage::UsageError;
use crate::run::limits;
use crate::serve::{self, GUIDE, ServeError, Server};

pub(super) async fn run(serve: Serve) -> anyhow::Result<ExitCode> {
    if let Some(authority) = &serve.authority {
        authority.check_for("the authority's certificate")?;
    }
    limits::allow(serve.max_connections)?;
    let mut signals = Signals::listen()?;
    if serve.until_eof {
        signals.heed_input();
    }
    let server =
        serve::start(serve.config()).await.map_err(|error| match error {
            ServeError::Listen { .. } | ServeError::Certificate(_) => {
                anyhow::Error::new(error)
            }
            contradiction => UsageError::new(contradiction).into(),
        })?;
    if let (Some(file), Some(pem)) = (&serve.authority, server.authority_pem())
    {
        file.write(pem)?;
    }
    print_line(server.url())?;
    tell(GUIDE);
    note(format_args!("ctrl-c ends it; try: {}", trial(&serve, &server)));
    signals.next().await;
    let stats = server.stats();
    server.shutdown().await;
    note(format_args!(
        "{} requests on {} connections",
        stats.requests, stats.connections
    ));
    Ok(ExitCode::SUCCESS)
}

/// Returns a command that puts it under load.
fn trial(serve: &Serve, server: &Server) -> String {
    let way = server
        .socket()
        .map(|path| format!(" --unix-socket {}", path.display()))
        .unwrap_or_default();
    let trust = match (server.authority_pem(), &serve.authority) {
        (None, _) => String::new(),
        (_, Some(Destination::File(path))) => {
            format!(" --cacert {}", path.display())
        }
        _ => " --insecure".to_owned(),
    };
    format!("blitzy run{way}{trust} {}/", server.url())
}
