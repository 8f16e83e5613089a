//! The process that writes.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;

use actor_core::gen_server::{Info, Init, Next};
use actor_core::{ExitReason, GenServer, Reply, process};
use parking_lot::Mutex;
use tokio::time::Instant;

use super::disk::Disk;
use super::handle::Shared;
use super::{Commit, StoreError};

/// How many commits are written at once.
const BATCH: usize = 256;

/// What the writer is asked.
pub(super) enum Message {
    /// Write this.
    Commit(Commit, Reply<Result<(), StoreError>>),
    /// Write something.
    Probe(Reply<Result<(), StoreError>>),
    /// Open the file again, unless that was done since the caller has read:
    /// then it was opened so often.
    Reopen(u64, Reply<Result<(), StoreError>>),
}

/// The process that writes.
///
/// It collects what is in its mailbox, then writes it. What comes meanwhile
/// waits there and makes the next batch, so no timer decides how long to
/// collect.
pub(super) struct Writer {
    disk: Arc<Mutex<Disk>>,
    /// Which of the writers of this disk it is.
    number: u64,
    commits: Vec<Commit>,
    /// Those who wait for `commits`, in the same order.
    replies: Vec<Reply<Result<(), StoreError>>>,
    /// Those who wait for the same sync without a commit.
    probes: Vec<Reply<Result<(), StoreError>>>,
    sync_at: Option<Instant>,
}

impl GenServer for Writer {
    type Args = Arc<Shared>;
    type Message = Message;

    async fn init(shared: Arc<Shared>) -> Init<Self> {
        // So that what has begun ends, and the file is closed.
        process::trap_exit(true);
        let disk = shared.disk.clone();
        let opening = disk.clone();
        let taken_over = blocking(move || opening.lock().take_over());
        let number = match taken_over.await {
            Ok(number) => number,
            Err(error) => return Init::error(ExitReason::error(error)),
        };
        *shared.writer.write() = Some(process::this());
        Init::ok(Self {
            disk,
            number,
            commits: Vec::new(),
            replies: Vec::new(),
            probes: Vec::new(),
            sync_at: None,
        })
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Commit(commit, reply) => {
                self.commits.push(commit);
                self.replies.push(reply);
            }
            Message::Probe(reply) => self.probes.push(reply),
            Message::Reopen(seen, reply) => {
                let opening = self.on_disk(move |disk| disk.reopen(seen));
                reply.send(opening.await);
            }
        }
        if self.commits.len() + self.probes.len() >= BATCH {
            self.write().await;
        }
        self.next()
    }

    async fn handle_info(
        &mut self,
        info: actor_core::gen_server::Info,
    ) -> Next {
        match info {
            Info::Timeout if self.is_asked() => {
                self.write().await;
            }
            Info::Timeout => {
                // It has been logged, and is tried again.
                let _ = self.on_disk(Disk::sync).await;
            }
            info => info.log(),
        }
        self.next()
    }

    async fn terminate(&mut self, _: &ExitReason) {
        if self.is_asked() {
            self.write().await;
        }
        let number = self.number;
        self.on_disk(move |disk| disk.close(number)).await;
    }
}

impl Writer {
    fn is_asked(&self) -> bool {
        !self.commits.is_empty() || !self.probes.is_empty()
    }

    /// Goes on when the mailbox is empty, or when it is time to sync.
    fn next(&self) -> Next {
        if self.is_asked() {
            return Next::ContinueWithin(Duration::ZERO);
        }
        match self.sync_at {
            Some(at) => Next::ContinueWithin(at - Instant::now()),
            None => Next::Continue,
        }
    }

    async fn write(&mut self) {
        let commits = std::mem::take(&mut self.commits);
        let written = self.on_disk(|disk| disk.write(commits)).await;
        let replies = self.replies.drain(..);
        let probed = written.as_ref().map(drop).map_err(Clone::clone);
        match written {
            Ok(results) => replies.zip(results).for_each(|(reply, result)| {
                reply.send(result);
            }),
            Err(error) => {
                replies.for_each(|reply| reply.send(Err(error.clone())));
            }
        }
        self.probes.drain(..).for_each(|reply| reply.send(probed.clone()));
    }

    async fn on_disk<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Disk) -> T + Send + 'static,
    ) -> T {
        let disk = self.disk.clone();
        let (answer, sync_at) = blocking(move || {
            let mut disk = disk.lock();
            (work(&mut disk), disk.sync_at())
        })
        .await;
        self.sync_at = sync_at;
        answer
    }
}

/// Does what may take long on a thread that is there for it. If it panics, so
/// does the caller.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> T {
    let error = match tokio::task::spawn_blocking(work).await {
        Ok(answer) => return answer,
        Err(error) => error,
    };
    match error.try_into_panic() {
        Ok(panic) => resume_unwind(panic),
        // The runtime ends, and with it whoever waits here.
        Err(_) => std::future::pending().await,
    }
}
