//! The end of a run: all is let go, and nothing is left.

use std::time::Duration;

use actor_core::{Event, ExitReason, Mailbox, System, process};
use pooly::pool::Status;
use tokio::time::{Instant, sleep};

use super::caller::Command;
use super::kind::Kind;
use super::notes::State;
use super::operation::{Finish, Last};
use super::run::{Running, Verdict};

/// After so long a start, a close, and the pause after a failure are over, and
/// no worker is idle longer than it may be.
const LONG: Duration = Duration::from_secs(40);

impl<K: Kind> Running<K> {
    pub(crate) async fn end(
        mut self,
        last: Last,
        mut mailbox: Mailbox<()>,
    ) -> Verdict {
        self.notes.page().behaviours.clear();
        self.settle("the end of all misbehaviour").await?;
        while self.let_go() > 0 {
            self.settle("the return of the workers").await?;
            sleep(Duration::from_millis(100)).await;
        }
        self.settle("the return of the last").await?;
        let began = Instant::now();
        while !self.is_at_rest() {
            if began.elapsed() > LONG {
                let status = self.seen.status;
                return Err(format!("it does not come to rest: {status:#?}"));
            }
            sleep(Duration::from_millis(500)).await;
            self.settle("some time after").await?;
        }
        let size = self.plan.size;
        if self.notes.page().unready > 0 {
            return Err("somebody still waits until it is ready".to_owned());
        }
        // The top, the pool's supervisor, its server, and this one.
        let workers = self.child("WorkerSupervisor").await.is_some();
        self.count("at rest", 4 + usize::from(workers)).await?;
        match last {
            Last::Stop => {}
            Last::Close => self.pool.close().await,
            Last::Drain => {
                let drained = self.pool.drain(LONG).await;
                drained.map_err(|error| error.to_string())?;
            }
        }
        if last != Last::Stop {
            let status = self.pool.status().await;
            let status = status.map_err(|error| error.to_string())?;
            let none = Status { size, ..Status::default() };
            if status != none {
                return Err(format!("it is not empty: {status:#?}"));
            }
        }
        process::exit(&self.top, ExitReason::Shutdown);
        match mailbox.next().await {
            Event::Exit(exit) if exit.reason == ExitReason::Shutdown => {}
            other => return Err(format!("it ends with {other:?}")),
        }
        self.count("in the end", 1).await?;
        let page = self.notes.page();
        let left = page.alive().count();
        if left > 0 {
            return Err(format!("{left} workers are left"));
        }
        page.faults.first().map_or(Ok(()), |fault| Err(fault.clone()))
    }

    /// Returns whether there is nothing left for the pool to do.
    fn is_at_rest(&self) -> bool {
        let status = self.seen.status;
        let kept = self.plan.min_idle.min(self.plan.size);
        let most = match self.plan.idle_timeout {
            Some(_) => kept,
            None => self.plan.size,
        };
        let (idle, size) = (status.idle, self.plan.size);
        status == Status { idle, size, ..Status::default() }
            && (kept..=most).contains(&idle)
    }

    /// Tells all who hold a worker to check it in, and returns how many hold
    /// one or wait.
    fn let_go(&self) -> usize {
        let page = self.notes.page();
        let mut callers = 0;
        for caller in &page.callers {
            match caller.state {
                State::Holds(_) => {
                    callers += 1;
                    let finish = Command::Finish(Finish::Checkin);
                    caller.process.send(finish);
                }
                State::Fresh | State::Waits | State::Checks => callers += 1,
                State::Refused(_) | State::Left => {}
            }
        }
        callers
    }

    /// Waits until there are so many processes; of a pool that was killed,
    /// some may take their time.
    async fn count(&self, when: &str, others: usize) -> Verdict {
        let system = System::current();
        let began = Instant::now();
        loop {
            sleep(Duration::from_millis(1)).await;
            // One may have grown too old since the last look.
            let idle = match self.pool.status().await {
                Ok(status) if K::DIES => status.idle,
                _ => 0,
            };
            let count = system.process_count();
            if count == others + idle {
                return Ok(());
            }
            if began.elapsed() > LONG {
                let processes = system.processes();
                return Err(format!(
                    "{count} processes {when}: {processes:#?}"
                ));
            }
            sleep(Duration::from_millis(100)).await;
        }
    }
}
