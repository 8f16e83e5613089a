//! A service to ask, on a port of its own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actor_core::supervisor::Strategy;
use actor_core::{Mailbox, ProcessRef, Supervisor, System, process};
use todo::lists::{Lists, Local, Settings};
use todo::store::Store;
use todo::web::{Web, WebSettings};
use tokio::sync::oneshot;

use crate::client::{Answer, Connection};
use crate::memory::MemoryStore;

/// A running service, with lists in memory.
pub(crate) struct Site {
    pub(crate) system: System,
    pub(crate) store: MemoryStore,
    pub(crate) address: SocketAddr,
    main: ProcessRef<()>,
    stopped: oneshot::Receiver<()>,
}

/// How services of tests behave unless they say otherwise.
pub(crate) fn settings() -> WebSettings {
    WebSettings {
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        connections: 100,
        body_bytes: 64 * 1024,
        import_bytes: 256 * 1024,
        patience: Duration::from_mins(1),
        timeout: Duration::from_mins(1),
        hosts: vec!["todo.example".to_owned()],
        address_file: None,
    }
}

impl Site {
    pub(crate) async fn start() -> Self {
        Self::start_with(settings()).await
    }

    pub(crate) async fn start_with(settings: WebSettings) -> Self {
        Self::try_start(settings).await.expect("the service starts")
    }

    /// Starts a service, or says why it does not.
    pub(crate) async fn try_start(
        settings: WebSettings,
    ) -> Result<Self, String> {
        let store = MemoryStore::default();
        let shared: Arc<dyn Store> = Arc::new(store.clone());
        let local = Local::new(shared.clone(), Settings::default());
        let lists = Lists::new(Arc::new(local.clone()), shared);
        let web = Web::new(lists, settings);
        let tree = Supervisor::new(Strategy::RestForOne)
            .child(local.tree().named("Todo.Lists"))
            .child(web.tree().named("Todo.Web"));
        let system = System::new("web");
        let (start, started) = oneshot::channel();
        let (stop, stopped) = oneshot::channel();
        // The tree ends in order when who started it tells it to.
        let main = system.spawn(async move |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            let top = match tree.start_link().await {
                Ok(top) => top,
                Err(error) => return drop(start.send(Err(error.to_string()))),
            };
            start.send(Ok(())).unwrap();
            mailbox.receive().await;
            let ended = process::monitor(&top);
            process::exit(&top, actor_core::ExitReason::Shutdown);
            mailbox.down(ended).await;
            // A test that ends before does not wait for this.
            stop.send(()).ok();
        });
        started.await.unwrap()?;
        let address = web.address().expect("it listens");
        Ok(Self { system, store, address, main, stopped })
    }

    /// Opens a connection.
    pub(crate) async fn connect(&self) -> Connection {
        Connection::open(self.address).await
    }

    /// Asks on a connection of its own.
    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        self.connect().await.ask(method, path, headers, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], "").await
    }

    /// Sends JSON.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        body: &str,
    ) -> Answer {
        let json = [("content-type", "application/json")];
        self.ask(method, path, &json, body).await
    }

    /// Adds an entry, and returns what was answered.
    pub(crate) async fn add(&self, list: &str, title: &str) -> Answer {
        let path = format!("/api/v1/lists/{list}/entries");
        let body = serde_json::json!({ "title": title }).to_string();
        let answer = self.send("POST", &path, &body).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        answer
    }

    /// Returns the value of a line of `/metrics`.
    pub(crate) async fn counted(&self, line: &str) -> u64 {
        let answer = self.get("/metrics").await;
        let found = answer.body.lines().find_map(|l| l.strip_prefix(line));
        let found = found.unwrap_or_else(|| panic!("{line}: {}", answer.body));
        found.trim().parse().unwrap()
    }

    /// Tells it to stop, and does not wait.
    pub(crate) fn stop(&self) {
        self.main.send(());
    }

    /// Waits until it has stopped.
    pub(crate) async fn stopped(self) {
        self.stopped.await.unwrap();
    }
}
