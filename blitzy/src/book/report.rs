//! The report of the book: how many, how many of which kind, and how long.

use std::fmt;
use std::time::Duration;

use super::worker::Outcome;

/// What came out of all workers.
///
/// An average says little about how long somebody waits, and the greatest of
/// many values is one value; but that is what the book reports. What it leaves
/// out is in [`measure`](crate::measure).
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// How many workers there were.
    pub workers: usize,
    /// How many of them had success.
    pub successful: usize,
    /// How many had not.
    pub failed: usize,
    /// How long the successful ones took, if there are any.
    pub times: Option<Times>,
}

/// How long the requests took that had success.
#[derive(Clone, Debug, PartialEq)]
pub struct Times {
    /// The average.
    pub average: Duration,
    /// The longest.
    pub longest: Duration,
    /// The shortest.
    pub shortest: Duration,
}

impl Report {
    /// Counts what became of the workers.
    pub fn of(outcomes: &[Outcome]) -> Self {
        let times: Vec<_> = outcomes.iter().flatten().copied().collect();
        Self {
            workers: outcomes.len(),
            successful: times.len(),
            failed: outcomes.len() - times.len(),
            times: Times::of(&times),
        }
    }
}

impl Times {
    #[expect(
        clippy::cast_precision_loss,
        reason = "nobody has started 2^53 workers"
    )]
    fn of(times: &[Duration]) -> Option<Self> {
        let longest = *times.iter().max()?;
        let shortest = *times.iter().min()?;
        let sum: Duration = times.iter().sum();
        let average = sum.div_f64(times.len() as f64);
        Some(Self { average, longest, shortest })
    }
}

/// A line for each figure; times are in milliseconds.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { workers, successful, failed, times } = self;
        writeln!(f, "Total workers    : {workers}")?;
        writeln!(f, "Successful reqs  : {successful}")?;
        writeln!(f, "Failed reqs      : {failed}")?;
        let Some(Times { average, longest, shortest }) = times else {
            return f.write_str("Nobody had success, so there are no times.");
        };
        writeln!(f, "Average (msecs)  : {}", msecs(*average))?;
        writeln!(f, "Longest (msecs)  : {}", msecs(*longest))?;
        write!(f, "Shortest (msecs) : {}", msecs(*shortest))
    }
}

/// Writes a time as the book does: in milliseconds, with three decimals.
pub(super) fn msecs(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64() * 1000.0)
}
