//! The web: it listens, and has a process for each connection, and for each
//! request one that may crash.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use actor_core::gen_server::{Init, Next};
use actor_core::supervisor::{
    self, ChildError, ChildSpec, IntoChildSpec, Strategy, Supervisor,
};
use actor_core::task::{TaskSupervisor, TaskSupervisorRef};
use actor_core::{CallError, ExitReason, GenServer, ProcessRef, Reply, Task};
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;
use tracing::{info, warn};

use super::routes;

/// What the web is called.
pub const NAME: &str = "Todo.Web";

/// Where the book listens.
pub const PORT: u16 = 5454;

/// What the supervisor of connections and requests is called.
pub const TASKS: &str = "Todo.Web.Tasks";

/// How long nobody is accepted when that fails, most often because too many
/// files are open.
const PAUSE: Duration = Duration::from_millis(100);

/// Returns where the web listens.
///
/// # Errors
///
/// If there is none.
pub async fn address() -> Result<SocketAddr, CallError> {
    ProcessRef::named(NAME).call(Message::Address).await
}

/// Returns how the web is started. Port 0 is any that is free.
pub fn child_spec(port: u16) -> ChildSpec<supervisor::Message> {
    // Without the supervisor of its connections it could answer nobody.
    Supervisor::new(Strategy::RestForOne)
        .child(TaskSupervisor::new().named(TASKS))
        .child(Web::starter(port).named(NAME))
        .into_child_spec()
        .with_id(NAME)
}

/// What the web is told.
#[derive(Debug)]
pub enum Message {
    /// Wants to know where it listens.
    Address(Reply<SocketAddr>),
}

/// What the web knows.
#[derive(Debug)]
pub struct Web {
    address: SocketAddr,
}

impl GenServer for Web {
    type Args = u16;
    type Message = Message;

    async fn init(port: u16) -> Init<Self> {
        let listening = async {
            let listener =
                TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
            Ok::<_, std::io::Error>((listener.local_addr()?, listener))
        };
        match listening.await {
            Ok((address, listener)) => {
                info!("Starting web.");
                Task::start_link(accept(listener));
                Init::ok(Web { address })
            }
            Err(error) => Init::Error(ExitReason::error(error)),
        }
    }

    async fn handle(&mut self, message: Message) -> Next {
        let Message::Address(reply) = message;
        reply.send(self.address);
        Next::Continue
    }
}

/// Accepts connections, for ever.
async fn accept(listener: TcpListener) -> Result<(), ChildError> {
    let tasks: TaskSupervisorRef = ProcessRef::named(TASKS);
    loop {
        match listener.accept().await {
            // Nobody waits for what becomes of it.
            Ok((stream, _)) => drop(tasks.spawn_nolink(serve(stream)).await?),
            Err(error) => {
                warn!("Nobody can be accepted: {error}.");
                sleep(PAUSE).await;
            }
        }
    }
}

/// Answers the requests of a connection, one after the other.
async fn serve(stream: TcpStream) {
    let stream = TokioIo::new(stream);
    // A client that goes away, or sends no HTTP, is no news to a server.
    let _ = http1::Builder::new()
        .serve_connection(stream, service_fn(answer))
        .await;
}

/// Answers a request, in a process of its own. If that crashes, nobody but
/// this request is the worse for it.
async fn answer(
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let tasks: TaskSupervisorRef = ProcessRef::named(TASKS);
    let router = TowerToHyperService::new(routes::router());
    let outcome = match tasks.spawn_nolink(router.call(request)).await {
        Ok(task) => task.forever().await.ok(),
        Err(_) => None,
    };
    Ok(outcome.and_then(Result::ok).unwrap_or_else(|| {
        let mut failure = Response::new(Body::empty());
        *failure.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        failure
    }))
}
