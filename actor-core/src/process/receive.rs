//! What a receive waits for, and for how long. All its kinds stand together,
//! to be compared.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::inbox::{Envelope, Rare};
use super::mailbox::{Event, Mailbox};
use super::{Pid, Reference};
use crate::exit::{Down, Exit};

/// A receive under way; see [`Mailbox`].
#[must_use = "nothing is received unless it is awaited"]
#[derive(Debug)]
pub struct Receive<'a, M: Send + 'static, S> {
    mailbox: &'a mut Mailbox<M>,
    select: S,
    /// How many of the messages passed over are not what it waits for.
    seen: usize,
}

/// Chooses from what is in a mailbox. Sealed: it is public because receives
/// are, and not to be implemented elsewhere.
pub trait Select<M> {
    /// What the receive returns.
    type Output;

    /// Says what to do with a message.
    fn choose(&mut self, envelope: &Envelope<M>) -> Choice;

    /// Turns a chosen message into what the receive returns; nothing if it
    /// does not count after all.
    fn take(
        &mut self,
        envelope: Envelope<M>,
        mailbox: &Mailbox<M>,
    ) -> Option<Self::Output>
    where
        M: Send + 'static;
}

/// What to do with a message.
#[derive(Debug)]
pub enum Choice {
    /// It is what the receive waits for.
    Take,
    /// It stays where it is.
    Leave,
}

impl<'a, M: Send + 'static, S> Receive<'a, M, S> {
    pub(crate) fn new(mailbox: &'a mut Mailbox<M>, select: S) -> Self {
        Self { mailbox, select, seen: 0 }
    }
}

impl<M: Send + 'static, S: Select<M> + Unpin> Receive<'_, M, S> {
    /// Gives up after `time`, as `receive ... after` does. With zero it looks
    /// only at what is already there.
    pub async fn within(mut self, time: Duration) -> Option<S::Output> {
        if time.is_zero() {
            // Not even a process that has run for long must take a message
            // that is there for one that is not.
            let look = poll_fn(|cx| match self.poll_receive(cx) {
                Poll::Ready(output) => Poll::Ready(Some(output)),
                Poll::Pending => Poll::Ready(None),
            });
            return tokio::task::coop::unconstrained(look).await;
        }
        tokio::time::timeout(time, self).await.ok()
    }

    #[expect(
        clippy::inline_always,
        reason = "a tenth of the instructions of a hop"
    )]
    #[inline(always)]
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<S::Output> {
        if self.mailbox.has_passed()
            && let Some(output) = self.take_passed()
        {
            return Poll::Ready(output);
        }
        loop {
            let envelope = match self.mailbox.pop() {
                Some(envelope) => envelope,
                None => ready!(self.mailbox.poll_more(cx)),
            };
            let Choice::Take = self.select.choose(&envelope) else {
                self.mailbox.pass(envelope);
                self.seen += 1;
                continue;
            };
            let output = self.select.take(envelope, self.mailbox);
            if let Some(output) = output {
                return Poll::Ready(output);
            }
        }
    }

    /// Looks at what earlier receives passed over.
    fn take_passed(&mut self) -> Option<S::Output> {
        self.mailbox.remove_stale();
        while let Some(envelope) = self.mailbox.passed(self.seen) {
            let Choice::Take = self.select.choose(envelope) else {
                self.seen += 1;
                continue;
            };
            let envelope = self.mailbox.take_passed(self.seen);
            let output =
                envelope.and_then(|e| self.select.take(e, self.mailbox));
            if output.is_some() {
                return output;
            }
        }
        None
    }
}

impl<M, S> Future for Receive<'_, M, S>
where
    M: Send + 'static,
    S: Select<M> + Unpin,
{
    type Output = S::Output;

    #[expect(
        clippy::inline_always,
        reason = "a tenth of the instructions of a hop"
    )]
    #[inline(always)]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<S::Output> {
        self.poll_receive(cx)
    }
}

/// Chooses the next message of the process's own type.
#[derive(Debug)]
pub struct TheMessage;

impl<M> Select<M> for TheMessage {
    type Output = M;

    #[inline]
    fn choose(&mut self, envelope: &Envelope<M>) -> Choice {
        match envelope {
            Envelope::Message(_) => Choice::Take,
            Envelope::Rare(rare) => choose_unknown(rare),
        }
    }

    #[inline]
    fn take(&mut self, envelope: Envelope<M>, mailbox: &Mailbox<M>) -> Option<M>
    where
        M: Send + 'static,
    {
        match envelope {
            Envelope::Message(message) => Some(message),
            Envelope::Rare(rare) => {
                log_unknown(*rare, mailbox.pid());
                None
            }
        }
    }
}

/// Chooses what the process does not know, in order to log it.
#[cold]
fn choose_unknown(rare: &Rare) -> Choice {
    match rare {
        Rare::Unknown(_) => Choice::Take,
        Rare::Exit(_) | Rare::Down(_) => Choice::Leave,
    }
}

/// Chooses among the messages of the process's own type.
#[derive(Debug)]
pub struct TheChosen<F>(pub(crate) F);

impl<M, F: FnMut(&M) -> bool> Select<M> for TheChosen<F> {
    type Output = M;

    #[inline]
    fn choose(&mut self, envelope: &Envelope<M>) -> Choice {
        match envelope {
            Envelope::Message(message) if !(self.0)(message) => Choice::Leave,
            Envelope::Message(_) => Choice::Take,
            Envelope::Rare(rare) => choose_unknown(rare),
        }
    }

    #[inline]
    fn take(&mut self, envelope: Envelope<M>, mailbox: &Mailbox<M>) -> Option<M>
    where
        M: Send + 'static,
    {
        TheMessage.take(envelope, mailbox)
    }
}

#[cold]
fn log_unknown(rare: Rare, pid: Pid) {
    if let Rare::Unknown(unknown) = rare {
        unknown.log(pid);
    }
}

/// Chooses whatever is next.
#[derive(Debug)]
pub struct TheNext;

impl<M> Select<M> for TheNext {
    type Output = Event<M>;

    #[inline]
    fn choose(&mut self, _: &Envelope<M>) -> Choice {
        Choice::Take
    }

    #[inline]
    fn take(
        &mut self,
        envelope: Envelope<M>,
        mailbox: &Mailbox<M>,
    ) -> Option<Event<M>>
    where
        M: Send + 'static,
    {
        match envelope {
            Envelope::Message(message) => Some(Event::Message(message)),
            Envelope::Rare(rare) => rare_event(*rare, mailbox),
        }
    }
}

#[cold]
fn rare_event<M: Send + 'static>(
    rare: Rare,
    mailbox: &Mailbox<M>,
) -> Option<Event<M>> {
    match rare {
        Rare::Exit(exit) => Some(Event::Exit(exit)),
        Rare::Down(down) => {
            mailbox.confirm(down.reference).then_some(Event::Down(down))
        }
        Rare::Unknown(unknown) => Some(Event::Unknown(unknown)),
    }
}

/// Chooses the message of one monitor.
#[derive(Debug)]
pub struct TheDown(pub(crate) Reference);

impl<M> Select<M> for TheDown {
    type Output = Down;

    fn choose(&mut self, envelope: &Envelope<M>) -> Choice {
        match envelope {
            Envelope::Rare(rare) => match &**rare {
                Rare::Down(down) if down.reference == self.0 => Choice::Take,
                _ => Choice::Leave,
            },
            Envelope::Message(_) => Choice::Leave,
        }
    }

    fn take(
        &mut self,
        envelope: Envelope<M>,
        mailbox: &Mailbox<M>,
    ) -> Option<Down>
    where
        M: Send + 'static,
    {
        let Envelope::Rare(rare) = envelope else { return None };
        let Rare::Down(down) = *rare else { return None };
        mailbox.confirm(down.reference).then_some(down)
    }
}

/// Chooses the exit message of one process.
#[derive(Debug)]
pub struct TheExit(pub(crate) Pid);

impl<M> Select<M> for TheExit {
    type Output = Exit;

    fn choose(&mut self, envelope: &Envelope<M>) -> Choice {
        match envelope {
            Envelope::Rare(rare) => match &**rare {
                Rare::Exit(exit) if exit.from == self.0 => Choice::Take,
                _ => Choice::Leave,
            },
            Envelope::Message(_) => Choice::Leave,
        }
    }

    fn take(&mut self, envelope: Envelope<M>, _: &Mailbox<M>) -> Option<Exit>
    where
        M: Send + 'static,
    {
        let Envelope::Rare(rare) = envelope else { return None };
        let Rare::Exit(exit) = *rare else { return None };
        Some(exit)
    }
}
