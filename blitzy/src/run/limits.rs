//! How many connections this machine lets one program have.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// Files that are open besides connections: the runtime's, the logs', the
/// report's.
const OTHERS: u64 = 64;

/// Raises the limit of open files as far as `connections` need it.
pub(crate) fn allow(connections: usize) -> anyhow::Result<()> {
    let needed = connections as u64 + OTHERS;
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    if needed <= soft {
        return Ok(());
    }
    if needed > hard {
        anyhow::bail!(
            "{connections} connections need {needed} open files, and the \
             limit is {hard}; use -c {}, or raise it (ulimit -Hn)",
            hard.saturating_sub(OTHERS).max(1)
        );
    }
    setrlimit(Resource::RLIMIT_NOFILE, needed, hard)?;
    Ok(())
}
