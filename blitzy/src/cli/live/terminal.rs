//! A run on a terminal: a few lines that change.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::time::Duration;

use indicatif::{
    MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle,
};
use tokio::time::Instant;

use super::numbers::numbers;
use super::sparkline::sparkline;
use super::stage::{Course, WHOLE};
use crate::report::text::count;
use crate::run::Second;

/// How many seconds the row of bars goes back.
const SECONDS: usize = 40;

/// The lines that show a run.
pub(super) struct Terminal {
    lines: MultiProgress,
    /// How far the run is, and its rate.
    stage: ProgressBar,
    /// What the last second was like.
    numbers: ProgressBar,
    /// The rates of the last seconds.
    rates: ProgressBar,
    course: Course,
    began: Option<Instant>,
    counted: u64,
    last: VecDeque<u64>,
    is_stopping: bool,
}

impl Terminal {
    /// Returns nothing if stderr is no terminal on which lines can change.
    pub(super) fn open(course: Course) -> Option<Self> {
        let target = ProgressDrawTarget::stderr_with_hz(10);
        if target.is_hidden() {
            return None;
        }
        let lines = MultiProgress::with_draw_target(target);
        let stage = "{prefix} {wide_bar:.cyan/dim} {msg:>14.bold}";
        let line = |length, template| {
            let bar = ProgressBar::with_draw_target(
                Some(length),
                ProgressDrawTarget::hidden(),
            );
            let style = ProgressStyle::with_template(template)
                .expect("the template is right")
                .progress_chars("━╸━");
            lines.add(bar.with_style(style))
        };
        let terminal = Self {
            stage: line(WHOLE, stage),
            numbers: line(0, "{wide_msg}"),
            rates: line(0, "{wide_msg:.cyan}"),
            lines,
            course,
            began: None,
            counted: 0,
            last: VecDeque::with_capacity(SECONDS),
            is_stopping: false,
        };
        terminal.stage.set_prefix("connecting");
        Some(terminal)
    }

    pub(super) fn start(&mut self) {
        self.began = Some(Instant::now());
        self.draw();
    }

    pub(super) fn second(&mut self, second: &Second) {
        let Second { completed, is_warmup, in_flight, .. } = *second;
        if !is_warmup {
            self.counted += completed;
        }
        if self.last.len() == SECONDS {
            self.last.pop_front();
        }
        self.last.push_back(completed);
        self.stage.set_message(format!("{} req/s", count(completed)));
        let numbers = numbers(second);
        let numbers = format!("{numbers}  {} in flight", count(in_flight));
        self.numbers.set_message(numbers);
        self.rates.set_message(sparkline(self.last.iter().copied()));
        self.draw();
    }

    pub(super) fn stopping(&mut self) {
        self.is_stopping = true;
        self.stage.set_prefix("stopping, ctrl-c again ends at once");
        self.draw();
    }

    /// Draws how far it is now.
    pub(super) fn draw(&mut self) {
        match self.began {
            None => self.stage.tick(),
            Some(began) => self.draw_stage(began.elapsed()),
        }
        // The cursor is at the end of a full line: what the terminal echoes
        // for ctrl-c would begin another, and these would not be found again.
        let _ = io::stderr().write_all(b"\r");
    }

    fn draw_stage(&mut self, elapsed: Duration) {
        let stage = self.course.stage(elapsed, self.counted);
        if !self.is_stopping {
            self.stage.set_prefix(stage.text);
        }
        self.stage.set_position(stage.part);
    }

    /// Takes the lines away.
    pub(super) fn clear(&mut self) {
        // There is nobody to tell if nobody reads it.
        let _ = self.lines.clear();
    }
}
