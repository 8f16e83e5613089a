//! `todo serve`: the whole system, until it is told to stop.

use std::fs;
use std::net::TcpListener;
use std::process::ExitCode;

use actor_core::application::ApplicationError;
use actor_core::gen_server::StartError;
use actor_core::{Application, ExitReason, System};
use anyhow::Context;

use super::client::cause;
use super::output::{note, print_line};
use crate::config::Config;
use crate::store::RedbStore;
use crate::system;

pub(super) fn run(config: Config) -> anyhow::Result<ExitCode> {
    check(&config)?;
    let address = config.web.address;
    if !address.ip().is_loopback() {
        note(format_args!(
            "warning: whoever reaches {address} may read and write all lists; \
             --bind 127.0.0.1 is for this machine alone"
        ));
    }
    let application = Application::new("todo", move |_| {
        let config = config.clone();
        async move {
            let store = RedbStore::new(config.store.clone());
            // What a start of the tree would say only after its supervisors.
            store
                .open()
                .await
                .map_err(|error| StartError::Init(ExitReason::error(error)))?;
            let tree = system::tree(&store, config.clone());
            let top = tree.start_link().await?;
            announce(&config);
            Ok(top)
        }
    });
    match System::new("todo").run_application(application) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(ApplicationError::Start { error, .. }) => {
            anyhow::bail!(cause(&error))
        }
        Err(error) => Err(error.into()),
    }
}

/// Says in plain words what a start would say in those of a crash. Somebody
/// else may still be faster.
fn check(config: &Config) -> anyhow::Result<()> {
    let address = config.web.address;
    TcpListener::bind(address).with_context(|| {
        format!(
            "cannot listen on {address}; --port chooses another port, and \
             --port 0 any that is free"
        )
    })?;
    let folder = &config.store.folder;
    fs::create_dir_all(folder).with_context(|| {
        format!(
            "cannot make the folder {}; --data chooses another",
            folder.display()
        )
    })
}

/// Says where it listens. Port 0 has become another by now.
fn announce(config: &Config) {
    let file = config.web.address_file.as_ref();
    let written = file.and_then(|file| fs::read_to_string(file).ok());
    let address = config.web.address.to_string();
    let address = written.as_deref().map_or(address.as_str(), str::trim);
    let folder = config.store.folder.display();
    let line = format!("Listening on http://{address}, lists in {folder}");
    // A server serves also if nobody reads this.
    let _ = print_line(line);
}
