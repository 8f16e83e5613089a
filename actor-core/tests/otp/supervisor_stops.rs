//! How supervisors end, and their children with them.
//!
//! It is long because a scenario is short and there are many.

use actor_core::supervisor::{ChildSpec, Restart, Shutdown, Strategy};
use actor_core::{ExitReason, Mailbox, Pid, process};
use tokio::time::sleep;

use crate::journal::{Begin, Journal};
use crate::say::{Word, ms};
use crate::scenario::{Lines, scenarios};
use crate::tree;
use crate::worker::{Do, Stop};

scenarios! { supervisor_stops:
    a_child_that_takes_its_time_is_waited_for
    a_child_that_takes_too_long_is_killed
    a_child_with_all_the_time_is_waited_for
    a_child_may_be_killed_at_once
    a_child_may_crash_when_it_is_stopped
    a_child_may_end_normally_when_it_is_stopped
    a_temporary_child_is_stopped_in_its_turn
    an_inner_supervisor_is_waited_for
    a_child_that_unlinked_is_stopped
    a_child_that_unlinked_and_hangs_is_killed
    a_child_that_is_gone_is_passed_by
    a_child_that_crashes_during_the_stop_is_not_restarted
    a_crash_before_the_shutdown_is_seen_to_first
    a_crash_after_the_shutdown_is_not_seen_to
    a_shutdown_during_a_try
    a_crash_signal_of_the_parent_stops_it
    a_normal_signal_of_the_parent_stops_it
    a_shutdown_with_a_word_of_the_parent_stops_it
    a_kill_of_the_parent_ends_it
    a_signal_of_a_stranger_is_passed_over
    a_shutdown_of_a_stranger_is_passed_over
    a_normal_signal_of_a_stranger_is_passed_over
    a_kill_of_a_stranger_ends_it
    the_end_of_a_linked_stranger_is_passed_over
    a_stray_message_is_passed_over
    children_that_trap_end_with_a_killed_supervisor
    a_supervisor_that_is_killed_while_it_stops
    a_parent_that_ends_normally
    a_parent_that_is_shut_down
    a_parent_that_crashes
    a_parent_that_is_killed
}

type Scenario = Mailbox<Word>;

/// A supervisor with a special child between two others is shut down.
async fn shut_down<M: Send + 'static>(
    journal: Journal,
    child: ChildSpec<M>,
    mut mailbox: Scenario,
) -> Lines {
    let supervisor = tree::with(Strategy::OneForOne, [journal.child("a")])
        .child(child)
        .child(journal.child("c"));
    let tree = journal.start_tree(supervisor).await;
    tree.shutdown();
    let mut lines = tree.seen().await;
    lines.extend(tree::exits(&mut mailbox).await);
    lines
}

/// The scenarios that differ only in the special child.
macro_rules! stops {
    ($($name:ident: $child:expr;)*) => {$(
        async fn $name(mailbox: Scenario) -> Lines {
            let journal = Journal::start();
            let child: fn(&Journal) -> _ = $child;
            let child = child(&journal);
            shut_down(journal, child, mailbox).await
        }
    )*};
}

stops! {
    a_child_that_takes_its_time_is_waited_for:
        |journal| journal.child_that(Stop::Linger(ms(30)), "b");
    a_child_that_takes_too_long_is_killed: |journal| {
        let hanging = journal.child_that(Stop::Hang, "b");
        hanging.shutdown(Shutdown::After(ms(30)))
    };
    a_child_with_all_the_time_is_waited_for: |journal| {
        let slow = journal.child_that(Stop::Linger(ms(60)), "b");
        slow.shutdown(Shutdown::Infinity)
    };
    a_child_may_be_killed_at_once: |journal| {
        journal.child_that(Stop::Hang, "b").shutdown(Shutdown::Kill)
    };
    a_child_may_crash_when_it_is_stopped:
        |journal| journal.child_that(Stop::Crash, "b");
    a_child_may_end_normally_when_it_is_stopped:
        |journal| journal.child_that(Stop::Exit(ExitReason::Normal), "b");
    a_temporary_child_is_stopped_in_its_turn:
        |journal| journal.child("b").restart(Restart::Temporary);
    an_inner_supervisor_is_waited_for: |journal| {
        let slow = journal.child_that(Stop::Linger(ms(30)), "y");
        let children = [journal.child("x"), slow];
        journal.supervisor("b", tree::with(Strategy::OneForOne, children))
    };
}

async fn a_child_that_unlinked_is_stopped(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a", "b", "c"]).await;
    tree.tell("b", Do::Unlink).await;
    let mut lines = tree.seen().await;
    tree.shutdown();
    lines.extend(tree.seen().await);
    lines
}

async fn a_child_that_unlinked_and_hangs_is_killed(_: Scenario) -> Lines {
    let journal = Journal::start();
    let hanging = journal.child_that(Stop::Hang, "b");
    let hanging = hanging.shutdown(Shutdown::After(ms(30)));
    let children = [journal.child("a"), hanging, journal.child("c")];
    let supervisor = tree::with(Strategy::OneForOne, children);
    let tree = journal.start_tree(supervisor).await;
    tree.tell("b", Do::Unlink).await;
    let mut lines = tree.seen().await;
    tree.shutdown();
    lines.extend(tree.seen().await);
    lines
}

async fn a_child_that_is_gone_is_passed_by(_: Scenario) -> Lines {
    let journal = Journal::start();
    let transient = journal.child("b").restart(Restart::Transient);
    let children = [journal.child("a"), transient, journal.child("c")];
    let supervisor = tree::with(Strategy::OneForOne, children);
    let tree = journal.start_tree(supervisor).await;
    tree.exit("b", ExitReason::Normal).await;
    let mut lines = tree.seen().await;
    lines.push(tree.terminate_child("c").await);
    tree.shutdown();
    lines.extend(tree.seen().await);
    lines
}

async fn a_child_that_crashes_during_the_stop_is_not_restarted(
    _: Scenario,
) -> Lines {
    let journal = Journal::start();
    let slow = journal.child_that(Stop::Linger(ms(200)), "c");
    let children = [journal.child("a"), journal.child("b"), slow];
    let supervisor = tree::with(Strategy::OneForAll, children);
    let tree = journal.start_tree(supervisor).await;
    tree.shutdown();
    sleep(ms(50)).await;
    tree.exit("a", "boom").await;
    sleep(ms(200)).await;
    tree.seen().await
}

async fn a_crash_before_the_shutdown_is_seen_to_first(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a", "b"]).await;
    tree.busy().await;
    tree.exit("a", "boom").await;
    let mut lines = tree.seen().await;
    tree.shutdown();
    tree.free();
    lines.extend(tree.seen().await);
    lines
}

async fn a_crash_after_the_shutdown_is_not_seen_to(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a", "b"]).await;
    tree.busy().await;
    tree.shutdown();
    tree.exit("a", "boom").await;
    let mut lines = tree.seen().await;
    tree.free();
    lines.extend(tree.seen().await);
    lines
}

async fn a_shutdown_during_a_try(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a", "b"]).await;
    tree.journal.script("a", [Begin::Held]);
    tree.exit("a", "boom").await;
    tree.journal.held("a").await;
    tree.shutdown();
    let mut lines = tree.seen().await;
    tree.journal.release("a", Begin::Fail("boom".into()));
    lines.extend(tree.seen().await);
    lines
}

/// Does something to a supervisor of one worker.
async fn done_to(deed: impl FnOnce(Pid), mut mailbox: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a"]).await;
    deed(tree.supervisor.pid());
    let mut lines = tree.seen().await;
    lines.extend(tree::exits(&mut mailbox).await);
    lines
}

/// Lets another process do something to a supervisor.
fn stranger(deed: fn(Pid)) -> impl FnOnce(Pid) {
    move |supervisor| {
        process::spawn(async move |_: Mailbox<()>| deed(supervisor));
    }
}

async fn a_crash_signal_of_the_parent_stops_it(mailbox: Scenario) -> Lines {
    done_to(|pid| process::exit(pid, "boom"), mailbox).await
}

async fn a_normal_signal_of_the_parent_stops_it(mailbox: Scenario) -> Lines {
    done_to(|pid| process::exit(pid, ExitReason::Normal), mailbox).await
}

async fn a_shutdown_with_a_word_of_the_parent_stops_it(
    mailbox: Scenario,
) -> Lines {
    let why = ExitReason::ShutdownWith("why".into());
    done_to(|pid| process::exit(pid, why), mailbox).await
}

async fn a_kill_of_the_parent_ends_it(mailbox: Scenario) -> Lines {
    let kill = |pid| process::exit(pid, ExitReason::Kill);
    let mut lines = done_to(kill, mailbox).await;
    lines.sort_unstable();
    lines
}

async fn a_signal_of_a_stranger_is_passed_over(mailbox: Scenario) -> Lines {
    done_to(stranger(|pid| process::exit(pid, "boom")), mailbox).await
}

async fn a_shutdown_of_a_stranger_is_passed_over(mailbox: Scenario) -> Lines {
    let deed = |pid| process::exit(pid, ExitReason::Shutdown);
    done_to(stranger(deed), mailbox).await
}

async fn a_normal_signal_of_a_stranger_is_passed_over(
    mailbox: Scenario,
) -> Lines {
    let deed = |pid| process::exit(pid, ExitReason::Normal);
    done_to(stranger(deed), mailbox).await
}

async fn a_kill_of_a_stranger_ends_it(mailbox: Scenario) -> Lines {
    let deed = |pid| process::exit(pid, ExitReason::Kill);
    let mut lines = done_to(stranger(deed), mailbox).await;
    lines.sort_unstable();
    lines
}

async fn the_end_of_a_linked_stranger_is_passed_over(
    mailbox: Scenario,
) -> Lines {
    let deed = |pid| {
        process::link(pid).unwrap();
        process::exit_self("boom")
    };
    done_to(stranger(deed), mailbox).await
}

async fn a_stray_message_is_passed_over(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a"]).await;
    process::send(&tree.supervisor, "hello").unwrap();
    tree.outcome().await
}

async fn children_that_trap_end_with_a_killed_supervisor(_: Scenario) -> Lines {
    let journal = Journal::start();
    let child = journal.child_that(Stop::Linger(ms(20)), "a");
    let supervisor = tree::with(Strategy::OneForOne, [child]);
    let tree = journal.start_tree(supervisor).await;
    process::exit(&tree.supervisor, ExitReason::Kill);
    let mut lines = tree.seen().await;
    lines.sort_unstable();
    lines
}

async fn a_supervisor_that_is_killed_while_it_stops(_: Scenario) -> Lines {
    let journal = Journal::start();
    let slow = journal.child_that(Stop::Linger(ms(200)), "c");
    let children = [journal.child("a"), journal.child("b"), slow];
    let supervisor = tree::with(Strategy::OneForOne, children);
    let tree = journal.start_tree(supervisor).await;
    tree.shutdown();
    sleep(ms(50)).await;
    process::exit(&tree.supervisor, ExitReason::Kill);
    sleep(ms(200)).await;
    let mut lines = tree.seen().await;
    lines.sort_unstable();
    lines
}

/// What becomes of a supervisor whose parent does something.
async fn parent(deed: fn()) -> Lines {
    let journal = Journal::start();
    let children = ["a", "b"].map(|id| journal.child(id));
    let supervisor = tree::with(Strategy::OneForOne, children);
    let written = journal.clone();
    let parent = process::spawn(async move |mut mailbox: Mailbox<()>| {
        let supervisor = supervisor.start_link().await.unwrap();
        written.watch("supervisor", supervisor.pid());
        mailbox.receive().await;
        deed();
    });
    let mut lines = journal.seen().await;
    parent.send(());
    lines.extend(journal.seen().await);
    lines
}

async fn a_parent_that_ends_normally(_: Scenario) -> Lines {
    parent(|| {}).await
}

async fn a_parent_that_is_shut_down(_: Scenario) -> Lines {
    parent(|| process::exit_self(ExitReason::Shutdown)).await
}

async fn a_parent_that_crashes(_: Scenario) -> Lines {
    parent(|| process::exit_self("boom")).await
}

async fn a_parent_that_is_killed(_: Scenario) -> Lines {
    parent(|| process::exit(process::id(), ExitReason::Kill)).await
}
