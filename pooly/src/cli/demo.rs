//! `pooly demo`: the demonstration of a version, on the terminal.

use actor_core::Mailbox;

use super::output::{Terminal, print_title};
use super::version::Version;
use crate::demo;

pub(super) async fn run(
    version: Version,
    main: &mut Mailbox<()>,
) -> anyhow::Result<()> {
    print_title(version.title())?;
    let outcome = match version {
        Version::V1 => demo::v1(&mut Terminal, main).await,
        Version::V2 => demo::v2(&mut Terminal, main).await,
        Version::V3 => demo::v3(&mut Terminal, main).await,
        Version::V4 => demo::v4(&mut Terminal, main).await,
        Version::Pool => demo::pool(&mut Terminal, main).await,
    };
    outcome.map_err(|error| anyhow::anyhow!(error))
}
