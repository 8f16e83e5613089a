//! What becomes of those who call.

use actor_core::{ExitReason, Mailbox, ProcessRef, Reply, process};
use tokio::time::sleep;

use crate::probe::{Do, Note, ask, dead, echo, probe, stop};
use crate::say::{self, Word, ms};
use crate::scenario::{Lines, scenarios};

scenarios! { callers:
    a_process_calls_itself
    a_process_calls_its_own_name
    a_failed_call_ends_its_caller
    a_call_that_times_out_ends_its_caller
    a_call_to_oneself_ends_the_caller
    a_linked_caller_that_traps_gets_both
    a_linked_caller_that_does_not_trap_ends
    a_caller_that_ended_does_not_disturb_the_server
}

async fn a_process_calls_itself(mut mailbox: Mailbox<Note>) -> Lines {
    let myself = mailbox.this();
    let hello = |_: Reply<Word>| Note::Told("hello");
    let outcome = say::call(myself.call(hello).await);
    say::after([outcome], &mut mailbox, &[]).await
}

async fn a_process_calls_its_own_name(mut mailbox: Mailbox<Note>) -> Lines {
    process::register("own_name").unwrap();
    let myself = ProcessRef::<Note>::named("own_name");
    let hello = |_: Reply<Word>| Note::Told("hello");
    let outcome = say::call(myself.call(hello).await);
    say::after([outcome], &mut mailbox, &[]).await
}

async fn a_failed_call_ends_its_caller(mut mailbox: Mailbox<Note>) -> Lines {
    let dead = dead(probe(&mailbox)).await;
    let mut lines = Lines::new();
    for server in [dead, ProcessRef::named("nobody_has_this")] {
        let caller = async move |_: Mailbox<Word>| {
            server.call(echo("hello")).or_exit().await;
        };
        lines.push(say::end_of(&mut mailbox, caller).await);
    }
    lines
}

async fn a_call_that_times_out_ends_its_caller(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    let asked = server.clone();
    let caller = async move |_: Mailbox<Word>| {
        asked.call(Do::Nothing).within(ms(10)).or_exit().await;
    };
    let ended = say::end_of(&mut mailbox, caller).await;
    vec![ended, ask(&server, echo("hello")).await]
}

async fn a_call_to_oneself_ends_the_caller(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let caller = async |mailbox: Mailbox<Word>| {
        let hello = |_: Reply<Word>| "hello";
        mailbox.this().call(hello).or_exit().await;
    };
    vec![say::end_of(&mut mailbox, caller).await]
}

async fn a_linked_caller_that_traps_gets_both(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    process::trap_exit(true);
    let server = probe(&mailbox).start_link().await.unwrap();
    let outcome = ask(&server, stop("boom".into())).await;
    say::after([outcome], &mut mailbox, &[("server", server.pid())]).await
}

async fn a_linked_caller_that_does_not_trap_ends(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let starter = probe(&mailbox);
    let caller = async move |_: Mailbox<Word>| -> ExitReason {
        let server = starter.start_link().await.unwrap();
        ask(&server, stop("boom".into())).await;
        sleep(ms(20)).await;
        "survived".into()
    };
    vec![say::end_of(&mut mailbox, caller).await]
}

async fn a_caller_that_ended_does_not_disturb_the_server(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    let asked = server.clone();
    let caller = process::spawn(async move |_: Mailbox<()>| {
        asked.call(Do::Later).or_exit().await;
    });
    sleep(ms(10)).await;
    process::exit(caller, ExitReason::Kill);
    server.cast(Do::Answer("late"));
    let outcome = ask(&server, echo("still_there")).await;
    say::after([outcome], &mut mailbox, &[]).await
}
