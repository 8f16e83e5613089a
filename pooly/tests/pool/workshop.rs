//! A resource of which a test decides how each step goes.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use pooly::pool::Manage;
use tokio::time::{Instant, sleep};

/// Makes tools, and notes what is done with them.
#[derive(Clone, Default)]
pub(crate) struct Workshop(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    create: Step,
    check: Step,
    reset: Step,
    close: Step,
    /// How many tools were made.
    made: usize,
    /// How many there are, counting those that come and go.
    present: usize,
    /// How many there were at most.
    most: usize,
    deeds: Vec<(Instant, Deed)>,
}

/// How a step goes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Step {
    #[default]
    Quick,
    Takes(Duration),
    Fails,
    FailsAfter(Duration),
    Panics,
    PanicsAfter(Duration),
}

/// What was done, and with which tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// A start was tried.
    Starting,
    Checked(usize),
    Reset(usize),
    Closed(usize),
    /// The tool is not there any more.
    Gone(usize),
}

/// What the step of a workshop failed with.
#[derive(Debug, thiserror::Error)]
#[error("the workshop was told to fail")]
pub(crate) struct Failed;

/// A resource that is pooled. The first one that was made is number 1.
pub(crate) struct Tool {
    pub(crate) number: usize,
    place: Place,
}

/// The place that a tool takes in the workshop.
struct Place {
    workshop: Workshop,
}

impl Workshop {
    pub(crate) fn create_goes(&self, step: Step) {
        self.0.lock().create = step;
    }

    pub(crate) fn check_goes(&self, step: Step) {
        self.0.lock().check = step;
    }

    pub(crate) fn reset_goes(&self, step: Step) {
        self.0.lock().reset = step;
    }

    pub(crate) fn close_goes(&self, step: Step) {
        self.0.lock().close = step;
    }

    /// Goes through the step in which a tool is made, for a maker that is not
    /// this workshop.
    pub(crate) async fn create_step(&self) -> Result<(), Failed> {
        let step = self.0.lock().create;
        self.note(Deed::Starting);
        step.take().await
    }

    /// Goes through the step in which a tool is reset.
    pub(crate) async fn reset_step(&self) -> Result<(), Failed> {
        let step = self.0.lock().reset;
        step.take().await
    }

    /// Returns when each start was tried.
    pub(crate) fn starts(&self) -> Vec<Instant> {
        let state = self.0.lock();
        let deeds = state.deeds.iter();
        let starts = deeds.filter(|(_, deed)| *deed == Deed::Starting);
        starts.map(|(when, _)| *when).collect()
    }

    /// Returns whether something was done.
    pub(crate) fn has(&self, deed: Deed) -> bool {
        self.0.lock().deeds.iter().any(|(_, done)| *done == deed)
    }

    /// Returns when something was done.
    pub(crate) fn when(&self, deed: Deed) -> Instant {
        let state = self.0.lock();
        let done = state.deeds.iter().find(|(_, done)| *done == deed);
        done.unwrap_or_else(|| panic!("not done: {deed:?}")).0
    }

    /// Returns how many tools there are, counting those that come and go.
    pub(crate) fn present(&self) -> usize {
        self.0.lock().present
    }

    /// Returns how many tools there were at most.
    pub(crate) fn most(&self) -> usize {
        self.0.lock().most
    }

    fn note(&self, deed: Deed) {
        self.0.lock().deeds.push((Instant::now(), deed));
    }

    fn take_place(&self) -> Place {
        let mut state = self.0.lock();
        state.present += 1;
        state.most = state.most.max(state.present);
        Place { workshop: self.clone() }
    }
}

impl Step {
    async fn take(self) -> Result<(), Failed> {
        match self {
            Step::Quick => {}
            Step::Takes(time) => sleep(time).await,
            Step::Fails => return Err(Failed),
            Step::FailsAfter(time) => {
                sleep(time).await;
                return Err(Failed);
            }
            Step::Panics => panic!("told to panic"),
            Step::PanicsAfter(time) => {
                sleep(time).await;
                panic!("told to panic");
            }
        }
        Ok(())
    }
}

impl Manage for Workshop {
    type Worker = Tool;
    type Error = Failed;

    async fn create(&self) -> Result<Tool, Failed> {
        let place = self.take_place();
        self.create_step().await?;
        let mut state = self.0.lock();
        state.made += 1;
        Ok(Tool { number: state.made, place })
    }

    async fn check(&self, tool: &mut Tool) -> Result<(), Failed> {
        let step = self.0.lock().check;
        self.note(Deed::Checked(tool.number));
        step.take().await
    }

    async fn reset(&self, tool: &mut Tool) -> Result<(), Failed> {
        self.note(Deed::Reset(tool.number));
        self.reset_step().await
    }

    async fn close(&self, tool: Tool) {
        let step = self.0.lock().close;
        self.note(Deed::Closed(tool.number));
        // Nobody wants to know how it went.
        let _ = step.take().await;
    }
}

impl fmt::Debug for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tool").field(&self.number).finish()
    }
}

impl Drop for Tool {
    fn drop(&mut self) {
        self.place.workshop.note(Deed::Gone(self.number));
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.workshop.0.lock().present -= 1;
    }
}
