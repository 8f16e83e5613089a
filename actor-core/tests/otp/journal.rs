//! Writes down in order what the processes under a supervisor do, and says
//! what each of them does when it starts.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use actor_core::{
    Event, ExitReason, Mailbox, Pid, ProcessRef, Reference, Reply, process,
};
use tokio::time::sleep;

use crate::say::{Word, ms};
use crate::scenario::Lines;
use crate::tree;
use crate::worker::Do;

/// How long nothing must happen until a scenario reads on.
const QUIET: Duration = ms(100);

#[derive(Clone)]
pub(crate) struct Journal(ProcessRef<Request>);

/// What a worker does when it starts.
#[derive(Clone)]
pub(crate) enum Begin {
    Well,
    /// It waits until it is told what to do.
    Held,
    Ignore,
    Fail(ExitReason),
    Crash,
    /// It fails after some time, and nothing is written down.
    Quietly(Duration),
    /// It does this now and at all starts that follow.
    Always(Box<Begin>),
}

impl Begin {
    pub(crate) fn always(self) -> Self {
        Self::Always(Box::new(self))
    }
}

impl Journal {
    pub(crate) fn start() -> Self {
        Self(process::spawn_link(write))
    }

    /// Says what `id` does at its next starts, one after the other. With
    /// nothing said it starts well.
    pub(crate) fn script<const N: usize>(&self, id: Word, begins: [Begin; N]) {
        self.0.cast(Request::Script(id, begins.into()));
    }

    /// Notes a start of the worker `id`, the caller; returns what it does.
    pub(crate) async fn begins(
        &self,
        id: Word,
        worker: ProcessRef<Do>,
    ) -> Begin {
        let begins = |reply| Request::Begins(id, worker, reply);
        self.0.call(begins).forever().await.unwrap()
    }

    /// Waits until `id` is held by its script in its start.
    pub(crate) async fn held(&self, id: Word) {
        self.0.call(|reply| Request::Held(id, reply)).await.unwrap();
    }

    /// Lets a worker that is held do something.
    pub(crate) fn release(&self, id: Word, begin: Begin) {
        self.0.cast(Request::Release(id, begin));
    }

    pub(crate) fn note(&self, line: String) {
        self.0.cast(Request::Note(line));
    }

    /// Notes when and why the process ends.
    pub(crate) fn watch(&self, id: Word, pid: Pid) {
        self.0.cast(Request::Watch(id, pid));
    }

    /// Returns the last worker that was started as `id`.
    pub(crate) async fn worker(&self, id: Word) -> ProcessRef<Do> {
        self.0.call(|reply| Request::Worker(id, reply)).await.unwrap()
    }

    /// Returns the lines since the last time, when nothing more happens.
    pub(crate) async fn seen(&self) -> Lines {
        let count = async || self.0.call(Request::Count).await.unwrap();
        let mut before = count().await;
        loop {
            sleep(QUIET).await;
            let now = count().await;
            if now == before {
                return self.0.call(Request::Take).await.unwrap();
            }
            before = now;
        }
    }
}

pub(crate) enum Request {
    Script(Word, VecDeque<Begin>),
    Begins(Word, ProcessRef<Do>, Reply<Begin>),
    Held(Word, Reply<()>),
    Release(Word, Begin),
    Note(String),
    Watch(Word, Pid),
    Worker(Word, Reply<ProcessRef<Do>>),
    Count(Reply<usize>),
    Take(Reply<Lines>),
}

#[derive(Default)]
struct Book {
    lines: Lines,
    scripts: HashMap<Word, VecDeque<Begin>>,
    workers: HashMap<Word, ProcessRef<Do>>,
    watched: HashMap<Reference, Word>,
    held: HashMap<Word, (ProcessRef<Do>, Reply<Begin>)>,
    /// Those who wait until somebody is held.
    waiting: HashMap<Word, Reply<()>>,
}

async fn write(mut mailbox: Mailbox<Request>) {
    let mut book = Book::default();
    loop {
        match mailbox.next().await {
            Event::Message(request) => book.handle(request),
            Event::Down(down) => {
                let id = book.watched[&down.reference];
                let why = tree::why(&down.reason);
                book.lines.push(format!("{id} ended: {why}"));
            }
            _ => panic!("the journal is told only what it asked for"),
        }
    }
}

impl Book {
    fn handle(&mut self, request: Request) {
        match request {
            Request::Script(id, begins) => {
                drop(self.scripts.insert(id, begins));
            }
            Request::Begins(id, worker, reply) => {
                let begin = self.next(id);
                self.begins(id, begin, worker, reply);
            }
            Request::Held(id, reply) => {
                if self.held.contains_key(id) {
                    reply.send(());
                } else {
                    self.waiting.insert(id, reply);
                }
            }
            Request::Release(id, begin) => {
                let (worker, reply) = self.held.remove(id).unwrap();
                self.begins(id, begin, worker, reply);
            }
            Request::Note(line) => self.lines.push(line),
            Request::Watch(id, pid) => self.watch(id, pid),
            Request::Worker(id, reply) => reply.send(self.workers[id].clone()),
            Request::Count(reply) => reply.send(self.lines.len()),
            Request::Take(reply) => reply.send(std::mem::take(&mut self.lines)),
        }
    }

    /// Returns what the script of `id` says.
    fn next(&mut self, id: Word) -> Begin {
        let script = self.scripts.entry(id).or_default();
        match script.pop_front().unwrap_or(Begin::Well) {
            Begin::Always(always) => {
                script.push_front(Begin::Always(always.clone()));
                *always
            }
            begin => begin,
        }
    }

    fn begins(
        &mut self,
        id: Word,
        begin: Begin,
        worker: ProcessRef<Do>,
        reply: Reply<Begin>,
    ) {
        let does = match &begin {
            Begin::Held => {
                self.held.insert(id, (worker, reply));
                if let Some(waiting) = self.waiting.remove(id) {
                    waiting.send(());
                }
                return;
            }
            Begin::Fail(_) => "fails",
            Begin::Crash => "crashes",
            Begin::Ignore => "ignores",
            Begin::Quietly(_) => return reply.send(begin),
            Begin::Well | Begin::Always(_) => {
                self.watch(id, worker.pid());
                self.workers.insert(id, worker);
                "starts"
            }
        };
        self.lines.push(format!("{id} {does}"));
        reply.send(begin);
    }

    fn watch(&mut self, id: Word, pid: Pid) {
        self.watched.insert(process::monitor(pid), id);
    }
}
