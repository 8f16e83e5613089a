//! Monitors: being told of another's end.

use actor_core::{ExitReason, Mailbox, Pid, ProcessRef, process};
use tokio::time::sleep;

use crate::child;
use crate::say::{self, Word, ms};
use crate::scenario::{Lines, scenarios};

scenarios! { monitors:
    a_normal_end_is_told
    an_exit_reason_is_told
    a_crash_is_told
    a_kill_is_told_as_killed
    an_own_exit_with_kill_is_told_as_kill
    a_dead_process_is_noproc
    monitors_on_one_process_are_independent
    a_monitor_tells_once
    a_removed_monitor_tells_nothing
    removing_a_monitor_leaves_what_is_there
    a_flush_removes_what_is_there
    a_flush_leaves_other_downs
    a_second_removal_finds_nothing
    a_received_down_cannot_be_removed
    a_monitor_by_name_tells_the_name
    a_monitor_of_a_free_name_is_noproc
    a_monitor_by_name_stays_with_the_process
    a_name_is_free_when_the_down_arrives
    a_name_is_free_when_the_exit_arrives
    a_monitor_ends_nobody
    a_monitor_and_a_link_tell_both
    monitors_are_seen_from_both_sides
    a_removed_monitor_is_not_seen
    a_monitor_of_the_dead_is_not_seen
    a_monitor_of_oneself_is_nothing
    the_end_of_the_watcher_removes_its_monitors
}

async fn watched(end: fn(), mut mailbox: Mailbox<Word>) -> Lines {
    let (child, _) =
        process::spawn_monitor(async move |_: Mailbox<Word>| end());
    say::mailbox(&mut mailbox, &[("child", child.pid())]).await
}

async fn a_normal_end_is_told(mailbox: Mailbox<Word>) -> Lines {
    watched(|| (), mailbox).await
}

async fn an_exit_reason_is_told(mailbox: Mailbox<Word>) -> Lines {
    watched(|| process::exit_self("boom"), mailbox).await
}

async fn a_crash_is_told(mailbox: Mailbox<Word>) -> Lines {
    watched(|| child::crash(), mailbox).await
}

async fn a_kill_is_told_as_killed(mailbox: Mailbox<Word>) -> Lines {
    watched(|| process::exit(process::id(), ExitReason::Kill), mailbox).await
}

async fn an_own_exit_with_kill_is_told_as_kill(
    mailbox: Mailbox<Word>,
) -> Lines {
    watched(|| process::exit_self(ExitReason::Kill), mailbox).await
}

async fn a_dead_process_is_noproc(mut mailbox: Mailbox<Word>) -> Lines {
    let child = child::dead().await;
    process::monitor(&child);
    say::mailbox(&mut mailbox, &[("child", child.pid())]).await
}

async fn monitors_on_one_process_are_independent(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let child = child::waiting();
    process::monitor(&child);
    let gone = process::monitor(&child);
    process::monitor(&child);
    process::demonitor(gone);
    child.send("boom".into());
    say::mailbox(&mut mailbox, &[("child", child.pid())]).await
}

async fn a_monitor_tells_once(mut mailbox: Mailbox<Word>) -> Lines {
    let child = child::waiting();
    process::monitor(&child);
    process::exit(&child, "one");
    process::exit(&child, "two");
    say::mailbox(&mut mailbox, &[("child", child.pid())]).await
}

async fn a_removed_monitor_tells_nothing(mut mailbox: Mailbox<Word>) -> Lines {
    let child = child::waiting();
    let removed = process::demonitor(process::monitor(&child));
    process::exit(&child, "boom");
    let removed = format!("removed: {removed}");
    say::after([removed], &mut mailbox, &[("child", child.pid())]).await
}

async fn removing_a_monitor_leaves_what_is_there(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let child = child::waiting();
    let monitor = process::monitor(&child);
    process::exit(&child, "boom");
    sleep(ms(20)).await;
    let removed = format!("removed: {}", process::demonitor(monitor));
    say::after([removed], &mut mailbox, &[("child", child.pid())]).await
}

async fn a_flush_removes_what_is_there(mut mailbox: Mailbox<Word>) -> Lines {
    let child = child::waiting();
    let monitor = process::monitor(&child);
    mailbox.this().send("before");
    process::exit(&child, "boom");
    sleep(ms(20)).await;
    let removed = format!("removed: {}", process::demonitor_flush(monitor));
    let waiting = process::info(process::id()).unwrap().mailbox_len;
    let waiting = format!("waiting: {waiting}");
    let roles = [("child", child.pid())];
    say::after([removed, waiting], &mut mailbox, &roles).await
}

async fn a_flush_leaves_other_downs(mut mailbox: Mailbox<Word>) -> Lines {
    let child = child::waiting();
    let flushed = process::monitor(&child);
    process::monitor(&child);
    process::exit(&child, "boom");
    sleep(ms(20)).await;
    process::demonitor_flush(flushed);
    say::mailbox(&mut mailbox, &[("child", child.pid())]).await
}

async fn a_second_removal_finds_nothing(_: Mailbox<Word>) -> Lines {
    let monitor = process::monitor(child::waiting());
    let first = process::demonitor(monitor);
    let second = process::demonitor(monitor);
    let third = process::demonitor_flush(monitor);
    vec![format!("removed: {first} {second} {third}")]
}

async fn a_received_down_cannot_be_removed(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let (_, monitor) = process::spawn_monitor(async |_: Mailbox<Word>| {});
    let ended = say::down(&mut mailbox, monitor).await;
    vec![ended, format!("removed: {}", process::demonitor(monitor))]
}

/// Starts a process with a name that exits as it is told.
async fn named(name: Word) -> ProcessRef<ExitReason> {
    let child = process::spawn(async move |mut m: Mailbox<ExitReason>| {
        process::register(name).unwrap();
        m.receive().await
    });
    sleep(ms(1)).await;
    child
}

async fn a_monitor_by_name_tells_the_name(mut mailbox: Mailbox<Word>) -> Lines {
    let child = named("watched").await;
    process::monitor("watched");
    child.send("boom".into());
    say::mailbox(&mut mailbox, &[]).await
}

async fn a_monitor_of_a_free_name_is_noproc(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    process::monitor("nobody_has_this");
    say::mailbox(&mut mailbox, &[]).await
}

async fn a_monitor_by_name_stays_with_the_process(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let first = named("passed_on").await;
    process::monitor("passed_on");
    process::unregister("passed_on");
    let second = named("passed_on").await;
    process::exit(second, "second");
    sleep(ms(20)).await;
    process::exit(first, "first");
    say::mailbox(&mut mailbox, &[]).await
}

async fn a_name_is_free_when_the_down_arrives(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let child = async |mut mailbox: Mailbox<Word>| {
        process::register("freed").unwrap();
        mailbox.receive().await;
    };
    let (child, monitor) = process::spawn_monitor(child);
    child.send("stop");
    let ended = say::down(&mut mailbox, monitor).await;
    vec![ended, say::pid(process::whereis("freed"), child.pid())]
}

async fn a_name_is_free_when_the_exit_arrives(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    process::trap_exit(true);
    let child = process::spawn_link(async |_: Mailbox<Word>| {
        process::register("freed_too").unwrap();
    });
    mailbox.exit(child.pid()).await;
    vec![say::pid(process::whereis("freed_too"), child.pid())]
}

async fn a_monitor_ends_nobody(mut mailbox: Mailbox<Word>) -> Lines {
    let watcher = async |mut mailbox: Mailbox<Word>| -> ExitReason {
        let child = async |_: Mailbox<Word>| process::exit_self("boom");
        say::end_of(&mut mailbox, child).await;
        "survived".into()
    };
    vec![say::end_of(&mut mailbox, watcher).await]
}

async fn a_monitor_and_a_link_tell_both(mut mailbox: Mailbox<Word>) -> Lines {
    process::trap_exit(true);
    let child = child::waiting();
    process::link(&child).unwrap();
    process::monitor(&child);
    process::exit(&child, "boom");
    let roles = [("child", child.pid())];
    let mut seen = say::mailbox(&mut mailbox, &roles).await;
    seen.sort_unstable();
    seen
}

fn on_it(child: Pid) -> String {
    format!("on it: {}", process::info(child).unwrap().monitored_by)
}

async fn monitors_are_seen_from_both_sides(_: Mailbox<Word>) -> Lines {
    let child = child::waiting();
    process::monitor(&child);
    process::monitor(&child);
    vec![say::monitors(&[("child", child.pid())]), on_it(child.pid())]
}

async fn a_removed_monitor_is_not_seen(_: Mailbox<Word>) -> Lines {
    let child = child::waiting();
    process::demonitor(process::monitor(&child));
    vec![say::monitors(&[]), on_it(child.pid())]
}

async fn a_monitor_of_the_dead_is_not_seen(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let child = child::waiting();
    process::monitor(&child);
    process::exit(&child, "boom");
    sleep(ms(20)).await;
    let roles = [("child", child.pid())];
    say::after([say::monitors(&[])], &mut mailbox, &roles).await
}

async fn a_monitor_of_oneself_is_nothing(_: Mailbox<Word>) -> Lines {
    let monitor = process::monitor(process::id());
    let seen = say::monitors(&[]);
    vec![seen, format!("removed: {}", process::demonitor(monitor))]
}

async fn the_end_of_the_watcher_removes_its_monitors(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let child = child::waiting();
    let target = child.pid();
    let watcher = async move |_: Mailbox<Word>| {
        process::monitor(target);
    };
    let ended = say::end_of(&mut mailbox, watcher).await;
    sleep(ms(20)).await;
    vec![ended, on_it(child.pid())]
}
