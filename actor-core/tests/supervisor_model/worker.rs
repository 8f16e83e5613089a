//! Real children, and what they write down.

use std::collections::{HashMap, VecDeque};
use std::future::poll_fn;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::Poll;

use actor_core::gen_server::{Init, Next, StartError};
use actor_core::supervisor::{ChildKind, ChildSpec};
use actor_core::{Down, ExitReason, GenServer, Pid, ProcessRef, process};
use tokio::time::{Instant, sleep};

use super::child::{End, IDS, Life, Outcome, Start, Stops, Traits};
use super::seen::{Entry, Event, Manner};

/// What all children of a run share.
pub(crate) struct Notes {
    began: Instant,
    log: Mutex<Vec<Entry>>,
    scripts: Mutex<Vec<Script>>,
    processes: Mutex<HashMap<Life, ProcessRef<End>>>,
    lives: Mutex<HashMap<Pid, Life>>,
    ends: Mutex<HashMap<Life, Later<Down>>>,
}

/// What will be known later.
pub(crate) type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

struct Script {
    next: VecDeque<Start>,
    starts: usize,
}

struct Worker {
    notes: Arc<Notes>,
    life: Life,
    stops: Stops,
    manner: Manner,
}

impl Notes {
    pub(crate) fn new() -> Self {
        Self {
            began: Instant::now(),
            log: Mutex::default(),
            scripts: Mutex::default(),
            processes: Mutex::default(),
            lives: Mutex::default(),
            ends: Mutex::default(),
        }
    }

    /// Enters a child, and returns its specification.
    pub(crate) fn child(
        self: &Arc<Self>,
        traits: Traits,
        script: Vec<Start>,
    ) -> ChildSpec<End> {
        let mut scripts = self.scripts.lock().unwrap();
        let number = scripts.len();
        scripts.push(Script { next: script.into(), starts: 0 });
        let notes = self.clone();
        let start = move || start(notes.clone(), number, traits.stops);
        let spec = ChildSpec::new(IDS[traits.id], start);
        let spec = match traits.kind {
            ChildKind::Supervisor => spec.supervisor(),
            ChildKind::Worker => spec,
        };
        let spec = spec.restart(traits.restart).shutdown(traits.shutdown);
        if traits.significant { spec.significant() } else { spec }
    }

    pub(crate) fn script(&self, child: usize, script: Vec<Start>) {
        self.scripts.lock().unwrap()[child].next = script.into();
    }

    /// Returns what was written down since this was called last.
    pub(crate) fn take_log(&self) -> Vec<Entry> {
        std::mem::take(&mut *self.log.lock().unwrap())
    }

    pub(crate) fn now(&self) -> std::time::Duration {
        self.began.elapsed()
    }

    pub(crate) fn life(&self, pid: Pid) -> Life {
        self.lives.lock().unwrap()[&pid]
    }

    pub(crate) fn process(&self, life: Life) -> Option<ProcessRef<End>> {
        self.processes().get(&life).cloned()
    }

    /// Returns why a child ended, if it ever ran.
    pub(crate) async fn reason(&self, life: Life) -> Option<String> {
        let end = self.ends.lock().unwrap().remove(&life);
        Some(end?.await.reason.to_string())
    }

    fn processes(&self) -> MutexGuard<'_, HashMap<Life, ProcessRef<End>>> {
        self.processes.lock().unwrap()
    }

    fn write(&self, event: Event) {
        let entry = Entry { at: self.now(), event };
        self.log.lock().unwrap().push(entry);
    }

    /// Returns which start of a child this is, and what comes of it.
    fn start(&self, number: usize) -> (Life, Start) {
        let script = &mut self.scripts.lock().unwrap()[number];
        script.starts += 1;
        let life = Life { child: number, start: script.starts };
        (life, script.next.pop_front().unwrap_or(Start::RUNS))
    }
}

/// Starts a child, as its script says.
async fn start(
    notes: Arc<Notes>,
    number: usize,
    stops: Stops,
) -> Result<ProcessRef<End>, StartError> {
    let (life, Start { after, outcome }) = notes.start(number);
    notes.write(Event::Starts(life));
    if !after.is_zero() {
        sleep(after).await;
    }
    if outcome == Outcome::Panics {
        // Without the hook, which would print it.
        resume_unwind(Box::new("told to"));
    }
    let args = (notes.clone(), life, stops, outcome);
    let worker = Worker::start_link(args).await?;
    notes.lives.lock().unwrap().insert(worker.pid(), life);
    notes.processes().insert(life, worker.clone());
    let watched = worker.clone();
    let down = begin(Box::pin(async move { watched.down().await })).await;
    notes.ends.lock().unwrap().insert(life, down);
    if let Outcome::Dies(end) = outcome {
        tell(&worker, end).await;
    }
    Ok(worker)
}

/// Lets something begin that is waited for later.
pub(crate) async fn begin<T: Send + 'static>(mut later: Later<T>) -> Later<T> {
    match poll_fn(|cx| Poll::Ready(later.as_mut().poll(cx))).await {
        Poll::Ready(value) => Box::pin(async { value }),
        Poll::Pending => later,
    }
}

/// Has a child end by itself, and waits for that.
pub(crate) async fn tell(worker: &ProcessRef<End>, end: End) {
    match end {
        End::Kill => process::exit(worker, ExitReason::Kill),
        end => worker.send(end),
    }
    worker.down().await;
}

impl GenServer for Worker {
    type Args = (Arc<Notes>, Life, Stops, Outcome);
    type Message = End;

    async fn init((notes, life, stops, outcome): Self::Args) -> Init<Self> {
        match outcome {
            Outcome::Fails => return Init::error("no"),
            Outcome::Ignores => return Init::Ignore,
            Outcome::Runs | Outcome::Dies(_) | Outcome::Panics => {}
        }
        process::trap_exit(stops != Stops::AtOnce);
        Init::ok(Worker { notes, life, stops, manner: Manner::Cut })
    }

    async fn handle(&mut self, end: End) -> Next {
        self.manner = Manner::Alone;
        match end {
            End::Panic => resume_unwind(Box::new("told to")),
            end => Next::Stop(end.reason()),
        }
    }

    async fn terminate(&mut self, reason: &ExitReason) {
        // One whose supervisor was killed is not given any time.
        if self.manner == Manner::Alone || *reason == ExitReason::Killed {
            return;
        }
        match self.stops {
            Stops::AtOnce => {}
            Stops::After(time) => sleep(time).await,
            Stops::Never => std::future::pending().await,
        }
        self.manner = Manner::Obeyed;
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.notes.write(Event::Ends(self.life, self.manner));
    }
}
