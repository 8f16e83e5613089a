//! Exit signals that one process sends to another, or to itself.

use actor_core::{Event, ExitReason, Mailbox, process};
use tokio::time::sleep;

use crate::child;
use crate::say::{self, Word, ms};
use crate::scenario::{Lines, scenarios};

scenarios! { exits:
    a_normal_exit_signal_is_ignored
    a_normal_exit_signal_is_trapped
    an_exit_signal_ends_a_process
    an_exit_signal_is_trapped
    a_shutdown_signal_ends_a_process
    kill_ends_a_process
    kill_cannot_be_trapped
    killed_is_a_reason_like_others
    killed_can_be_trapped
    noproc_is_a_reason_like_others
    a_normal_exit_signal_to_itself_ends_it
    a_normal_exit_signal_to_itself_is_trapped
    an_exit_signal_to_itself_ends_it
    an_exit_signal_to_itself_is_trapped
    kill_to_itself_ends_it
    kill_to_itself_cannot_be_trapped
    an_own_exit_is_not_trapped
    an_own_exit_with_kill_is_not_killed
    an_own_normal_exit_is_normal
    an_end_of_the_body_is_normal
    an_exit_signal_to_the_dead_is_silent
    the_first_exit_signal_counts
    exit_signals_are_trapped_in_order
    trapped_exits_stay_when_the_trap_is_gone
    without_its_trap_a_process_ends_again
    an_exit_signal_needs_no_link
    whoever_sends_an_exit_signal_finds_its_target_dead
}

/// Whether the process that a signal is sent to traps exits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Traps {
    Yes,
    No,
}

/// Waits for an exit signal, and tells how it was trapped.
async fn wait(mut mailbox: Mailbox<Word>) -> ExitReason {
    match mailbox.next().within(ms(40)).await {
        Some(Event::Exit(exit)) => {
            let why = format!("{{trapped,{}}}", say::reason(&exit.reason));
            ExitReason::ShutdownWith(why.into())
        }
        _ => "survived".into(),
    }
}

/// Says how a process ends that gets this exit signal from another.
async fn sent(
    reason: impl Into<ExitReason>,
    traps: Traps,
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let me = mailbox.this();
    let child = async move |mailbox: Mailbox<Word>| {
        process::trap_exit(traps == Traps::Yes);
        me.send("ready");
        wait(mailbox).await
    };
    let (child, monitor) = process::spawn_monitor(child);
    mailbox.receive().await;
    process::exit(child, reason);
    vec![say::down(&mut mailbox, monitor).await]
}

/// The same for a signal that it sends to itself.
async fn to_itself(
    reason: impl Into<ExitReason>,
    traps: Traps,
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let reason = reason.into();
    let child = async move |mailbox: Mailbox<Word>| {
        process::trap_exit(traps == Traps::Yes);
        process::exit(process::id(), reason);
        wait(mailbox).await
    };
    vec![say::end_of(&mut mailbox, child).await]
}

async fn a_normal_exit_signal_is_ignored(mailbox: Mailbox<Word>) -> Lines {
    sent(ExitReason::Normal, Traps::No, mailbox).await
}

async fn a_normal_exit_signal_is_trapped(mailbox: Mailbox<Word>) -> Lines {
    sent(ExitReason::Normal, Traps::Yes, mailbox).await
}

async fn an_exit_signal_ends_a_process(mailbox: Mailbox<Word>) -> Lines {
    sent("boom", Traps::No, mailbox).await
}

async fn an_exit_signal_is_trapped(mailbox: Mailbox<Word>) -> Lines {
    sent("boom", Traps::Yes, mailbox).await
}

async fn a_shutdown_signal_ends_a_process(mailbox: Mailbox<Word>) -> Lines {
    sent(ExitReason::Shutdown, Traps::No, mailbox).await
}

async fn kill_ends_a_process(mailbox: Mailbox<Word>) -> Lines {
    sent(ExitReason::Kill, Traps::No, mailbox).await
}

async fn kill_cannot_be_trapped(mailbox: Mailbox<Word>) -> Lines {
    sent(ExitReason::Kill, Traps::Yes, mailbox).await
}

async fn killed_is_a_reason_like_others(mailbox: Mailbox<Word>) -> Lines {
    sent(ExitReason::Killed, Traps::No, mailbox).await
}

async fn killed_can_be_trapped(mailbox: Mailbox<Word>) -> Lines {
    sent(ExitReason::Killed, Traps::Yes, mailbox).await
}

async fn noproc_is_a_reason_like_others(mailbox: Mailbox<Word>) -> Lines {
    sent(ExitReason::NoProc, Traps::No, mailbox).await
}

async fn a_normal_exit_signal_to_itself_ends_it(
    mailbox: Mailbox<Word>,
) -> Lines {
    to_itself(ExitReason::Normal, Traps::No, mailbox).await
}

async fn a_normal_exit_signal_to_itself_is_trapped(
    mailbox: Mailbox<Word>,
) -> Lines {
    to_itself(ExitReason::Normal, Traps::Yes, mailbox).await
}

async fn an_exit_signal_to_itself_ends_it(mailbox: Mailbox<Word>) -> Lines {
    to_itself("boom", Traps::No, mailbox).await
}

async fn an_exit_signal_to_itself_is_trapped(mailbox: Mailbox<Word>) -> Lines {
    to_itself("boom", Traps::Yes, mailbox).await
}

async fn kill_to_itself_ends_it(mailbox: Mailbox<Word>) -> Lines {
    to_itself(ExitReason::Kill, Traps::No, mailbox).await
}

async fn kill_to_itself_cannot_be_trapped(mailbox: Mailbox<Word>) -> Lines {
    to_itself(ExitReason::Kill, Traps::Yes, mailbox).await
}

async fn an_own_exit_is_not_trapped(mut mailbox: Mailbox<Word>) -> Lines {
    let child = async |_: Mailbox<Word>| {
        process::trap_exit(true);
        process::exit_self("boom")
    };
    vec![say::end_of(&mut mailbox, child).await]
}

async fn an_own_exit_with_kill_is_not_killed(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let child = async |_: Mailbox<Word>| process::exit_self(ExitReason::Kill);
    vec![say::end_of(&mut mailbox, child).await]
}

async fn an_own_normal_exit_is_normal(mut mailbox: Mailbox<Word>) -> Lines {
    let child = async |_: Mailbox<Word>| process::exit_self(ExitReason::Normal);
    vec![say::end_of(&mut mailbox, child).await]
}

async fn an_end_of_the_body_is_normal(mut mailbox: Mailbox<Word>) -> Lines {
    vec![say::end_of(&mut mailbox, async |_: Mailbox<Word>| {}).await]
}

async fn an_exit_signal_to_the_dead_is_silent(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    process::exit(child::dead().await, ExitReason::Kill);
    say::mailbox(&mut mailbox, &[]).await
}

async fn the_first_exit_signal_counts(mut mailbox: Mailbox<Word>) -> Lines {
    let me = mailbox.this();
    let child = async move |mailbox: Mailbox<Word>| {
        me.send("ready");
        child::forever(mailbox).await;
    };
    let (child, monitor) = process::spawn_monitor(child);
    mailbox.receive().await;
    process::exit(&child, "one");
    process::exit(&child, "two");
    vec![say::down(&mut mailbox, monitor).await]
}

async fn exit_signals_are_trapped_in_order(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    process::trap_exit(true);
    let me = mailbox.this();
    let child = process::spawn(async move |_: Mailbox<Word>| {
        for why in ["one".into(), ExitReason::Normal, "two".into()] {
            process::exit(&me, why);
        }
    });
    say::mailbox(&mut mailbox, &[("child", child.pid())]).await
}

async fn trapped_exits_stay_when_the_trap_is_gone(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    assert!(!process::trap_exit(true));
    process::exit(process::id(), "boom");
    sleep(ms(10)).await;
    assert!(process::trap_exit(false));
    say::mailbox(&mut mailbox, &[]).await
}

async fn without_its_trap_a_process_ends_again(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let child = async |_: Mailbox<Word>| -> ExitReason {
        process::trap_exit(true);
        process::exit(process::id(), "one");
        sleep(ms(10)).await;
        process::trap_exit(false);
        process::exit(process::id(), "two");
        sleep(ms(20)).await;
        "survived".into()
    };
    vec![say::end_of(&mut mailbox, child).await]
}

async fn an_exit_signal_needs_no_link(mut mailbox: Mailbox<Word>) -> Lines {
    process::trap_exit(true);
    let child = process::spawn(child::forever);
    process::exit(&child, "boom");
    sleep(ms(10)).await;
    let alive = format!("alive: {}", child.is_alive());
    say::after([alive], &mut mailbox, &[]).await
}

async fn whoever_sends_an_exit_signal_finds_its_target_dead(
    _: Mailbox<Word>,
) -> Lines {
    let reasons = [ExitReason::Kill, "boom".into(), ExitReason::Normal];
    let alive = reasons.map(|reason| {
        let child = process::spawn(child::forever);
        process::exit(&child, reason);
        format!("alive: {}", child.is_alive())
    });
    alive.into()
}
