//! The pools of a version, with one face for all: what can be asked of each.

use std::fmt::Display;
use std::time::Duration;

use actor_core::gen_server::StartError;
use actor_core::{Name, SupervisorRef};
use serde::Serialize;
use tokio::task::yield_now;

use super::tree::{self, Branch, as_text};
use super::version::Version;
use crate::pool::{self, Pool, ProcessPool};
use crate::sample_worker::{self, Message, Worker};
use crate::{v1, v2, v3, v4};

/// The pools that a version has; cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Pools {
    version: Version,
    /// Versions of the book are known by their processes' names. This is not.
    pool: ProcessPool<Message>,
}

/// A worker that was checked out, and what checks it in when it is dropped.
pub(super) type Given = (Worker, Option<Guard>);

/// What holds a worker of the pool that is no version of the book.
pub(super) type Guard = pool::Worker<pool::Processes<Message>>;

/// How many workers of a pool are idle, and how many are not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Status {
    #[serde(serialize_with = "as_text")]
    pub(super) pool: Name,
    pub(super) idle: usize,
    pub(super) busy: usize,
    /// What version 4 makes of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    /// As the version itself writes it.
    #[serde(skip)]
    pub(super) text: String,
}

/// For how long a consumer waits for a worker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Patience {
    /// As long as the version has it: not at all, or for five seconds.
    #[default]
    Usual,
    No,
    For(Duration),
    Forever,
}

/// Why a pool did not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("there is no idle worker")]
    NoWorker,
    #[error("this version has no transactions")]
    NoTransactions,
    #[error("{0}")]
    Pool(String),
}

/// What becomes of the job of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Job {
    Succeeds,
    Fails,
    Crashes,
}

/// The name that the program gives to a pool that has none.
const POOL: &str = "Pooly";

impl Pools {
    pub(super) fn new(version: Version) -> Self {
        let pool = Pool::processes(sample_worker::child_spec());
        let pool = pool.size(2).max_overflow(1).build();
        Self { version, pool }
    }

    /// Returns the names of the pools.
    pub(super) fn names(&self) -> Vec<Name> {
        match self.version {
            Version::V1 | Version::V2 => vec![POOL.into()],
            Version::V3 => {
                v3::default_pools().into_iter().map(|pool| pool.name).collect()
            }
            Version::V4 => {
                v4::default_pools().into_iter().map(|pool| pool.name).collect()
            }
            Version::Pool => vec!["Pool".into()],
        }
    }

    /// Starts the tree, linked to the current process.
    pub(super) async fn start(&self) -> Result<SupervisorRef, StartError> {
        match self.version {
            Version::V1 => v1::start_pool(v1::PoolConfig::default()).await,
            Version::V2 => v2::start_pool(v2::PoolConfig::default()).await,
            Version::V3 => v3::start_pools(v3::default_pools()).await,
            Version::V4 => v4::start_pools(v4::default_pools()).await,
            Version::Pool => self.pool.start_link().await,
        }
    }

    /// Describes the tree when everybody in it has dealt with what happened.
    pub(super) async fn settled(&self, root: &SupervisorRef) -> Branch {
        let tree = tree::settled(root, self.version.root()).await;
        if self.version != Version::Pool {
            return tree;
        }
        // Its workers come and go in processes of their own.
        let comes_or_goes = |status: pool::Status| {
            status.starting + status.closing + status.resetting > 0
        };
        while self.pool.status().await.is_ok_and(comes_or_goes) {
            yield_now().await;
        }
        tree::settled(root, self.version.root()).await
    }

    /// Checks a worker out, for the current process.
    pub(super) async fn checkout(
        &self,
        pool: &str,
        patience: Patience,
    ) -> Result<Given, Refusal> {
        let worker = match self.version {
            Version::V1 => v1::checkout().await,
            Version::V2 => v2::checkout().await,
            Version::V3 => v3::checkout(pool).await,
            Version::V4 => {
                let worker = v4::checkout(pool, patience.into()).await;
                let worker = worker.map_err(|error| Refusal::new(&error))?;
                return Ok((worker, None));
            }
            Version::Pool => {
                let held = match patience {
                    Patience::Usual => self.pool.checkout().await,
                    Patience::No => self.pool.try_checkout().await,
                    Patience::For(time) => {
                        self.pool.checkout_within(time).await
                    }
                    Patience::Forever => {
                        self.pool.checkout_within(Duration::MAX).await
                    }
                };
                let held = held.map_err(|error| Refusal::new(&error))?;
                return Ok((held.clone(), Some(held)));
            }
        };
        let worker = worker.map_err(|error| Refusal::new(&error))?;
        Ok((worker.ok_or(Refusal::NoWorker)?, None))
    }

    /// Checks a worker in, by the current process, whoever holds it. Where
    /// there is a guard, nothing else does that.
    pub(super) fn checkin(&self, pool: &str, worker: &Worker) {
        match self.version {
            Version::V1 => v1::checkin(worker),
            Version::V2 => v2::checkin(worker),
            Version::V3 => v3::checkin(pool, worker),
            Version::V4 => v4::checkin(pool, worker),
            Version::Pool => {}
        }
    }

    /// Does a job with a worker. Returns that, and how the job has ended.
    pub(super) async fn transaction(
        &self,
        pool: &str,
        job: Job,
    ) -> Result<(Worker, Result<(), String>), Refusal> {
        let job = move |worker: &Worker| match job {
            Job::Succeeds => (worker.clone(), Ok(())),
            Job::Fails => (worker.clone(), Err("there is no Pizza".into())),
            Job::Crashes => panic!("told to crash"),
        };
        match self.version {
            Version::V1 | Version::V2 | Version::V3 => {
                Err(Refusal::NoTransactions)
            }
            Version::V4 => {
                let job = async |worker: &Worker| job(worker);
                let done = v4::transaction(pool, v4::Wait::default(), job);
                done.await.map_err(|error| Refusal::new(&error))
            }
            Version::Pool => {
                let job = async |worker: &mut Worker| job(worker);
                let done = self.pool.transaction(job);
                done.await.map_err(|error| Refusal::new(&error))
            }
        }
    }

    /// Returns how many workers of a pool are idle, and how many are not.
    pub(super) async fn status(&self, pool: &str) -> Result<Status, Refusal> {
        let error = |error| Refusal::new(&error);
        let mut state = None;
        let (idle, busy, text) = match self.version {
            Version::V1 => {
                let status = v1::status().await.map_err(error)?;
                (status.idle, status.busy, status.to_string())
            }
            Version::V2 => {
                let status = v2::status().await.map_err(error)?;
                (status.idle, status.busy, status.to_string())
            }
            Version::V3 => {
                let status = v3::status(pool).await.map_err(error)?;
                (status.idle, status.busy, status.to_string())
            }
            Version::V4 => {
                let status = v4::status(pool).await.map_err(error)?;
                let name = status.state.to_string();
                state = Some(name.trim_start_matches(':').to_owned());
                (status.idle, status.busy, status.to_string())
            }
            Version::Pool => {
                let status = self.pool.status().await;
                let status = status.map_err(|error| Refusal::new(&error))?;
                let pool::Status { idle, busy, overflow, .. } = status;
                let text =
                    format!("{idle} idle, {busy} busy, overflow {overflow}");
                (idle, busy, text)
            }
        };
        Ok(Status { pool: pool.into(), idle, busy, state, text })
    }
}

impl Refusal {
    fn new(error: &impl Display) -> Self {
        Self::Pool(error.to_string())
    }
}

impl From<Patience> for v4::Wait {
    fn from(patience: Patience) -> Self {
        match patience {
            Patience::Usual => Self::default(),
            Patience::No => Self::No,
            Patience::For(time) => Self::For(time),
            Patience::Forever => Self::Forever,
        }
    }
}
