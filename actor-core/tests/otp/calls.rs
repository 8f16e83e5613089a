//! Calls that fail, and casts.

use actor_core::{ExitReason, Mailbox, ProcessRef, Reply, process};
use tokio::time::sleep;

use crate::probe::{CleanUp, Do, Note, ask, dead, echo, probe, stop};
use crate::say::{self, Word, ms};
use crate::scenario::{Lines, scenarios};

scenarios! { calls:
    a_name_that_nobody_has
    a_dead_server
    a_server_that_stops_instead
    a_server_that_stops_normally_instead
    a_server_that_stops_with_shutdown_instead
    a_server_that_crashes
    a_server_that_crashes_and_is_slow_to_clean_up
    a_server_that_stops_and_is_slow_to_clean_up
    a_server_that_stops_is_called_by_name
    a_server_that_crashes_is_called_by_name
    a_server_that_is_killed_meanwhile
    a_server_that_is_shut_down_meanwhile
    a_server_that_never_answers
    a_late_answer_reaches_nobody
    a_late_answer_given_later_reaches_nobody
    those_in_the_queue_fail_with_the_one_that_crashes
    a_cast_to_a_dead_server_is_silent
    a_cast_to_a_name_that_nobody_has_is_silent
    casts_and_calls_of_one_sender_keep_their_order
}

async fn a_name_that_nobody_has(mut mailbox: Mailbox<Note>) -> Lines {
    let nobody = ProcessRef::named("nobody_has_this");
    let outcome = ask(&nobody, echo("hello")).await;
    say::after([outcome], &mut mailbox, &[]).await
}

async fn a_dead_server(mut mailbox: Mailbox<Note>) -> Lines {
    let outcome = ask(&dead(probe(&mailbox)).await, echo("hello")).await;
    say::after([outcome], &mut mailbox, &[]).await
}

/// Asks a server that ends with `reason` in answer to that.
async fn fatal(reason: ExitReason, mut mailbox: Mailbox<Note>) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    let outcome = ask(&server, stop(reason)).await;
    let again = ask(&server, echo("hello")).await;
    say::after([outcome, again], &mut mailbox, &[]).await
}

async fn a_server_that_stops_instead(mailbox: Mailbox<Note>) -> Lines {
    fatal("boom".into(), mailbox).await
}

async fn a_server_that_stops_normally_instead(mailbox: Mailbox<Note>) -> Lines {
    fatal(ExitReason::Normal, mailbox).await
}

async fn a_server_that_stops_with_shutdown_instead(
    mailbox: Mailbox<Note>,
) -> Lines {
    fatal(ExitReason::Shutdown, mailbox).await
}

async fn a_server_that_crashes(mut mailbox: Mailbox<Note>) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    let outcome = ask(&server, Do::CrashInstead).await;
    say::after([outcome], &mut mailbox, &[]).await
}

async fn a_server_that_crashes_and_is_slow_to_clean_up(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    server.cast(Do::CleanUp(CleanUp::Slowly));
    let outcome = ask(&server, Do::CrashInstead).await;
    say::after([outcome], &mut mailbox, &[]).await
}

async fn a_server_that_stops_and_is_slow_to_clean_up(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    server.cast(Do::CleanUp(CleanUp::Slowly));
    let outcome = ask(&server, stop("boom".into())).await;
    say::after([outcome], &mut mailbox, &[]).await
}

async fn a_server_that_stops_is_called_by_name(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    probe(&mailbox).named("stops").start().await.unwrap();
    let named = ProcessRef::named("stops");
    let outcome = ask(&named, stop("boom".into())).await;
    say::after([outcome], &mut mailbox, &[]).await
}

async fn a_server_that_crashes_is_called_by_name(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    probe(&mailbox).named("crashes").start().await.unwrap();
    let named = ProcessRef::named("crashes");
    let outcome = ask(&named, Do::CrashInstead).await;
    let again = ask(&named, echo("hello")).await;
    say::after([outcome, again], &mut mailbox, &[]).await
}

/// Asks a server that another process ends meanwhile.
async fn ended_by_another(
    reason: ExitReason,
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    let target = server.pid();
    process::spawn(async move |_: Mailbox<()>| {
        sleep(ms(10)).await;
        process::exit(target, reason);
    });
    let outcome = ask(&server, Do::Nothing).await;
    say::after([outcome], &mut mailbox, &[]).await
}

async fn a_server_that_is_killed_meanwhile(mailbox: Mailbox<Note>) -> Lines {
    ended_by_another(ExitReason::Kill, mailbox).await
}

async fn a_server_that_is_shut_down_meanwhile(mailbox: Mailbox<Note>) -> Lines {
    ended_by_another(ExitReason::Shutdown, mailbox).await
}

async fn a_server_that_never_answers(mut mailbox: Mailbox<Note>) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    server.cast(Do::Tell("asked"));
    let outcome = server.call(Do::Nothing).within(ms(20)).await;
    say::after([say::call(outcome)], &mut mailbox, &[]).await
}

async fn a_late_answer_reaches_nobody(mut mailbox: Mailbox<Note>) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    let rest = |reply| Do::Rest(ms(60), reply);
    let first = say::call(server.call(rest).within(ms(20)).await);
    let second = ask(&server, echo("still_there")).await;
    say::after([first, second], &mut mailbox, &[]).await
}

async fn a_late_answer_given_later_reaches_nobody(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    let first = say::call(server.call(Do::Later).within(ms(20)).await);
    server.cast(Do::Answer("late"));
    let second = ask(&server, echo("still_there")).await;
    say::after([first, second], &mut mailbox, &[]).await
}

/// Makes a message around a reply.
type Question = fn(Reply<Word>) -> Do;

async fn those_in_the_queue_fail_with_the_one_that_crashes(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    let questions: [(Word, Question); 3] = [
        ("one", |reply| Do::Rest(ms(100), reply)),
        ("two", Do::CrashInstead),
        ("three", |reply| Do::Echo("hello", reply)),
    ];
    for (who, question) in questions {
        let (server, observer) = (server.clone(), mailbox.this());
        process::spawn(async move |_: Mailbox<()>| {
            observer.send(Note::Line(who, ask(&server, question).await));
        });
        sleep(ms(20)).await;
    }
    let mut lines = Lines::new();
    for (who, _) in questions {
        let of = |note: &Note| matches!(note, Note::Line(of, _) if *of == who);
        let note = mailbox.receive_where(of).await;
        let Note::Line(_, line) = note else { unreachable!() };
        lines.push(line);
    }
    lines
}

async fn a_cast_to_a_dead_server_is_silent(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    dead(probe(&mailbox)).await.cast(Do::Tell("hello"));
    say::mailbox(&mut mailbox, &[]).await
}

async fn a_cast_to_a_name_that_nobody_has_is_silent(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    ProcessRef::named("nobody_has_this").cast(Do::Tell("hello"));
    say::mailbox(&mut mailbox, &[]).await
}

async fn casts_and_calls_of_one_sender_keep_their_order(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    server.cast(Do::Tell("1"));
    server.cast(Do::Tell("2"));
    let answer = ask(&server, echo("three")).await;
    server.cast(Do::Tell("4"));
    say::after([answer], &mut mailbox, &[]).await
}
