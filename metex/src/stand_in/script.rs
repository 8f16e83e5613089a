//! A body that is sent step by step, and may break off.

use std::{
    collections::VecDeque,
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use super::{stats::Visit, wire::Line};

/// Plays its steps, one after the other, into a connection.
#[derive(Debug)]
pub(super) struct Script {
    steps: VecDeque<Step>,
    /// Is how many bytes the head announces.
    announced: u64,
    pause: Option<Pin<Box<Sleep>>>,
    /// Is under way until the last bytes are handed over.
    visit: Option<Visit>,
}

#[derive(Debug)]
enum Step {
    Send(Bytes),
    Pause(Duration),
    /// Lets what was sent reach the socket first.
    Flush,
    /// Gives up: by a reset of this line, or by closing it.
    Break(Option<Line>),
}

impl Script {
    /// Sends all at once.
    pub(super) fn whole(body: &Bytes, visit: Visit) -> Self {
        Self::new(vec![Step::Send(body.clone())], body, visit)
    }

    /// Sends one byte at a time.
    pub(super) fn drip(body: &Bytes, pause: Duration, visit: Visit) -> Self {
        let steps = (0..body.len())
            .flat_map(|at| {
                let byte = body.slice(at..=at);
                [Step::Pause(pause), Step::Send(byte)]
            })
            .collect();
        Self::new(steps, body, visit)
    }

    /// Sends half and gives up, with a reset if there is a line to reset.
    pub(super) fn broken(
        body: &Bytes,
        reset: Option<Line>,
        visit: Visit,
    ) -> Self {
        let half = body.slice(..body.len() / 2);
        let steps = vec![Step::Send(half), Step::Flush, Step::Break(reset)];
        Self::new(steps, body, visit)
    }

    fn new(steps: Vec<Step>, whole: &Bytes, visit: Visit) -> Self {
        Self {
            steps: steps.into(),
            announced: whole.len().try_into().unwrap_or(u64::MAX),
            pause: None,
            visit: Some(visit),
        }
    }
}

impl Body for Script {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        loop {
            if let Some(pause) = &mut self.pause {
                let Poll::Ready(()) = pause.as_mut().poll(context) else {
                    return Poll::Pending;
                };
                self.pause = None;
            }
            match self.steps.pop_front() {
                Some(Step::Send(bytes)) => {
                    // A client that has the whole answer must not find its
                    // own request still counted.
                    if self.steps.is_empty() {
                        self.visit = None;
                    }
                    return Poll::Ready(Some(Ok(Frame::data(bytes))));
                }
                Some(Step::Pause(time)) => {
                    self.pause = Some(Box::pin(sleep(time)));
                }
                Some(Step::Flush) => {
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Some(Step::Break(line)) => {
                    if let Some(line) = line {
                        line.reset_at_close();
                    }
                    let error = io::Error::other("the fault asked for");
                    return Poll::Ready(Some(Err(error)));
                }
                None => return Poll::Ready(None),
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.steps.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.announced)
    }
}
