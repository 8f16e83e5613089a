//! How many restarts there were lately.

use std::collections::VecDeque;

use tokio::time::Instant;

use super::Intensity;

/// The window of a supervisor's intensity, which slides.
pub(crate) struct Restarts {
    intensity: Intensity,
    /// When they were, oldest first; never more than one above the limit.
    at: VecDeque<Instant>,
}

impl Restarts {
    pub(crate) fn new(intensity: Intensity) -> Self {
        Self { intensity, at: VecDeque::new() }
    }

    /// Counts one more. Returns false if that is too many.
    pub(crate) fn add(&mut self) -> bool {
        let now = Instant::now();
        let Intensity { max_restarts, within } = self.intensity;
        while self.at.front().is_some_and(|at| now - *at > within) {
            self.at.pop_front();
        }
        self.at.push_back(now);
        self.at.len() <= max_restarts
    }

    pub(crate) fn intensity(&self) -> Intensity {
        self.intensity
    }
}
