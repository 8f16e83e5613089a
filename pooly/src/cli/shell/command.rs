//! What can be said at the prompt.

use std::str::SplitWhitespace;
use std::time::Duration;

use actor_core::Name;

use crate::cli::pools::{Job, Patience};

/// One line at the prompt.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    Checkout { who: Who, patience: Patience },
    Checkin { worker: Name, who: Who },
    Transaction { who: Who, job: Job },
    Work(Name, Duration),
    Stop(Name),
    Consumer(Name),
    Leave(Name),
    Crash(Name),
    Kill(Name),
    Status,
    Consumers,
    Tree,
    Processes,
    Whereis(Option<Name>),
    Wait(Duration),
    Start,
    Help,
    Exit,
}

/// Which pool is meant, and which consumer, if that was said.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Who {
    pub(super) pool: Option<Name>,
    pub(super) consumer: Option<Name>,
}

pub(super) const HELP: &str = "\
Consumers, and the workers that they hold:
  checkout [POOL]        a new consumer checks a worker out
    .. as NAME           this one does, and is started if need be
    .. now|within 2s|forever
                         how long it waits for one; else five seconds (v4)
  checkin WORKER         its consumer checks it in
    .. to POOL, as NAME  at another pool; another consumer does
  transaction [POOL] [as NAME] [ok|error|crash]
                         a job with a worker, and how it ends (v4)
  work WORKER [TIME]     it is busy for a second, or TIME, and then stops
  stop WORKER            it stops at once, in order
  consumer NAME          start one that does nothing yet
  leave NAME             a consumer ends, in order
Break it; a name is any that is shown, or a pid:
  crash NAME             send it an exit signal, which it may trap
  kill NAME              kill it
What is there:
  status                 the pools, and who waits for a worker
  consumers              who holds what
  tree                   the supervision tree
  processes              all processes
  whereis [NAME]         who has a name; without one, all names
  wait [TIME]            wait until something happens, five seconds at most
  start                  start the tree again when it has given up
help shows this; exit, or Ctrl-D, ends the shell.
A line with - is a process that has ended, and why; one with + is new.";

pub(super) const NAMES: [&str; 18] = [
    "checkout",
    "checkin",
    "transaction",
    "work",
    "stop",
    "consumer",
    "leave",
    "crash",
    "kill",
    "status",
    "consumers",
    "tree",
    "processes",
    "whereis",
    "wait",
    "start",
    "help",
    "exit",
];

const SECOND: Duration = Duration::from_secs(1);

impl Command {
    /// Reads a line; nothing if it is empty or a comment.
    pub(super) fn parse(line: &str) -> Result<Option<Self>, String> {
        let mut words = line.split_whitespace();
        let Some(name) = words.next().filter(|name| !name.starts_with('#'))
        else {
            return Ok(None);
        };
        let command = match name {
            "checkout" => checkout(&mut words)?,
            "checkin" => checkin(&mut words)?,
            "transaction" => transaction(&mut words)?,
            "work" => {
                let worker = required(&mut words, "which worker? work w1 2s")?;
                Self::Work(worker, words.next().map_or(Ok(SECOND), time)?)
            }
            "stop" => {
                Self::Stop(required(&mut words, "which worker? stop w1")?)
            }
            "consumer" => {
                Self::Consumer(required(&mut words, "its name? consumer anna")?)
            }
            "leave" => {
                Self::Leave(required(&mut words, "which consumer? leave c1")?)
            }
            "crash" => Self::Crash(required(&mut words, "whom? crash c1")?),
            "kill" => Self::Kill(required(&mut words, "whom? kill w1")?),
            "status" => Self::Status,
            "consumers" => Self::Consumers,
            "tree" => Self::Tree,
            "processes" => Self::Processes,
            "whereis" => Self::Whereis(words.next().map(Name::from)),
            "wait" => Self::Wait(words.next().map_or(Ok(5 * SECOND), time)?),
            "start" => Self::Start,
            "help" | "?" => Self::Help,
            "exit" | "quit" => Self::Exit,
            unknown => return Err(format!("no command '{unknown}'; try help")),
        };
        match words.next() {
            Some(more) => Err(format!("what is '{more}' here? try help")),
            None => Ok(Some(command)),
        }
    }
}

fn checkout(words: &mut SplitWhitespace<'_>) -> Result<Command, String> {
    let (mut who, mut patience) = (Who::default(), Patience::Usual);
    while let Some(word) = words.next() {
        match word {
            "now" => patience = Patience::No,
            "forever" => patience = Patience::Forever,
            "within" => {
                let text =
                    words.next().ok_or("within which time? within 2s")?;
                patience = Patience::For(time(text)?);
            }
            word => who.add(word, words)?,
        }
    }
    Ok(Command::Checkout { who, patience })
}

fn checkin(words: &mut SplitWhitespace<'_>) -> Result<Command, String> {
    let worker = required(words, "which worker? checkin w1")?;
    let mut who = Who::default();
    while let Some(word) = words.next() {
        if word != "to" {
            who.add(word, words)?;
        }
    }
    Ok(Command::Checkin { worker, who })
}

fn transaction(words: &mut SplitWhitespace<'_>) -> Result<Command, String> {
    let (mut who, mut job) = (Who::default(), Job::Succeeds);
    while let Some(word) = words.next() {
        match word {
            "ok" => job = Job::Succeeds,
            "error" => job = Job::Fails,
            "crash" => job = Job::Crashes,
            word => who.add(word, words)?,
        }
    }
    Ok(Command::Transaction { who, job })
}

impl Who {
    /// Reads `as NAME`, or a pool.
    fn add(
        &mut self,
        word: &str,
        words: &mut SplitWhitespace<'_>,
    ) -> Result<(), String> {
        if word == "as" {
            self.consumer = Some(required(words, "as whom? as anna")?);
        } else if self.pool.is_some() {
            return Err(format!("what is '{word}' here? try help"));
        } else {
            self.pool = Some(word.into());
        }
        Ok(())
    }
}

fn required(
    words: &mut SplitWhitespace<'_>,
    missing: &str,
) -> Result<Name, String> {
    words.next().map(Name::from).ok_or_else(|| missing.to_owned())
}

/// Reads `200ms`, `2s` or `2`, up to an hour.
fn time(text: &str) -> Result<Duration, String> {
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, Duration::from_millis(1)),
        None => (text.strip_suffix('s').unwrap_or(text), SECOND),
    };
    let number: u32 = number
        .parse()
        .map_err(|_| format!("'{text}' is no time: 2s, 200ms"))?;
    match unit.saturating_mul(number) {
        time if time > 3600 * SECOND => Err("an hour is the most".into()),
        time => Ok(time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Command {
        Command::parse(line).unwrap().unwrap()
    }

    #[test]
    fn a_checkout_says_where_for_whom_and_how_long() {
        let who =
            Who { pool: Some("Pool1".into()), consumer: Some("anna".into()) };
        let patience = Patience::For(Duration::from_millis(200));
        let command = parsed("checkout Pool1 as anna within 200ms");
        assert_eq!(command, Command::Checkout { who, patience });
        let nobody =
            Command::Checkout { who: Who::default(), patience: Patience::No };
        assert_eq!(parsed("  checkout now"), nobody);
    }

    #[test]
    fn every_name_is_a_command_and_is_explained() {
        for name in NAMES {
            let with_a_name = Command::parse(&format!("{name} w1"));
            let is_known = Command::parse(name).is_ok() || with_a_name.is_ok();
            assert!(is_known, "{name}");
            assert!(HELP.contains(name), "{name}");
        }
    }

    #[test]
    fn what_is_no_command_is_said() {
        for line in [
            "frobnicate",
            "kill",
            "checkout Pool1 Pool2",
            "checkout as",
            "status now",
            "work w1 soon",
            "wait 2h",
        ] {
            assert!(Command::parse(line).is_err(), "{line}");
        }
        assert_eq!(Command::parse(" # a comment"), Ok(None));
    }
}
