//! Sending and receiving.

use std::time::Duration;

use actor_core::{Mailbox, process};
use tokio::time::sleep;

use crate::child;
use crate::say::{self, Word, ms};
use crate::scenario::{Lines, scenarios};

scenarios! { messages:
    what_one_process_sends_arrives_in_order
    messages_and_signals_of_one_sender_keep_their_order
    the_last_message_arrives_before_the_down
    the_last_message_arrives_before_the_exit
    a_selective_receive_leaves_the_others_in_order
    a_receive_in_no_time_takes_what_is_there
    a_selective_receive_in_no_time_finds_what_is_behind_others
    a_receive_gives_up_when_its_time_is_over
    a_selective_receive_passes_exits_and_downs_by
    a_send_to_a_dead_process_is_silent
    a_send_to_a_name_that_nobody_has_is_an_error
    a_process_sends_to_itself_behind_what_is_there
    what_a_dead_process_sent_still_arrives
}

async fn what_one_process_sends_arrives_in_order(
    mut mailbox: Mailbox<u32>,
) -> Lines {
    let me = mailbox.this();
    process::spawn(async move |_: Mailbox<Word>| {
        (1..=5).for_each(|number| me.send(number));
    });
    say::mailbox(&mut mailbox, &[]).await
}

async fn messages_and_signals_of_one_sender_keep_their_order(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    process::trap_exit(true);
    let me = mailbox.this();
    let child = process::spawn(async move |_: Mailbox<Word>| {
        me.send("one");
        process::exit(&me, "boom");
        me.send("two");
    });
    say::mailbox(&mut mailbox, &[("child", child.pid())]).await
}

async fn the_last_message_arrives_before_the_down(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let me = mailbox.this();
    let (child, _) = process::spawn_monitor(async move |_: Mailbox<Word>| {
        me.send("last");
        process::exit_self("boom")
    });
    say::mailbox(&mut mailbox, &[("child", child.pid())]).await
}

async fn the_last_message_arrives_before_the_exit(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    process::trap_exit(true);
    let me = mailbox.this();
    let child =
        process::spawn_link(async move |_: Mailbox<Word>| me.send("last"));
    say::mailbox(&mut mailbox, &[("child", child.pid())]).await
}

async fn a_selective_receive_leaves_the_others_in_order(
    mut mailbox: Mailbox<u32>,
) -> Lines {
    (1..=5).for_each(|number| mailbox.this().send(number));
    mailbox.receive_where(|number| *number == 4).await;
    let first = mailbox.receive_where(|number| *number > 1).await;
    say::after([format!("chosen {first}")], &mut mailbox, &[]).await
}

async fn a_receive_in_no_time_takes_what_is_there(
    mut mailbox: Mailbox<String>,
) -> Lines {
    mailbox.this().send("here".into());
    let mut lines = Lines::new();
    for _ in 0..2 {
        let found = mailbox.receive().within(Duration::ZERO).await;
        lines.push(found.unwrap_or("nothing".into()));
    }
    lines
}

async fn a_selective_receive_in_no_time_finds_what_is_behind_others(
    mut mailbox: Mailbox<u32>,
) -> Lines {
    (1..=3).for_each(|number| mailbox.this().send(number));
    let found = mailbox.receive_where(|n| *n == 3).within(Duration::ZERO).await;
    let missed =
        mailbox.receive_where(|n| *n == 4).within(Duration::ZERO).await;
    let word = |found: Option<u32>| found.map_or("nothing", |_| "found").into();
    say::after([word(found), word(missed)], &mut mailbox, &[]).await
}

async fn a_receive_gives_up_when_its_time_is_over(
    mut mailbox: Mailbox<String>,
) -> Lines {
    let found = mailbox.receive().within(ms(20)).await;
    vec![found.unwrap_or("gave_up".into())]
}

async fn a_selective_receive_passes_exits_and_downs_by(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    process::trap_exit(true);
    let (child, _) = process::spawn_monitor(async |_: Mailbox<Word>| {});
    sleep(ms(20)).await;
    process::exit(process::id(), "boom");
    mailbox.this().send("wanted");
    mailbox.receive().await;
    let roles = [("child", child.pid())];
    say::after(["found".into()], &mut mailbox, &roles).await
}

async fn a_send_to_a_dead_process_is_silent(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    child::dead().await.send("hello");
    say::mailbox(&mut mailbox, &[]).await
}

async fn a_send_to_a_name_that_nobody_has_is_an_error(
    _: Mailbox<Word>,
) -> Lines {
    let sent = process::send("nobody_has_this", "hello");
    vec![sent.map_or("nobody has the name", |()| "sent").to_owned()]
}

async fn a_process_sends_to_itself_behind_what_is_there(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let me = mailbox.this();
    let child = async move |_: Mailbox<Word>| me.send("first");
    let ended = say::end_of(&mut mailbox, child).await;
    mailbox.this().send("second");
    say::after([ended], &mut mailbox, &[]).await
}

async fn what_a_dead_process_sent_still_arrives(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let me = mailbox.this();
    let child = async move |_: Mailbox<Word>| {
        me.send("one");
        me.send("two");
    };
    let ended = say::end_of(&mut mailbox, child).await;
    say::after([ended], &mut mailbox, &[]).await
}
