//! What can be said at the prompt.

use crate::Location;
use crate::stand_in::Fault;

/// One line at the prompt.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    Get(Location),
    Stats,
    Reset,
    Send(String),
    Crash,
    Stop,
    Start,
    Whereis(String),
    Processes,
    Worker(Location),
    Flush,
    Fault(String, Fault),
    Mend,
    Help,
    Exit,
}

pub(super) const HELP: &str = "\
Chapter 4, the server:
  get CITY          ask it for a temperature (a call)
  stats             how often it found which city (a call)
  reset             have it forget that (a cast)
  send TEXT         send it a message that it does not understand
  crash             send it an exit signal
  stop              have it end (a cast)
  start             start it again, linked to this shell
Chapter 3, processes:
  worker CITY       spawn one; its answer goes to this shell's mailbox
  flush             show what is in the mailbox
What is there:
  processes         list all processes
  whereis [NAME]    who has a name; without one, all names
With --offline:
  fault CITY=FAULT  spoil the answers about a city, such as London=stall
  mend              answer correctly again
help shows this; exit, or Ctrl-D, ends the shell.";

pub(super) const NAMES: [&str; 15] = [
    "get",
    "stats",
    "reset",
    "send",
    "crash",
    "stop",
    "start",
    "worker",
    "flush",
    "processes",
    "whereis",
    "fault",
    "mend",
    "help",
    "exit",
];

impl Command {
    /// Reads a line; nothing if it is empty or a comment.
    pub(super) fn parse(line: &str) -> Result<Option<Self>, String> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(None);
        }
        let (name, rest) =
            line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let command = match name {
            "get" => Command::Get(city(name, rest)?),
            "stats" => Command::Stats,
            "reset" => Command::Reset,
            "send" if rest.is_empty() => return Err("send what?".into()),
            "send" => Command::Send(unquoted(rest).to_owned()),
            "crash" => Command::Crash,
            "stop" => Command::Stop,
            "start" => Command::Start,
            "whereis" => Command::Whereis(rest.to_owned()),
            "processes" => Command::Processes,
            "worker" => Command::Worker(city(name, rest)?),
            "flush" => Command::Flush,
            "fault" => fault(rest)?,
            "mend" => Command::Mend,
            "help" | "?" => Command::Help,
            "exit" | "quit" => Command::Exit,
            unknown => return Err(format!("no command '{unknown}'; try help")),
        };
        Ok(Some(command))
    }
}

fn city(command: &str, text: &str) -> Result<Location, String> {
    let location = Location::new(unquoted(text));
    if location.is_empty() {
        return Err(format!("which city? such as: {command} Singapore"));
    }
    Ok(location)
}

fn fault(text: &str) -> Result<Command, String> {
    let (city, fault) = text
        .split_once('=')
        .ok_or("which fault, and where? such as: fault London=stall")?;
    let fault = fault.parse::<Fault>().map_err(|error| error.to_string())?;
    Ok(Command::Fault(unquoted(city.trim()).to_owned(), fault))
}

/// Readers of the book are used to quotes.
fn unquoted(text: &str) -> &str {
    let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
    inner.unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_may_have_spaces_or_quotes() {
        let hong_kong = Command::Get(Location::new("Hong Kong"));
        for line in ["get Hong Kong", "  get \"Hong Kong\" "] {
            assert_eq!(Command::parse(line).unwrap().unwrap(), hong_kong);
        }
    }

    #[test]
    fn every_name_is_a_command_and_is_explained() {
        for name in NAMES {
            let line = match name {
                "fault" => "fault *=stall".to_owned(),
                name => format!("{name} Macau"),
            };
            assert!(Command::parse(&line).is_ok(), "{name}");
            assert!(HELP.contains(name), "{name}");
        }
    }

    #[test]
    fn what_is_no_command_is_said() {
        for line in ["temperature Macau", "get", "send", "fault Macau"] {
            assert!(Command::parse(line).is_err(), "{line}");
        }
        assert_eq!(Command::parse(" # a comment"), Ok(None));
    }
}
