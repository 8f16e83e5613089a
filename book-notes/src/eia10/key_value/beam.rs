//! The same stores on Erlang's own machine, where there is one.

use std::io;
use std::process::{Command, Stdio};
use std::time::Duration;

use todo::demo::folder::Folder;

use super::bench::{Load, Took};

/// The stores and their clients in Erlang.
const PROGRAM: &str = include_str!("bench.escript");

/// What BEAM needs for the same work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Which release of OTP it is.
    pub release: String,
    /// How long the clients took, for each load.
    pub took: Vec<Took>,
}

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub enum NoFigures {
    /// There is no Erlang, or it cannot be started.
    #[error("`escript` of Erlang/OTP does not start: {0}")]
    NotStarted(#[from] io::Error),
    /// It says something else than it should.
    #[error("`escript` failed: {0}")]
    Failed(String),
}

/// Runs the loads, one after the other, and waits for that; so this is for a
/// thread that may block.
///
/// # Errors
///
/// See [`NoFigures`]. Who has no Erlang can do without.
pub fn run(loads: &[Load]) -> Result<Figures, NoFigures> {
    let Some(first) = loads.first() else {
        return Err(NoFigures::Failed("there is nothing to do".to_owned()));
    };
    let folder = Folder::new()?;
    let program = folder.path().join("bench.escript");
    std::fs::write(&program, PROGRAM)?;
    let mut escript = Command::new("escript");
    escript.arg(program).arg(first.rounds().to_string());
    for load in loads {
        escript.args([load.clients(), load.keys_each()].map(|n| n.to_string()));
    }
    let output = escript.stdin(Stdio::null()).output()?;
    let printed = String::from_utf8_lossy(&output.stdout);
    figures(&printed, loads.len()).ok_or_else(|| {
        let told = String::from_utf8_lossy(&output.stderr);
        NoFigures::Failed(format!("{printed}{told}").trim().to_owned())
    })
}

fn figures(printed: &str, loads: usize) -> Option<Figures> {
    let mut lines = printed.lines();
    let release = lines.next()?.to_owned();
    let times = lines.map(|line| line.parse().map(Duration::from_nanos));
    let times: Vec<_> = times.collect::<Result<_, _>>().ok()?;
    if times.len() != 2 * loads {
        return None;
    }
    let took = |pair: &[_]| Took { server: pair[0], table: pair[1] };
    Some(Figures { release, took: times.chunks(2).map(took).collect() })
}
