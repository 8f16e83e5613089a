//! What the client knows of one place, and who waits to know more.

use std::time::Duration;

use actor_core::Reply;
use tokio::time::Instant;

use super::Answer;
use crate::{Error, Report};

/// What a caller gets.
pub(super) type Outcome = Result<Answer, Error>;

#[derive(Default)]
pub(super) struct Place {
    /// The last report, and when it came.
    known: Option<(Report, Instant)>,
    /// Those who wait for a new one; there is a request under way for them.
    pub(super) waiting: Vec<Reply<Outcome>>,
}

impl Place {
    pub(super) fn with(report: Report, at: Instant) -> Self {
        Place { known: Some((report, at)), waiting: Vec::new() }
    }

    /// Returns the last report, and its age.
    pub(super) fn known(&self) -> Option<(&Report, Duration)> {
        let (report, at) = self.known.as_ref()?;
        Some((report, at.elapsed()))
    }

    /// Returns an answer that is not older than `ttl`.
    pub(super) fn fresh(&self, ttl: Duration) -> Option<Answer> {
        let (report, age) = self.known().filter(|(_, age)| *age < ttl)?;
        Some(Answer { report: report.clone(), age, instead_of: None })
    }

    /// Takes what the provider said, and returns what that means for those
    /// who wait: in an outage an old report is better than none.
    pub(super) fn learn(&mut self, said: Result<Report, Error>) -> Outcome {
        match (said, self.known()) {
            (Ok(report), _) => {
                self.known = Some((report.clone(), Instant::now()));
                let age = Duration::ZERO;
                Ok(Answer { report, age, instead_of: None })
            }
            (Err(error), Some((report, age))) if error.is_outage() => {
                let report = report.clone();
                Ok(Answer { report, age, instead_of: Some(error) })
            }
            (Err(error), _) => Err(error),
        }
    }
}
