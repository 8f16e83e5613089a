//! The process of one connection.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use actor_core::gen_server::StartError;
use actor_core::supervisor::{ChildSpec, Restart, Shutdown};
use actor_core::{Event, Mailbox, process};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use parking_lot::Mutex;
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use super::gate::Gate;
use super::patience::Patience;
use super::site::Site;
use super::wire::Wire;

/// How long requests under way may take when all is being stopped.
const DRAIN: Duration = Duration::from_secs(8);

/// As long as that, and a little for the end itself.
const SHUTDOWN: Duration = Duration::from_secs(10);

/// The longest head of a request, in bytes. More is answered by 431.
const HEAD_BYTES: usize = 16 * 1024;

/// A connection that was accepted.
struct Connection {
    wire: Wire,
    seat: OwnedSemaphorePermit,
    site: Arc<Site>,
    router: Router,
}

/// Returns the specification of the process of a connection.
pub(super) fn child(
    stream: TcpStream,
    seat: OwnedSemaphorePermit,
    site: &Arc<Site>,
    router: &Router,
) -> ChildSpec<Infallible> {
    let connection = Connection {
        wire: Wire::new(stream, site.settings.patience),
        seat,
        site: site.clone(),
        router: router.clone(),
    };
    // It can be started only once: a temporary child is.
    let connection = Mutex::new(Some(connection));
    let start = move || {
        let connection = connection.lock().take();
        async move {
            let connection = connection.ok_or(StartError::Ignore)?;
            Ok(process::spawn_link(move |mailbox| connection.serve(mailbox)))
        }
    };
    ChildSpec::new("connection", start)
        .restart(Restart::Temporary)
        .shutdown(Shutdown::After(SHUTDOWN))
}

impl Connection {
    async fn serve(self, mut mailbox: Mailbox<Infallible>) {
        // Its supervisor's exit signal is a wish to finish, not the end.
        process::trap_exit(true);
        let Self { wire, seat: _seat, site, router } = self;
        let _open = site.metrics.connections.one_more();
        let patience = site.settings.patience;
        let (closing, closes) = watch::channel(false);
        let gate = Gate::new(site, router, closes);
        let conversation = http1::Builder::new()
            .timer(Patience)
            .header_read_timeout(patience)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(TokioIo::new(wire), gate);
        let mut conversation = pin!(conversation);
        // All that the connection may be too slow in is looked at whenever it
        // is polled, so one clock is enough.
        let mut clock = interval(patience.div_f32(4.0).max(PRECISE));
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                // A client that goes away, or sends no HTTP, is no news.
                _ = conversation.as_mut() => return,
                event = mailbox.next() => if let Event::Exit(_) = event {
                    break;
                },
                _ = clock.tick() => {}
            }
        }
        conversation.as_mut().graceful_shutdown();
        closing.send_replace(true);
        let mut end = pin!(sleep_until(Instant::now() + DRAIN));
        loop {
            tokio::select! {
                biased;
                _ = conversation.as_mut() => return,
                () = end.as_mut() => return,
                _ = clock.tick() => {}
            }
        }
    }
}

/// The shortest time between two looks at the clock.
const PRECISE: Duration = Duration::from_millis(5);
