//! What arrives at the prompt.

use actor_core::etf::Term;
use actor_core::node::Request;
use actor_core::{Event, Pid};

use super::session::Session;

impl Session {
    /// Returns what is shown of what has arrived.
    pub(super) fn tell(&mut self, event: Event<Term>) -> String {
        match event {
            Event::Message(message) => self.tell_of(message),
            Event::Exit(exit) => {
                format!(
                    "{} has ended: {}",
                    self.show_pid(exit.from),
                    exit.reason
                )
            }
            Event::Down(down) => {
                let whom = match down.name {
                    Some(name) => name.to_string(),
                    None => self.show_pid(down.pid),
                };
                format!("{whom} is down: {}", down.reason)
            }
            Event::Unknown(message) => {
                format!("received what is no term: {}", message.type_name())
            }
        }
    }

    fn tell_of(&mut self, message: Term) -> String {
        match Request::of(message) {
            Request::Call(from, question) => {
                self.asked.push_back(from);
                let question = self.show(&question);
                format!("asked: {question}; reply TERM answers")
            }
            Request::Cast(request) => {
                format!("cast: {}", self.show(&request))
            }
            Request::Info(message) => {
                format!("received {}", self.show(&message))
            }
        }
    }

    /// Returns a term as it is shown, and knows its pids from now on.
    pub(super) fn show(&mut self, term: &Term) -> String {
        self.note(term);
        term.inspect().to_string()
    }

    pub(super) fn show_pid(&mut self, pid: Pid) -> String {
        match self.node.external_pid(pid) {
            Some(pid) => self.show(&Term::Pid(pid)),
            None => pid.to_string(),
        }
    }

    fn note(&mut self, term: &Term) {
        match term {
            Term::Pid(pid) => {
                self.seen.insert(pid.to_string(), term.clone());
            }
            Term::List(terms) | Term::Tuple(terms) => {
                for term in terms {
                    self.note(term);
                }
            }
            Term::ImproperList(terms, end) => {
                for term in terms {
                    self.note(term);
                }
                self.note(end);
            }
            Term::Map(pairs) => pairs.iter().for_each(|(key, value)| {
                self.note(key);
                self.note(value);
            }),
            _ => {}
        }
    }
}
