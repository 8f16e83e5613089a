//! The reasons that go through links.

use actor_core::{Event, ExitReason, Mailbox, ProcessRef, process};
use tokio::time::sleep;

use crate::child;
use crate::say::{self, Word, ms};
use crate::scenario::{Lines, scenarios};

scenarios! { reasons:
    a_normal_end_concerns_nobody
    an_exit_reason_goes_through_a_link
    shutdown_goes_through_a_link
    shutdown_with_a_word_goes_through_a_link
    a_crash_goes_through_a_link
    an_own_exit_with_kill_goes_through_a_link_as_kill
    a_kill_goes_through_a_link_as_killed
    a_trapped_normal_end_is_a_message
    a_trapped_exit_is_a_message
    a_trapped_shutdown_is_a_message
    a_trapped_crash_is_a_message
    a_trapped_own_exit_with_kill_is_a_message
    a_trapped_kill_of_another_is_a_message
    a_ring_member_that_is_killed
    a_ring_member_that_exits_with_kill
    a_ring_member_that_crashes
    a_ring_member_that_ends_normally
    a_reason_goes_down_a_chain
    killed_goes_down_a_chain
    kill_goes_down_a_chain
}

/// What a process does that ends; it may also just return.
type End = fn();

fn returns() {}

fn crashes() {
    child::crash()
}

fn exits() {
    process::exit_self("boom")
}

fn shuts_down() {
    process::exit_self(ExitReason::Shutdown)
}

fn shuts_down_with_a_word() {
    process::exit_self(ExitReason::ShutdownWith("why".into()))
}

fn exits_with_kill() {
    process::exit_self(ExitReason::Kill)
}

fn kills_itself() {
    process::exit(process::id(), ExitReason::Kill);
}

/// Says how a process ends that is linked to one with this end.
async fn linked_to(end: End, mut mailbox: Mailbox<Word>) -> Lines {
    let linked = async move |_: Mailbox<Word>| -> ExitReason {
        process::spawn_link(async move |_: Mailbox<Word>| end());
        sleep(ms(20)).await;
        "survived".into()
    };
    vec![say::end_of(&mut mailbox, linked).await]
}

async fn trapped(end: End, mut mailbox: Mailbox<Word>) -> Lines {
    process::trap_exit(true);
    let child = process::spawn_link(async move |_: Mailbox<Word>| end());
    say::mailbox(&mut mailbox, &[("child", child.pid())]).await
}

async fn a_normal_end_concerns_nobody(mailbox: Mailbox<Word>) -> Lines {
    linked_to(returns, mailbox).await
}

async fn an_exit_reason_goes_through_a_link(mailbox: Mailbox<Word>) -> Lines {
    linked_to(exits, mailbox).await
}

async fn shutdown_goes_through_a_link(mailbox: Mailbox<Word>) -> Lines {
    linked_to(shuts_down, mailbox).await
}

async fn shutdown_with_a_word_goes_through_a_link(
    mailbox: Mailbox<Word>,
) -> Lines {
    linked_to(shuts_down_with_a_word, mailbox).await
}

async fn a_crash_goes_through_a_link(mailbox: Mailbox<Word>) -> Lines {
    linked_to(crashes, mailbox).await
}

async fn an_own_exit_with_kill_goes_through_a_link_as_kill(
    mailbox: Mailbox<Word>,
) -> Lines {
    linked_to(exits_with_kill, mailbox).await
}

async fn a_kill_goes_through_a_link_as_killed(mailbox: Mailbox<Word>) -> Lines {
    linked_to(kills_itself, mailbox).await
}

async fn a_trapped_normal_end_is_a_message(mailbox: Mailbox<Word>) -> Lines {
    trapped(returns, mailbox).await
}

async fn a_trapped_exit_is_a_message(mailbox: Mailbox<Word>) -> Lines {
    trapped(exits, mailbox).await
}

async fn a_trapped_shutdown_is_a_message(mailbox: Mailbox<Word>) -> Lines {
    trapped(shuts_down, mailbox).await
}

async fn a_trapped_crash_is_a_message(mailbox: Mailbox<Word>) -> Lines {
    trapped(crashes, mailbox).await
}

async fn a_trapped_own_exit_with_kill_is_a_message(
    mailbox: Mailbox<Word>,
) -> Lines {
    trapped(exits_with_kill, mailbox).await
}

async fn a_trapped_kill_of_another_is_a_message(
    mailbox: Mailbox<Word>,
) -> Lines {
    trapped(kills_itself, mailbox).await
}

/// What a member of a ring is told.
enum Member {
    Link(ProcessRef<Member>),
    Do(End),
}

/// A ring of three, of which the first and second trap exits; `end` ends the
/// third.
async fn ring(
    end: fn(ProcessRef<Member>),
    mut mailbox: Mailbox<(Word, String)>,
) -> Lines {
    let observer = mailbox.this();
    let member = |name: Word, trap: bool| {
        let observer = observer.clone();
        process::spawn(async move |mut mailbox: Mailbox<Member>| {
            process::trap_exit(trap);
            loop {
                match mailbox.next().await {
                    Event::Message(Member::Link(next)) => {
                        process::link(next).unwrap();
                        observer.send((name, "ready".into()));
                    }
                    Event::Message(Member::Do(what)) => break what(),
                    Event::Exit(exit) => {
                        observer.send((name, say::reason(&exit.reason)));
                    }
                    Event::Down(_) | Event::Unknown(_) => break,
                }
            }
        })
    };
    let ring =
        [member("first", true), member("second", true), member("third", false)];
    for (from, to) in [(0, 1), (1, 2), (2, 0)] {
        ring[from].send(Member::Link(ring[to].clone()));
    }
    for _ in &ring {
        mailbox.receive_where(|(_, what)| what == "ready").await;
    }
    end(ring[2].clone());
    let mut heard = [mailbox.receive().await, mailbox.receive().await];
    heard.sort_unstable();
    let mut lines: Lines =
        heard.map(|(who, why)| format!("{who} heard: {why}")).into();
    let alive = ring.map(|member| member.is_alive().to_string());
    lines.push(format!("alive: [{}]", alive.join(",")));
    lines
}

async fn a_ring_member_that_is_killed(
    mailbox: Mailbox<(Word, String)>,
) -> Lines {
    ring(|third| process::exit(third, ExitReason::Kill), mailbox).await
}

async fn a_ring_member_that_exits_with_kill(
    mailbox: Mailbox<(Word, String)>,
) -> Lines {
    ring(|third| third.send(Member::Do(exits_with_kill)), mailbox).await
}

async fn a_ring_member_that_crashes(mailbox: Mailbox<(Word, String)>) -> Lines {
    ring(|third| third.send(Member::Do(crashes)), mailbox).await
}

async fn a_ring_member_that_ends_normally(
    mailbox: Mailbox<(Word, String)>,
) -> Lines {
    ring(|third| third.send(Member::Do(returns)), mailbox).await
}

/// Starts a link of a chain of `more` others; the last ends with `end`.
fn chained(more: u32, end: End) -> ProcessRef<Word> {
    process::spawn_link(async move |mut mailbox: Mailbox<Word>| {
        if more == 0 {
            mailbox.receive().await;
            return end();
        }
        let next = chained(more - 1, end);
        next.send(mailbox.receive().await);
        child::forever(mailbox).await;
    })
}

/// Says how the first of a chain of linked processes ends.
async fn chain(end: End, mut mailbox: Mailbox<Word>) -> Lines {
    let first = async move |mailbox: Mailbox<Word>| {
        chained(3, end).send("go");
        child::forever(mailbox).await;
    };
    vec![say::end_of(&mut mailbox, first).await]
}

async fn a_reason_goes_down_a_chain(mailbox: Mailbox<Word>) -> Lines {
    chain(exits, mailbox).await
}

async fn killed_goes_down_a_chain(mailbox: Mailbox<Word>) -> Lines {
    chain(kills_itself, mailbox).await
}

async fn kill_goes_down_a_chain(mailbox: Mailbox<Word>) -> Lines {
    chain(exits_with_kill, mailbox).await
}
