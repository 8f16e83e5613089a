//! The contestants: one trait, one file for each, all in the same order.

use std::time::Duration;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::machine::version_of;
use crate::runtime::Setting;
use crate::workload::Workload;

mod actix;
mod actor_core;
mod bare_tokio;
mod hydra;
mod kameo;
pub mod otp;
mod ractor;
mod xtra;

/// Answers every workload in its own library's words.
///
/// All mailboxes are unbounded, as Erlang's are. Calls are made as the
/// library's documentation makes them, so some have a timeout and notice a
/// server's death and others do not; see the README.
pub trait Contestant {
    /// Says how far this contestant can go in `workload`.
    fn plan(&self, workload: Workload) -> Plan;

    /// Spawns `processes`, each of which receives one message and exits.
    ///
    /// The clock stops when the last one has exited.
    fn spawn(&self, processes: usize) -> Duration;

    /// Asks one server `calls` times, one after the other.
    fn call(&self, calls: usize) -> Duration;

    /// Sends `messages` from `producers` to one receiver, without answers.
    ///
    /// The clock stops when the receiver has counted the last one.
    fn fan_in(&self, producers: usize, messages: usize) -> Duration;

    /// Hands a token around a ring of `processes`, `hops` times.
    fn ring(&self, processes: usize, hops: usize) -> Duration;

    /// Spawns `processes` that wait for a message, and keeps their handles.
    ///
    /// Returns by how many bytes the resident memory has grown.
    fn idle(&self, processes: usize) -> u64;

    /// Builds a chain of `processes` in which each is linked to the next, and
    /// kills the first. The clock stops when the last one is dead.
    fn links(&self, processes: usize) -> Chain {
        unreachable!("the plan says that links are missing: {processes}")
    }

    /// Lets one process monitor another `monitors` times, and the other exit.
    ///
    /// The clock starts with the exit and stops with the last DOWN.
    fn monitors(&self, monitors: usize) -> Duration {
        unreachable!("the plan says that monitors are missing: {monitors}")
    }

    /// Lets `callers` ask one server, all at once, `calls_each` times each.
    fn callers(&self, callers: usize, calls_each: usize) -> Calls;

    /// Sums numbers up a tree of processes with `leaves`, ten to a node.
    fn skynet(&self, leaves: usize) -> Duration;

    /// Lets a supervisor restart its only child `restarts` times.
    ///
    /// The child crashes when it is told to, without a panic where that is
    /// possible, and is told so as soon as it runs. Nothing is logged, and no
    /// number of restarts within a second is too many.
    fn restarts(&self, restarts: usize) -> Duration {
        unreachable!("the plan says that supervisors are missing: {restarts}")
    }

    /// Looks up one of `names` registered names, `lookups` times.
    fn whereis(&self, names: usize, lookups: usize) -> Duration {
        unreachable!("the plan says that names are missing: {names}, {lookups}")
    }

    /// Puts `keys` integers into one table, and gets each when it is there.
    ///
    /// `clients` do that at the same time, each with keys of its own. The
    /// clock stops when the last one is done; put and get are two operations.
    fn tables(&self, clients: usize, keys: usize) -> Duration {
        unreachable!("the plan says that tables are missing: {clients}, {keys}")
    }

    /// Starts `children` servers, one after the other, under a dynamic
    /// supervisor, and stops that. All children are gone when it has ended.
    fn dynamic(&self, children: usize) -> Dynamic {
        unreachable!("the plan says that supervisors are missing: {children}")
    }
}

/// How far a contestant can go in a workload. The words are footnotes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Plan {
    /// All the way.
    Full,
    /// All the way, and there is something that a reader should know.
    Noted(&'static str),
    /// With a tenth of the size, because all of it takes too long.
    Tenth(&'static str),
    /// It has the feature, but does not come to an end.
    Hangs(&'static str),
    /// It does not have the feature.
    Missing(&'static str),
}

/// The note to supervisors that keep a list of restarts.
const RECOUNTS: &str = "its supervisor goes through the restarts of the last \
    second at each restart: the more there are, the longer it takes";

/// How long a chain of links took to build and to kill.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Chain {
    pub build: Duration,
    pub kill: Duration,
}

/// How long many concurrent calls took together, and each.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Calls {
    pub elapsed: Duration,
    pub latencies: Vec<Duration>,
}

/// How long a dynamic supervisor took to start its children and to stop, and
/// by how many bytes the resident memory has grown in between.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Dynamic {
    pub start: Duration,
    pub bytes: u64,
    pub stop: Duration,
}

/// Who takes part, in the order of the table.
#[derive(
    Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, ValueEnum,
)]
#[allow(missing_docs)]
pub enum Name {
    Tokio,
    TokioMimalloc,
    ActorCore,
    ActorCoreMimalloc,
    Ractor,
    Kameo,
    Actix,
    Xtra,
    Hydra,
    Otp,
}

impl Name {
    /// Prepares the contestant of this name.
    pub fn prepare(self, setting: Setting) -> Box<dyn Contestant> {
        match self {
            Name::Tokio | Name::TokioMimalloc => {
                Box::new(bare_tokio::BareTokio(setting))
            }
            Name::ActorCore | Name::ActorCoreMimalloc => {
                Box::new(actor_core::ActorCore(setting))
            }
            Name::Ractor => Box::new(ractor::Ractor(setting)),
            Name::Kameo => Box::new(kameo::Kameo(setting)),
            Name::Actix => Box::new(actix::Actix(setting)),
            Name::Xtra => Box::new(xtra::Xtra(setting)),
            Name::Hydra => Box::new(hydra::Hydra(setting)),
            Name::Otp => Box::new(otp::Otp(setting)),
        }
    }

    /// Returns the head of its column, with its version below.
    pub fn title(self, line_break: &str) -> String {
        let package = match self {
            Name::Tokio | Name::TokioMimalloc => "tokio",
            Name::ActorCore | Name::ActorCoreMimalloc => "actor-core",
            Name::Ractor => "ractor",
            Name::Kameo => "kameo",
            Name::Actix => "actix",
            Name::Xtra => "xtra",
            Name::Hydra => "hydra",
            Name::Otp => "otp",
        };
        let allocator = if self.has_mimalloc() { " + mimalloc" } else { "" };
        let version = version_of(package);
        format!("{package}{allocator}{line_break}{version}")
    }

    /// Tells whether it runs under mimalloc.
    pub fn has_mimalloc(self) -> bool {
        matches!(self, Name::TokioMimalloc | Name::ActorCoreMimalloc)
    }
}
