//! Making and removing links.

use actor_core::{ExitReason, Mailbox, NoProc, process};
use tokio::time::sleep;

use crate::child;
use crate::say::{self, Word, ms};
use crate::scenario::{Lines, scenarios};

scenarios! { links:
    a_link_to_a_dead_process_is_an_error
    a_link_to_a_dead_process_is_a_message_if_trapped
    a_link_to_oneself_is_nothing
    a_link_is_seen_from_both_sides
    two_links_are_one
    one_unlink_removes_a_link_made_twice
    an_unlinked_process_ends_alone
    either_side_may_unlink
    an_unlink_leaves_an_exit_that_is_there
    a_link_made_again_counts_again
    a_child_that_ends_at_once_is_not_missed
}

async fn a_link_to_a_dead_process_is_an_error(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let linked = match process::link(child::dead().await) {
        Ok(()) => "linked",
        Err(NoProc) => "noproc",
    };
    say::after([linked.into()], &mut mailbox, &[]).await
}

async fn a_link_to_a_dead_process_is_a_message_if_trapped(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    process::trap_exit(true);
    let child = child::dead().await;
    process::link(&child).unwrap();
    say::mailbox(&mut mailbox, &[("child", child.pid())]).await
}

async fn a_link_to_oneself_is_nothing(mut mailbox: Mailbox<Word>) -> Lines {
    process::link(process::id()).unwrap();
    say::after([say::links(&[])], &mut mailbox, &[]).await
}

async fn a_link_is_seen_from_both_sides(_: Mailbox<Word>) -> Lines {
    let child = process::spawn(child::forever);
    process::link(&child).unwrap();
    let theirs = process::info(&child).unwrap().links;
    vec![
        say::links(&[("child", child.pid())]),
        format!("theirs: {}", theirs.contains(&process::id())),
    ]
}

async fn two_links_are_one(mut mailbox: Mailbox<Word>) -> Lines {
    process::trap_exit(true);
    let child = process::spawn_link(child::until_go);
    process::link(&child).unwrap();
    let roles = [("child", child.pid())];
    let links = say::links(&roles);
    child.send("go");
    say::after([links], &mut mailbox, &roles).await
}

async fn one_unlink_removes_a_link_made_twice(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    process::trap_exit(true);
    let child = process::spawn_link(child::until_go);
    process::link(&child).unwrap();
    process::unlink(&child);
    child.send("go");
    say::mailbox(&mut mailbox, &[("child", child.pid())]).await
}

async fn an_unlinked_process_ends_alone(mut mailbox: Mailbox<Word>) -> Lines {
    let (child, monitor) = process::spawn_monitor(child::until_go);
    process::link(&child).unwrap();
    process::unlink(&child);
    child.send("go");
    let ended = say::down(&mut mailbox, monitor).await;
    say::after([ended, say::links(&[])], &mut mailbox, &[]).await
}

async fn either_side_may_unlink(mut mailbox: Mailbox<Word>) -> Lines {
    let me = process::id();
    let child = async move |_: Mailbox<Word>| -> ExitReason {
        process::unlink(me);
        "boom".into()
    };
    let (child, monitor) = process::spawn_monitor(child);
    process::link(&child).unwrap();
    let ended = say::down(&mut mailbox, monitor).await;
    say::after([ended, say::links(&[])], &mut mailbox, &[]).await
}

async fn an_unlink_leaves_an_exit_that_is_there(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    process::trap_exit(true);
    let (child, monitor) = process::spawn_monitor(child::until_go);
    process::link(&child).unwrap();
    child.send("go");
    let ended = say::down(&mut mailbox, monitor).await;
    sleep(ms(20)).await;
    process::unlink(&child);
    say::after([ended], &mut mailbox, &[("child", child.pid())]).await
}

async fn a_link_made_again_counts_again(mut mailbox: Mailbox<Word>) -> Lines {
    process::trap_exit(true);
    let child = process::spawn_link(child::until_go);
    process::unlink(&child);
    process::link(&child).unwrap();
    child.send("go");
    say::mailbox(&mut mailbox, &[("child", child.pid())]).await
}

async fn a_child_that_ends_at_once_is_not_missed(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    process::trap_exit(true);
    let mut roles = Vec::new();
    for _ in 0..3 {
        let child = process::spawn_link(async |_: Mailbox<Word>| {
            process::exit_self("boom")
        });
        roles.push(("child", child.pid()));
    }
    say::mailbox(&mut mailbox, &roles).await
}
