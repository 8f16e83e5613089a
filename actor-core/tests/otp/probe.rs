//! A server that does what it is told, and tells its observer what happens.

use std::future::pending;
use std::time::Duration;

use actor_core::gen_server::{Info, Init, Next, Starter};
use actor_core::{ExitReason, GenServer, Mailbox, ProcessRef, Reply, process};
use tokio::time::sleep;

use crate::child;
use crate::say::{self, Seen, Word, ms};

/// What the observer is told.
pub(crate) enum Note {
    Terminate(ExitReason),
    InfoExit(ExitReason),
    InfoDown(ExitReason),
    Info(Word),
    Told(Word),
    /// What one observer of several saw, as text.
    Line(Word, String),
}

impl Seen for Note {
    fn seen(&self) -> String {
        match self {
            Self::Terminate(why) => format!("terminate: {}", say::reason(why)),
            Self::InfoExit(why) => format!("info: exit {}", say::reason(why)),
            Self::InfoDown(why) => format!("info: down {}", say::reason(why)),
            Self::Info(info) => format!("info: {info}"),
            Self::Told(what) => format!("got {what}"),
            Self::Line(who, line) => format!("{who}: {line}"),
        }
    }
}

/// What a probe is told.
pub(crate) enum Do {
    // Calls.
    Echo(Word, Reply<Word>),
    Nothing(Reply<Word>),
    Later(Reply<Word>),
    Delegate(Word, Reply<Word>),
    DelegateAndStop(Word, Reply<Word>),
    StopWith(ExitReason, Word, Reply<Word>),
    StopInstead(ExitReason, Reply<Word>),
    Rest(Duration, Reply<Word>),
    CrashInstead(Reply<Word>),
    // Casts.
    Tell(Word),
    Answer(Word),
    Within(Duration),
    Continue,
    StopWhileContinuing(ExitReason),
    Stop(ExitReason),
    Crash,
    Exit(ExitReason),
    Signal(ExitReason),
    Sleep(Duration),
    CleanUp(CleanUp),
}

/// What `terminate` does besides telling.
pub(crate) enum CleanUp {
    Well,
    Badly,
    Slowly,
}

/// What `init` does.
pub(crate) enum Start {
    Ok,
    Continue,
    Within(Duration),
    Ignore,
    Stop(ExitReason),
    Crash,
    Exit(ExitReason),
    Signal(ExitReason),
    Hang,
}

pub(crate) struct Options {
    pub(crate) observer: ProcessRef<Note>,
    pub(crate) trap: bool,
    pub(crate) init: Start,
}

pub(crate) struct Probe {
    observer: ProcessRef<Note>,
    /// Those who are not answered yet.
    kept: Vec<Reply<Word>>,
    /// How to go on after a `Continue`.
    stop: Option<ExitReason>,
    clean_up: CleanUp,
}

/// Returns what starts a probe with this observer.
pub(crate) fn probe(mailbox: &Mailbox<Note>) -> Starter<Probe> {
    probe_with(mailbox, Start::Ok)
}

pub(crate) fn trapping_probe(mailbox: &Mailbox<Note>) -> Starter<Probe> {
    let observer = mailbox.this();
    Probe::starter(Options { observer, trap: true, init: Start::Ok })
}

pub(crate) fn probe_with(
    mailbox: &Mailbox<Note>,
    init: Start,
) -> Starter<Probe> {
    Probe::starter(Options { observer: mailbox.this(), trap: false, init })
}

/// Asks, and says the outcome.
pub(crate) async fn ask<F>(server: &ProcessRef<Do>, question: F) -> String
where
    F: FnOnce(Reply<Word>) -> Do + Unpin,
{
    say::call(server.call(question).await)
}

pub(crate) fn echo(word: Word) -> impl FnOnce(Reply<Word>) -> Do {
    move |reply| Do::Echo(word, reply)
}

pub(crate) fn stop(reason: ExitReason) -> impl FnOnce(Reply<Word>) -> Do {
    move |reply| Do::StopInstead(reason, reply)
}

/// Starts a server that is dead already.
pub(crate) async fn dead(starter: Starter<Probe>) -> ProcessRef<Do> {
    let server = starter.start().await.unwrap();
    process::exit(&server, ExitReason::Kill);
    server.down().await;
    server
}

impl GenServer for Probe {
    type Args = Options;
    type Message = Do;

    async fn init(options: Options) -> Init<Self> {
        process::trap_exit(options.trap);
        let probe = Probe {
            observer: options.observer,
            kept: Vec::new(),
            stop: None,
            clean_up: CleanUp::Well,
        };
        match options.init {
            Start::Ok => Init::ok(probe),
            Start::Continue => Init::ok_continue(probe),
            Start::Within(time) => Init::Ok(probe, Next::ContinueWithin(time)),
            Start::Ignore => Init::Ignore,
            Start::Stop(reason) => Init::error(reason),
            Start::Crash => child::crash(),
            Start::Exit(reason) => process::exit_self(reason),
            Start::Signal(reason) => {
                process::exit(process::id(), reason);
                Init::ok(probe)
            }
            Start::Hang => pending().await,
        }
    }

    async fn handle(&mut self, message: Do) -> Next {
        match message {
            Do::Echo(word, reply) => reply.send(word),
            Do::Nothing(reply) | Do::Later(reply) => self.kept.push(reply),
            Do::Delegate(word, reply) => {
                process::spawn(async move |_: Mailbox<()>| reply.send(word));
            }
            Do::DelegateAndStop(word, reply) => {
                process::spawn(async move |_: Mailbox<()>| {
                    sleep(ms(100)).await;
                    reply.send(word);
                });
                return Next::Stop(ExitReason::Normal);
            }
            Do::StopWith(reason, word, reply) => {
                reply.send(word);
                return Next::Stop(reason);
            }
            Do::StopInstead(reason, reply) => {
                drop(reply);
                return Next::Stop(reason);
            }
            Do::Rest(time, reply) => {
                sleep(time).await;
                reply.send("rested");
            }
            Do::CrashInstead(reply) => {
                drop(reply);
                child::crash()
            }
            Do::Crash => child::crash(),
            Do::Tell(what) => self.observer.send(Note::Told(what)),
            Do::Answer(word) => {
                self.kept.drain(..).for_each(|reply| reply.send(word));
            }
            Do::Within(time) => return Next::ContinueWithin(time),
            Do::Continue => return Next::HandleContinue,
            Do::StopWhileContinuing(reason) => {
                self.stop = Some(reason);
                return Next::HandleContinue;
            }
            Do::Stop(reason) => return Next::Stop(reason),
            Do::Exit(reason) => process::exit_self(reason),
            Do::Signal(reason) => process::exit(process::id(), reason),
            Do::Sleep(time) => sleep(time).await,
            Do::CleanUp(how) => self.clean_up = how,
        }
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        self.observer.send(match info {
            Info::Timeout => Note::Told("idle"),
            Info::Exit(exit) => Note::InfoExit(exit.reason),
            Info::Down(down) => Note::InfoDown(down.reason),
            Info::Unknown(unknown) => Note::Info(unknown.downcast().unwrap()),
            other => panic!("{other:?}"),
        });
        Next::Continue
    }

    async fn handle_continue(&mut self) -> Next {
        if let Some(reason) = self.stop.take() {
            return Next::Stop(reason);
        }
        self.observer.send(Note::Told("continued"));
        Next::Continue
    }

    async fn terminate(&mut self, reason: &ExitReason) {
        self.observer.send(Note::Terminate(reason.clone()));
        match self.clean_up {
            CleanUp::Well => {}
            CleanUp::Badly => child::crash(),
            CleanUp::Slowly => sleep(ms(20)).await,
        }
    }
}
