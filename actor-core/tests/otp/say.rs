//! The words in which scenarios tell what they saw, the same as in Erlang.

use std::fmt::Display;
use std::time::Duration;

use actor_core::process::ProcessInfo;
use actor_core::{
    CallError, Down, Event, Exit, ExitReason, IntoExitReason, Mailbox, Pid,
    Reference, process,
};

use crate::scenario::Lines;

/// A message of a scenario: an atom in Erlang.
pub(crate) type Word = &'static str;

/// A message that a scenario can tell of.
pub(crate) trait Seen: Send + 'static {
    fn seen(&self) -> String;
}

impl Seen for Word {
    fn seen(&self) -> String {
        format!("got {self}")
    }
}

impl Seen for u32 {
    fn seen(&self) -> String {
        format!("got {self}")
    }
}

/// What the processes of a scenario are called.
pub(crate) type Roles<'a> = &'a [(Word, Pid)];

/// How long a scenario waits to see that nothing more comes.
const QUIET: Duration = ms(100);

pub(crate) const fn ms(time: u64) -> Duration {
    Duration::from_millis(time)
}

/// Says an exit reason. A panic is a crash.
pub(crate) fn reason(reason: &ExitReason) -> String {
    match reason {
        ExitReason::Panic(_) => "crash".to_owned(),
        ExitReason::Error(error) => match error.downcast_ref::<CallError>() {
            Some(error) => format!("call failed: {}", call_error(error)),
            None => "crash".to_owned(),
        },
        other => other.to_string(),
    }
}

fn call_error(error: &CallError) -> String {
    match error {
        CallError::NoProc => "noproc".to_owned(),
        CallError::Timeout(_) => "timeout".to_owned(),
        CallError::CallingSelf => "calling_self".to_owned(),
        CallError::Exited(why) => reason(why),
        other => other.to_string(),
    }
}

/// Says the outcome of a call.
pub(crate) fn call<T: Display>(outcome: Result<T, CallError>) -> String {
    match outcome {
        Ok(answer) => format!("answer: {answer}"),
        Err(error) => format!("no answer: {}", call_error(&error)),
    }
}

/// Says how a process ends that runs `body`.
pub(crate) async fn end_of<M, B, F>(mailbox: &mut Mailbox<M>, body: B) -> String
where
    M: Send + 'static,
    B: FnOnce(Mailbox<Word>) -> F + Send + 'static,
    F: Future<Output: IntoExitReason> + Send + 'static,
{
    let (_, monitor) = process::spawn_monitor(body);
    down(mailbox, monitor).await
}

pub(crate) async fn down<M: Send + 'static>(
    mailbox: &mut Mailbox<M>,
    monitor: Reference,
) -> String {
    let down = mailbox.down(monitor).await;
    format!("ended: {}", reason(&down.reason))
}

/// Says all that is in the mailbox, and what comes within a moment.
pub(crate) async fn mailbox<M: Seen>(
    mailbox: &mut Mailbox<M>,
    roles: Roles<'_>,
) -> Lines {
    let mut lines = Lines::new();
    while let Some(event) = mailbox.next().within(QUIET).await {
        lines.push(match event {
            Event::Message(message) => message.seen(),
            Event::Exit(Exit { from, reason: why }) => {
                format!("exit of {}: {}", role(from, roles), reason(&why))
            }
            Event::Down(Down { name: Some(name), reason: why, .. }) => {
                format!("down of the name {name}: {}", reason(&why))
            }
            Event::Down(Down { pid, reason: why, .. }) => {
                format!("down of {}: {}", role(pid, roles), reason(&why))
            }
            Event::Unknown(unknown) => match unknown.downcast::<Word>() {
                Ok(word) => format!("got {word}"),
                Err(unknown) => format!("{unknown:?}"),
            },
        });
    }
    lines.push("nothing more".to_owned());
    lines
}

/// As [`mailbox`], after other lines.
pub(crate) async fn after<M: Seen, const N: usize>(
    lines: [String; N],
    mailbox: &mut Mailbox<M>,
    roles: Roles<'_>,
) -> Lines {
    let mut lines = Lines::from(lines);
    lines.extend(self::mailbox(mailbox, roles).await);
    lines
}

fn role(pid: Pid, roles: Roles<'_>) -> Word {
    if pid == process::id() {
        return "myself";
    }
    let role = roles.iter().find(|(_, of)| *of == pid);
    role.map_or("another", |(role, _)| role)
}

pub(crate) fn links(roles: Roles<'_>) -> String {
    format!("links: {}", listed(|info| &info.links, roles))
}

pub(crate) fn monitors(roles: Roles<'_>) -> String {
    format!("monitors: {}", listed(|info| &info.monitors, roles))
}

fn listed(of: fn(&ProcessInfo) -> &Vec<Pid>, roles: Roles<'_>) -> String {
    let info = process::info(process::id()).expect("whoever asks is alive");
    let mut names: Vec<_> = of(&info).iter().map(|p| role(*p, roles)).collect();
    names.sort_unstable();
    format!("[{}]", names.join(" "))
}

/// Says an answer as Erlang prints it: `true`, or `undefined`.
pub(crate) fn pid(found: Option<Pid>, expected: Pid) -> String {
    found.map_or("undefined".into(), |pid| (pid == expected).to_string())
}
