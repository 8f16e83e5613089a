//! What is shown of a run while it goes on: a process that is told of it.

mod lines;
mod numbers;
mod sparkline;
mod stage;
mod terminal;

use std::time::Duration;

use actor_core::{Mailbox, ProcessRef, Reply, process};
use stage::Course;
use terminal::Terminal;

use crate::plan::Plan;
use crate::run::Second;

/// How often it is drawn, at most.
const DRAWN_EVERY: Duration = Duration::from_millis(100);

/// What the view is told.
#[derive(Debug)]
pub(super) enum Message {
    /// The first request is sent.
    Started,
    /// A second is over.
    Second(Second),
    /// The run was told to stop.
    Stopping,
    /// Take away what can be taken away; the report comes now.
    Clear(Reply<()>),
}

/// The ways to show it.
enum View {
    /// A few lines that change.
    Terminal(Terminal),
    /// A line for each second.
    Lines,
    /// Not at all.
    Nothing,
}

/// Shows how a run goes on stderr, in a process that is linked to this one:
/// drawn on a terminal, in lines anywhere else.
pub(super) fn start_link(plan: &Plan) -> ProcessRef<Message> {
    let terminal = Terminal::open(Course::of(plan));
    start(terminal.map_or(View::Lines, View::Terminal))
}

/// As [`start_link`], and shows nothing.
pub(super) fn start_link_quiet() -> ProcessRef<Message> {
    start(View::Nothing)
}

fn start(mut view: View) -> ProcessRef<Message> {
    process::spawn_link(async move |mut mailbox: Mailbox<Message>| {
        process::set_label("live view");
        loop {
            match mailbox.receive().within(DRAWN_EVERY).await {
                Some(Message::Clear(reply)) => {
                    view.clear();
                    return reply.send(());
                }
                Some(message) => view.show(message),
                None => view.draw(),
            }
        }
    })
}

impl View {
    fn show(&mut self, message: Message) {
        match (self, message) {
            (Self::Lines, Message::Second(second)) => lines::print(&second),
            (Self::Terminal(it), Message::Started) => it.start(),
            (Self::Terminal(it), Message::Second(second)) => it.second(&second),
            (Self::Terminal(it), Message::Stopping) => it.stopping(),
            _ => {}
        }
    }

    fn draw(&mut self) {
        if let Self::Terminal(terminal) = self {
            terminal.draw();
        }
    }

    fn clear(&mut self) {
        if let Self::Terminal(terminal) = self {
            terminal.clear();
        }
    }
}
