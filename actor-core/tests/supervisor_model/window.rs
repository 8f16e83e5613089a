//! How many restarts are too many.

use std::time::Duration;

use actor_core::supervisor::Intensity;

/// The restarts that count: those within a time that slides.
pub(crate) struct Window {
    intensity: Intensity,
    restarts: Vec<Duration>,
}

impl Window {
    pub(crate) fn new(intensity: Intensity) -> Self {
        Self { intensity, restarts: Vec::new() }
    }

    /// Counts a restart; returns whether it is one too many.
    pub(crate) fn is_exceeded(&mut self, now: Duration) -> bool {
        self.restarts.push(now);
        let Intensity { max_restarts, within } = self.intensity;
        let recent = |at: &&Duration| **at + within >= now;
        self.restarts.iter().filter(recent).count() > max_restarts
    }
}
