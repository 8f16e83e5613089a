//! Starting servers: what `init` may do, and what the starter sees of it.

use actor_core::gen_server::{StartError, Starter};
use actor_core::{ExitReason, Mailbox, ProcessRef, process};
use tokio::time::sleep;

use crate::probe::{Do, Note, Probe, Start, probe, probe_with};
use crate::say::{self, Word, ms};
use crate::scenario::{Lines, scenarios};

scenarios! { starts:
    a_server_that_is_ignored
    a_server_that_is_ignored_and_a_linked_starter
    a_server_that_is_ignored_and_a_trapping_starter
    an_init_that_stops
    an_init_that_stops_and_a_linked_starter
    an_init_that_stops_and_a_trapping_starter
    an_init_that_stops_normally
    an_init_that_stops_normally_and_a_linked_starter
    an_init_that_stops_normally_and_a_trapping_starter
    an_init_that_stops_with_shutdown
    an_init_that_crashes
    an_init_that_crashes_and_a_linked_starter
    an_init_that_crashes_and_a_trapping_starter
    an_init_that_exits
    an_init_that_exits_and_a_trapping_starter
    an_init_that_is_killed
    an_init_that_is_killed_and_a_linked_starter
    an_init_that_takes_too_long
    an_init_that_takes_too_long_and_a_trapping_starter
    an_init_that_takes_too_long_and_a_linked_starter
    a_name_is_free_after_a_failed_init
    a_name_is_free_after_an_ignored_init
    a_name_is_taken
    a_taken_name_does_not_disturb_a_linked_starter
    a_server_has_its_name_during_init
    what_init_puts_off_comes_before_the_first_message
    an_idle_time_may_begin_with_init
}

fn outcome(started: Result<ProcessRef<Do>, StartError>) -> String {
    match started {
        Ok(_) => "started".into(),
        Err(StartError::Ignore) => "ignored".into(),
        Err(StartError::AlreadyStarted(pid)) => {
            format!("already started, alive: {}", process::is_alive(pid))
        }
        Err(StartError::Init(why)) => format!("error: {}", say::reason(&why)),
        Err(StartError::Timeout(_)) => "error: timeout".into(),
        Err(other) => other.to_string(),
    }
}

/// What the starter sees, linked and trapping exits.
async fn trapping(
    starter: Starter<Probe>,
    mut mailbox: Mailbox<Note>,
) -> Lines {
    process::trap_exit(true);
    let outcome = outcome(starter.start_link().await);
    say::after([outcome], &mut mailbox, &[]).await
}

/// What becomes of a starter that is linked and does not trap exits.
async fn linked(starter: Starter<Probe>, mut mailbox: Mailbox<Note>) -> Lines {
    let linked = async move |_: Mailbox<Word>| -> ExitReason {
        let _ = starter.start_link().await;
        sleep(ms(20)).await;
        "survived".into()
    };
    vec![say::end_of(&mut mailbox, linked).await]
}

async fn alone(starter: Starter<Probe>, mut mailbox: Mailbox<Note>) -> Lines {
    let outcome = outcome(starter.start().await);
    say::after([outcome], &mut mailbox, &[]).await
}

/// The scenarios that differ only in what `init` does and who starts.
macro_rules! inits {
    ($($name:ident: $who:ident, $init:expr;)*) => {$(
        async fn $name(mailbox: Mailbox<Note>) -> Lines {
            $who(probe_with(&mailbox, $init), mailbox).await
        }
    )*};
}

inits! {
    a_server_that_is_ignored: alone, Start::Ignore;
    a_server_that_is_ignored_and_a_linked_starter: linked, Start::Ignore;
    a_server_that_is_ignored_and_a_trapping_starter: trapping, Start::Ignore;
    an_init_that_stops: alone, Start::Stop("boom".into());
    an_init_that_stops_and_a_linked_starter:
        linked, Start::Stop("boom".into());
    an_init_that_stops_and_a_trapping_starter:
        trapping, Start::Stop("boom".into());
    an_init_that_stops_normally: alone, Start::Stop(ExitReason::Normal);
    an_init_that_stops_normally_and_a_linked_starter:
        linked, Start::Stop(ExitReason::Normal);
    an_init_that_stops_normally_and_a_trapping_starter:
        trapping, Start::Stop(ExitReason::Normal);
    an_init_that_stops_with_shutdown: alone, Start::Stop(ExitReason::Shutdown);
    an_init_that_crashes: alone, Start::Crash;
    an_init_that_crashes_and_a_linked_starter: linked, Start::Crash;
    an_init_that_crashes_and_a_trapping_starter: trapping, Start::Crash;
    an_init_that_exits: alone, Start::Exit("boom".into());
    an_init_that_exits_and_a_trapping_starter:
        trapping, Start::Exit("boom".into());
    an_init_that_is_killed: alone, Start::Signal(ExitReason::Kill);
    an_init_that_is_killed_and_a_linked_starter:
        linked, Start::Signal(ExitReason::Kill);
}

fn hanging(mailbox: &Mailbox<Note>) -> Starter<Probe> {
    probe_with(mailbox, Start::Hang).timeout(ms(20))
}

async fn an_init_that_takes_too_long(mailbox: Mailbox<Note>) -> Lines {
    alone(hanging(&mailbox), mailbox).await
}

async fn an_init_that_takes_too_long_and_a_trapping_starter(
    mailbox: Mailbox<Note>,
) -> Lines {
    trapping(hanging(&mailbox), mailbox).await
}

async fn an_init_that_takes_too_long_and_a_linked_starter(
    mailbox: Mailbox<Note>,
) -> Lines {
    linked(hanging(&mailbox), mailbox).await
}

async fn a_name_is_free_after_a_failed_init(mailbox: Mailbox<Note>) -> Lines {
    let mut lines = Lines::new();
    for init in [Start::Stop("boom".into()), Start::Crash, Start::Ok] {
        let starter = probe_with(&mailbox, init).named("tried");
        lines.push(outcome(starter.start().await));
    }
    lines
}

async fn a_name_is_free_after_an_ignored_init(mailbox: Mailbox<Note>) -> Lines {
    let starter = probe_with(&mailbox, Start::Ignore).named("passed_over");
    let first = outcome(starter.start().await);
    vec![first, say::pid(process::whereis("passed_over"), process::id())]
}

async fn a_name_is_taken(mailbox: Mailbox<Note>) -> Lines {
    let first = probe(&mailbox).named("only_one").start().await;
    let second = probe(&mailbox).named("only_one").start().await;
    vec![outcome(first), outcome(second)]
}

async fn a_taken_name_does_not_disturb_a_linked_starter(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    process::trap_exit(true);
    let first = probe(&mailbox).named("first_come").start().await;
    let second = probe(&mailbox).named("first_come").start_link().await;
    let lines = [outcome(first), outcome(second)];
    say::after(lines, &mut mailbox, &[]).await
}

async fn a_server_has_its_name_during_init(mailbox: Mailbox<Note>) -> Lines {
    let server = probe(&mailbox).named("known").start().await.unwrap();
    vec![say::pid(process::whereis("known"), server.pid())]
}

async fn what_init_puts_off_comes_before_the_first_message(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let starter = probe_with(&mailbox, Start::Continue);
    starter.start().await.unwrap().cast(Do::Tell("first"));
    say::mailbox(&mut mailbox, &[]).await
}

async fn an_idle_time_may_begin_with_init(mut mailbox: Mailbox<Note>) -> Lines {
    let starter = probe_with(&mailbox, Start::Within(ms(10)));
    starter.start().await.unwrap();
    say::mailbox(&mut mailbox, &[]).await
}
