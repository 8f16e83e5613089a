//! What reaches a running server: infos, idle times, continues.

use std::time::Duration;

use actor_core::{ExitReason, Mailbox, process};
use tokio::time::sleep;

use crate::probe::{Do, Note, Start, probe, probe_with, trapping_probe};
use crate::say::{self, ms};
use crate::scenario::{Lines, scenarios};

scenarios! { servers:
    a_message_that_is_no_request_is_an_info
    an_idle_time_runs_out
    an_idle_time_runs_out_once
    an_idle_time_is_lost_when_a_callback_does_not_ask_again
    an_idle_time_starts_again_with_every_message
    an_idle_time_of_zero_lets_waiting_messages_first
    what_a_callback_puts_off_comes_before_the_next_message
    an_exit_signal_of_another_is_an_info_if_trapped
    a_normal_exit_signal_is_an_info_if_trapped
    an_exit_signal_of_an_unlinked_starter_is_an_info
    the_end_of_a_linked_process_is_an_info_if_trapped
}

async fn a_message_that_is_no_request_is_an_info(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    process::send(&server, "hello").unwrap();
    server.cast(Do::Tell("still_there"));
    say::mailbox(&mut mailbox, &[]).await
}

async fn an_idle_time_runs_out(mut mailbox: Mailbox<Note>) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    server.cast(Do::Within(ms(10)));
    say::mailbox(&mut mailbox, &[]).await
}

async fn an_idle_time_runs_out_once(mut mailbox: Mailbox<Note>) -> Lines {
    let starter = probe_with(&mailbox, Start::Within(ms(60)));
    starter.start().await.unwrap().cast(Do::Tell("hello"));
    say::mailbox(&mut mailbox, &[]).await
}

async fn an_idle_time_is_lost_when_a_callback_does_not_ask_again(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    server.cast(Do::Within(ms(60)));
    server.cast(Do::Tell("hello"));
    say::mailbox(&mut mailbox, &[]).await
}

async fn an_idle_time_starts_again_with_every_message(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    server.cast(Do::Within(ms(60)));
    sleep(ms(40)).await;
    server.cast(Do::Within(ms(60)));
    sleep(ms(40)).await;
    mailbox.this().send(Note::Told("no_longer_than_this"));
    say::mailbox(&mut mailbox, &[]).await
}

async fn an_idle_time_of_zero_lets_waiting_messages_first(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    server.cast(Do::Sleep(ms(10)));
    server.cast(Do::Within(Duration::ZERO));
    server.cast(Do::Tell("hello"));
    server.cast(Do::Within(Duration::ZERO));
    say::mailbox(&mut mailbox, &[]).await
}

async fn what_a_callback_puts_off_comes_before_the_next_message(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    server.cast(Do::Sleep(ms(10)));
    server.cast(Do::Continue);
    server.cast(Do::Tell("next"));
    say::mailbox(&mut mailbox, &[]).await
}

async fn an_exit_signal_of_another_is_an_info_if_trapped(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = trapping_probe(&mailbox).start().await.unwrap();
    let target = server.pid();
    process::spawn(async move |_: Mailbox<()>| process::exit(target, "boom"));
    sleep(ms(10)).await;
    server.cast(Do::Tell("still_there"));
    say::mailbox(&mut mailbox, &[]).await
}

async fn a_normal_exit_signal_is_an_info_if_trapped(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = trapping_probe(&mailbox).start().await.unwrap();
    process::exit(&server, ExitReason::Normal);
    server.cast(Do::Tell("still_there"));
    say::mailbox(&mut mailbox, &[]).await
}

async fn an_exit_signal_of_an_unlinked_starter_is_an_info(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = trapping_probe(&mailbox).start().await.unwrap();
    process::exit(&server, "boom");
    server.cast(Do::Tell("still_there"));
    say::mailbox(&mut mailbox, &[]).await
}

async fn the_end_of_a_linked_process_is_an_info_if_trapped(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    let server = trapping_probe(&mailbox).start().await.unwrap();
    let target = server.pid();
    process::spawn(async move |_: Mailbox<()>| -> ExitReason {
        process::link(target).unwrap();
        "boom".into()
    });
    sleep(ms(10)).await;
    server.cast(Do::Tell("still_there"));
    say::mailbox(&mut mailbox, &[]).await
}
