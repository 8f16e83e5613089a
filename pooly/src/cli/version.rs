//! The versions, with one face for all: what can be asked of each.

use std::time::Duration;

use actor_core::gen_server::StartError;
use actor_core::{CallError, Name, SupervisorRef};
use clap::ValueEnum;
use serde::Serialize;

use super::tree::as_text;
use crate::sample_worker::Worker;
use crate::{v1, v2, v3, v4};

/// What can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(super) enum Version {
    /// One pool that hopes for the best
    V1,
    /// One pool whose consumers and workers may crash
    V2,
    /// Many pools in a tree
    V3,
    /// Overflow, a queue and transactions
    V4,
}

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

/// Why a consumer was given no worker.
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

impl Version {
    /// Says what it is.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::V1 => "Version 1: one pool that hopes for the best",
            Self::V2 => "Version 2: consumers and workers may crash",
            Self::V3 => "Version 3: many pools in a tree",
            Self::V4 => "Version 4: overflow, a queue and transactions",
        }
    }

    /// Returns whether consumers can wait, and run transactions.
    pub(super) fn can_wait(self) -> bool {
        matches!(self, Self::V4)
    }

    /// Returns the names of its pools.
    pub(super) fn pools(self) -> Vec<Name> {
        match self {
            Self::V1 | Self::V2 => vec![POOL.into()],
            Self::V3 => {
                v3::default_pools().into_iter().map(|pool| pool.name).collect()
            }
            Self::V4 => {
                v4::default_pools().into_iter().map(|pool| pool.name).collect()
            }
        }
    }

    /// Starts the tree of the book, linked to the current process.
    pub(super) async fn start(self) -> Result<SupervisorRef, StartError> {
        match self {
            Self::V1 => v1::start_pool(v1::PoolConfig::default()).await,
            Self::V2 => v2::start_pool(v2::PoolConfig::default()).await,
            Self::V3 => v3::start_pools(v3::default_pools()).await,
            Self::V4 => v4::start_pools(v4::default_pools()).await,
        }
    }

    /// Checks a worker out, for the current process.
    pub(super) async fn checkout(
        self,
        pool: &str,
        patience: Patience,
    ) -> Result<Worker, Refusal> {
        let worker = match self {
            Self::V1 => v1::checkout().await,
            Self::V2 => v2::checkout().await,
            Self::V3 => v3::checkout(pool).await,
            Self::V4 => {
                let worker = v4::checkout(pool, patience.into()).await;
                return worker.map_err(Refusal::new);
            }
        };
        worker.map_err(Refusal::new)?.ok_or(Refusal::NoWorker)
    }

    /// Checks a worker in, by the current process.
    pub(super) fn checkin(self, pool: &str, worker: &Worker) {
        match self {
            Self::V1 => v1::checkin(worker),
            Self::V2 => v2::checkin(worker),
            Self::V3 => v3::checkin(pool, worker),
            Self::V4 => v4::checkin(pool, worker),
        }
    }

    /// Does a job with a worker. Returns that, and how the job has ended.
    pub(super) async fn transaction(
        self,
        pool: &str,
        job: Job,
    ) -> Result<(Worker, Result<(), String>), Refusal> {
        let job = async move |worker: &Worker| match job {
            Job::Succeeds => (worker.clone(), Ok(())),
            Job::Fails => (worker.clone(), Err("there is no Pizza".into())),
            Job::Crashes => panic!("told to crash"),
        };
        match self {
            Self::V1 | Self::V2 | Self::V3 => Err(Refusal::NoTransactions),
            Self::V4 => {
                let done = v4::transaction(pool, v4::Wait::default(), job);
                done.await.map_err(Refusal::new)
            }
        }
    }

    /// Returns how many workers of a pool are idle, and how many are not.
    pub(super) async fn status(self, pool: &str) -> Result<Status, CallError> {
        let mut state = None;
        let (idle, busy, text) = match self {
            Self::V1 => {
                let status = v1::status().await?;
                (status.idle, status.busy, status.to_string())
            }
            Self::V2 => {
                let status = v2::status().await?;
                (status.idle, status.busy, status.to_string())
            }
            Self::V3 => {
                let status = v3::status(pool).await?;
                (status.idle, status.busy, status.to_string())
            }
            Self::V4 => {
                let status = v4::status(pool).await?;
                let name = status.state.to_string();
                state = Some(name.trim_start_matches(':').to_owned());
                (status.idle, status.busy, status.to_string())
            }
        };
        Ok(Status { pool: pool.into(), idle, busy, state, text })
    }
}

impl Refusal {
    fn new(error: impl ToString) -> Self {
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
