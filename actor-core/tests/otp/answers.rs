//! Calls that are answered, at once or later, by the server or another.

use actor_core::{ExitReason, Mailbox, ProcessRef, process};
use tokio::time::sleep;

use crate::probe::{Do, Note, ask, probe};
use crate::say::{self, ms};
use crate::scenario::{Lines, scenarios};

scenarios! { answers:
    a_call_is_answered
    a_call_by_name_is_answered
    an_answer_may_come_from_another_process
    an_answer_may_come_later
    a_server_may_answer_and_stop
    a_server_may_answer_and_stop_with_a_reason
    an_answer_of_another_does_not_outlive_the_server
    an_answer_takes_as_long_as_the_caller_waits
    messages_are_not_taken_for_an_answer
}

async fn a_call_is_answered(mut mailbox: Mailbox<Note>) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    let one = ask(&server, |reply| Do::Echo("one", reply)).await;
    let two = ask(&server, |reply| Do::Echo("two", reply)).await;
    say::after([one, two], &mut mailbox, &[]).await
}

async fn a_call_by_name_is_answered(mut mailbox: Mailbox<Note>) -> Lines {
    probe(&mailbox).named("answers").start().await.unwrap();
    let server = ProcessRef::named("answers");
    let one = ask(&server, |reply| Do::Echo("one", reply)).await;
    say::after([one], &mut mailbox, &[]).await
}

async fn an_answer_may_come_from_another_process(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    let answer = ask(&server, |reply| Do::Delegate("by_another", reply)).await;
    say::after([answer], &mut mailbox, &[]).await
}

async fn an_answer_may_come_later(mut mailbox: Mailbox<Note>) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    let (asked, observer) = (server.clone(), mailbox.this());
    process::spawn(async move |_: Mailbox<()>| {
        observer.send(Note::Line("first", ask(&asked, Do::Later).await));
    });
    sleep(ms(10)).await;
    let second = ask(&server, |reply| Do::Echo("second", reply)).await;
    server.cast(Do::Answer("first"));
    let Note::Line(_, first) = mailbox.receive().await else {
        panic!("the server has nothing to tell")
    };
    vec![second, first]
}

async fn answer_and_stop(
    reason: ExitReason,
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    process::monitor(&server);
    let stop = |reply| Do::StopWith(reason, "last", reply);
    let answer = ask(&server, stop).await;
    say::after([answer], &mut mailbox, &[("server", server.pid())]).await
}

async fn a_server_may_answer_and_stop(mailbox: Mailbox<Note>) -> Lines {
    answer_and_stop(ExitReason::Normal, mailbox).await
}

async fn a_server_may_answer_and_stop_with_a_reason(
    mailbox: Mailbox<Note>,
) -> Lines {
    answer_and_stop("boom".into(), mailbox).await
}

async fn an_answer_of_another_does_not_outlive_the_server(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    let question = |reply| Do::DelegateAndStop("too_late", reply);
    let outcome = ask(&server, question).await;
    say::after([outcome], &mut mailbox, &[]).await
}

async fn an_answer_takes_as_long_as_the_caller_waits(
    mailbox: Mailbox<Note>,
) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    let rest = |reply| Do::Rest(ms(50), reply);
    vec![say::call(server.call(rest).forever().await)]
}

async fn messages_are_not_taken_for_an_answer(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    mailbox.this().send(Note::Told("1"));
    mailbox.this().send(Note::Told("2"));
    let answer = ask(&server, |reply| Do::Echo("one", reply)).await;
    say::after([answer], &mut mailbox, &[]).await
}
