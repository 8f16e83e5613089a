//! What the shell does with a command.

use std::io;
use std::time::Duration;

use actor_core::{CallError, Event, Mailbox, Pid, process};

use super::command::Command;
use super::listing::{processes, whereis};
use crate::actors::{Message, Question, book};
use crate::cli::output::print_line;
use crate::cli::source::Opened;
use crate::server::Weather;
use crate::stand_in::StandIn;
use crate::{Error, Location};

/// The shell's own process.
pub(super) struct Session {
    mailbox: Mailbox<Message>,
    opened: Opened,
    /// The server that was started last.
    server: Pid,
    /// Workers that were asked, and whose answer was not shown.
    asked: usize,
}

/// How long the shell waits for what should happen at once.
const SOON: Duration = Duration::from_secs(1);

impl Session {
    pub(super) async fn start(
        mailbox: Mailbox<Message>,
        opened: Opened,
    ) -> Self {
        // So that the end of the server is news here, and not the end.
        process::trap_exit(true);
        let server = Pid::NOBODY;
        let mut session = Session { mailbox, opened, server, asked: 0 };
        session.start_server().await;
        session
    }

    pub(super) async fn run(&mut self, command: Command) -> io::Result<()> {
        let answer = match command {
            Command::Get(location) => get(location).await,
            Command::Stats => stats().await,
            Command::Reset => {
                Weather::registered().reset_stats();
                "ok".into()
            }
            Command::Send(text) => send(text).await,
            Command::Crash => {
                process::exit(self.server, "told to crash");
                self.end_of_server().await
            }
            Command::Stop => {
                Weather::registered().stop();
                self.end_of_server().await
            }
            Command::Start => self.start_server().await,
            Command::Whereis(name) => whereis(&name),
            Command::Processes => processes(),
            Command::Worker(location) => self.worker(location),
            Command::Flush => self.flush().await,
            Command::Fault(city, fault) => self.spoil(|stand_in| {
                stand_in.fault(&city, fault);
                format!("{city}: {fault} from now on")
            }),
            Command::Mend => self.spoil(|stand_in| {
                stand_in.clear_faults();
                "no faults from now on".into()
            }),
            Command::Help | Command::Exit => return Ok(()),
        };
        print_line(&answer)
    }

    async fn start_server(&mut self) -> String {
        let provider = self.opened.provider.clone();
        match Weather::start_link(provider).await {
            Ok(_) => {
                self.server =
                    process::whereis(Weather::NAME).unwrap_or(Pid::NOBODY);
                format!("{} is registered as {}", self.server, Weather::NAME)
            }
            Err(error) => error.to_string(),
        }
    }

    /// The exit of a linked process is a message here.
    async fn end_of_server(&mut self) -> String {
        match self.mailbox.exit(self.server).within(SOON).await {
            Some(exit) => format!("{} exited: {}", exit.from, exit.reason),
            None if process::is_alive(self.server) => {
                "it will, after the city that it is waiting for".into()
            }
            None => explained(&CallError::NoProc),
        }
    }

    fn worker(&mut self, location: Location) -> String {
        let provider = self.opened.provider.clone();
        let worker = process::spawn(async move |mailbox| {
            process::set_label("worker");
            book::worker(mailbox, provider).await;
        });
        let answer_to = self.mailbox.this();
        let pid = worker.pid();
        worker.send(Question { location, answer_to });
        self.asked += 1;
        format!("{pid} was asked; flush shows its answer")
    }

    fn spoil(&self, change: impl FnOnce(&StandIn) -> String) -> String {
        let only_offline = || "this needs metex shell --offline".into();
        self.opened.stand_in.as_ref().map_or_else(only_offline, change)
    }

    async fn flush(&mut self) -> String {
        let mut lines = Vec::new();
        loop {
            let patience = if self.asked > 0 { SOON } else { Duration::ZERO };
            let event = self.mailbox.next().within(patience).await;
            lines.push(match event {
                Some(Event::Message(Message::Answer(answer))) => {
                    self.asked = self.asked.saturating_sub(1);
                    answer
                }
                Some(Event::Exit(exit)) => {
                    format!("{} exited: {}", exit.from, exit.reason)
                }
                Some(event) => format!("{event:?}"),
                None => break,
            });
        }
        match lines.as_slice() {
            [] => "the mailbox is empty".into(),
            lines => lines.join("\n"),
        }
    }
}

async fn get(location: Location) -> String {
    let answer = Weather::registered().temperature(location.clone()).await;
    match answer {
        Ok(Ok(temperature)) => format!("{location}: {temperature}"),
        Ok(Err(Error::NotFound { .. })) => format!("{location} not found"),
        Ok(Err(error)) => format!("{location}: {error}"),
        Err(error) => explained(&error),
    }
}

async fn stats() -> String {
    match Weather::registered().stats().await {
        Ok(stats) if stats.is_empty() => "no city so far".into(),
        Ok(stats) => {
            let lines = stats.iter().map(|(city, n)| format!("{n:5} {city}"));
            lines.collect::<Vec<_>>().join("\n")
        }
        Err(error) => explained(&error),
    }
}

/// The answer to a question that follows shows that the text was received.
async fn send(text: String) -> String {
    if process::send(Weather::NAME, text).is_err() {
        return explained(&CallError::NoProc);
    }
    match Weather::registered().stats().await {
        Ok(_) => "received, and the server goes on".into(),
        Err(error) => explained(&error),
    }
}

fn explained(error: &CallError) -> String {
    match error {
        CallError::NoProc => "the server is not running; start starts it",
        CallError::Timeout(_) => {
            "no answer in time: the server waits for a slow city, and \
             everybody waits for the server"
        }
        error => return error.to_string(),
    }
    .to_owned()
}
