//! A request becomes an answer.

use std::future::{Ready, pending, ready};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::{Request, StatusCode, Version};
use hyper::body::{Body, Incoming};
use hyper::service::Service;

use super::page::Page;
use super::prompt::{Answer, Blank, Prompt};
use super::upload::{self, Unread};
use super::wire::Line;
use super::world::World;

/// Answers the requests of one connection.
#[derive(Debug)]
pub(super) struct Speaker {
    world: Arc<World>,
    line: Arc<Line>,
}

/// Is an answer that is there, or one that has to be waited for. Only the
/// second kind is allocated.
pub(super) enum Answering {
    Now(Ready<io::Result<Answer>>),
    Later(Pin<Box<dyn Future<Output = io::Result<Answer>> + Send>>),
}

impl Speaker {
    pub(super) fn new(world: Arc<World>, line: Arc<Line>) -> Self {
        Self { world, line }
    }
}

impl Service<Request<Incoming>> for Speaker {
    type Response = Answer;
    type Error = io::Error;
    type Future = Answering;

    fn call(&self, request: Request<Incoming>) -> Answering {
        let path = request.uri().path();
        if path == "/stats" {
            let stats = serde_json::to_string(&self.world.counters.stats());
            let blank = Blank::over(request.into_parts().0.headers);
            let answer = stats.map(|text| blank.json(text));
            return Answering::Now(ready(answer.map_err(io::Error::from)));
        }
        let number = self.world.counters.arrive();
        let page = Page::of(path);
        if let Page::Prompt(prompt) = page
            && self.world.faults.is_none()
            && request.body().is_end_stream()
        {
            let blank = Blank::over(request.into_parts().0.headers);
            let answer = prompt.answer(&self.world, blank);
            return Answering::Now(ready(Ok(answer)));
        }
        let (world, line) = (Arc::clone(&self.world), Arc::clone(&self.line));
        Answering::Later(Box::pin(later(world, line, page, number, request)))
    }
}

impl Future for Answering {
    type Output = io::Result<Answer>;

    fn poll(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<Answer>> {
        match self.get_mut() {
            Self::Now(answer) => Pin::new(answer).poll(context),
            Self::Later(answer) => answer.as_mut().poll(context),
        }
    }
}

/// Answers in its own time. An error ends the connection without an answer,
/// or the stream if it is HTTP/2.
async fn later(
    world: Arc<World>,
    line: Arc<Line>,
    page: Page,
    number: u64,
    request: Request<Incoming>,
) -> io::Result<Answer> {
    let (head, body) = request.into_parts();
    let version = head.version;
    let mut echoed = String::new();
    // Taken before the body, which is what an echo keeps in memory.
    let seat = match page {
        Page::Echo => Some(world.echoes.acquire().await),
        _ => None,
    };
    let read = match &seat {
        Some(_) => match upload::keep(body).await {
            Ok(body) => {
                echoed = upload::echo(&head, &body)?;
                Ok(())
            }
            Err(unread) => Err(unread),
        },
        None => upload::discard(body).await,
    };
    let blank = Blank::over(head.headers);
    match read {
        Ok(()) => {}
        Err(Unread::TooLong) => {
            return Ok(blank.status(StatusCode::PAYLOAD_TOO_LARGE));
        }
        Err(Unread::Broken(error)) => return Err(error),
    }
    // Only from here on it is the client who waits, and not we for its body.
    let _waiting = Arc::clone(&line).waits();
    world.faults.hold(number).await;
    if let Some(status) = world.faults.error(number) {
        world.counters.fail();
        return Ok(blank.status(status));
    }
    match page {
        Page::Prompt(prompt) => Ok(prompt.answer(&world, blank)),
        Page::Delay(time) => {
            world.faults.wait(time).await;
            Ok(Prompt::Hello.answer(&world, blank))
        }
        Page::Echo => Ok(blank.json(echoed)),
        Page::Hang => pending().await,
        Page::Reset => {
            // A stream of HTTP/2 has a reset of its own.
            if version < Version::HTTP_2 {
                line.reset_at_close();
            }
            Err(io::ErrorKind::ConnectionReset.into())
        }
    }
}
