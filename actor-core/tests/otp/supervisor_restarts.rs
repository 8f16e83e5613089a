//! Children that end, and what becomes of them, one for one.
//!
//! It is long because a scenario is short and there are many.

use std::time::Duration;

use actor_core::supervisor::{ChildSpec, Restart, Strategy, Supervisor};
use actor_core::{ExitReason, Mailbox, ProcessRef, process};

use crate::journal::{Begin, Journal};
use crate::say::{Word, ms};
use crate::scenario::{Lines, scenarios};
use crate::tree::{self, Tree};
use crate::worker::Do;

scenarios! { supervisor_restarts:
    a_permanent_child_is_always_restarted
    a_transient_child_is_restarted_after_a_crash
    a_temporary_child_is_forgotten
    a_normal_exit_signal_ends_no_child
    what_was_sent_to_the_last_one_is_lost
    a_restarted_child_is_another_process
    a_restarted_child_has_its_name_again
    a_start_that_fails_is_tried_again
    a_start_that_fails_normally_is_tried_again
    a_start_that_fails_too_often
    a_child_that_ignores_its_restart
    a_supervisor_answers_while_it_tries
    a_supervisor_that_tries_one_for_all_answers
    a_supervisor_that_tries_rest_for_one_answers
    nothing_else_can_be_done_to_a_restarting_child
    a_restarting_child_can_be_terminated
    a_restarting_child_can_be_terminated_and_deleted
    a_supervisor_can_be_stopped_while_it_tries
    a_child_can_be_started_while_another_is_tried
    a_sibling_may_crash_while_another_is_tried
    a_tried_child_is_taken_along_by_the_rest
    a_tried_child_is_taken_along_by_all
    a_late_try_does_not_touch_a_child_that_was_restarted
    a_late_try_does_not_touch_a_child_that_was_terminated
    a_late_try_does_not_bring_back_a_deleted_child
    a_late_try_comes_after_what_was_asked
    two_that_crash_at_once_are_both_restarted
    a_child_that_unlinked_crashes_unnoticed
    a_child_that_ends_at_once
    a_temporary_child_that_ends_at_once
    a_child_that_says_it_ended
}

type Scenario = Mailbox<Word>;

/// How a child ends.
enum End {
    Crash,
    Exit(ExitReason),
    Signal(ExitReason),
}

/// Says what becomes of a child that ends for each reason.
async fn after_each(restart: Restart) -> Lines {
    let why = || ExitReason::ShutdownWith("why".into());
    let ends = [
        End::Crash,
        End::Exit(ExitReason::Normal),
        End::Exit(ExitReason::Shutdown),
        End::Exit(why()),
        End::Exit("boom".into()),
        End::Exit(ExitReason::Kill),
        End::Exit(ExitReason::NoProc),
        End::Exit(ExitReason::Killed),
        End::Signal(ExitReason::Shutdown),
        End::Signal(why()),
        End::Signal("boom".into()),
        End::Signal(ExitReason::Kill),
    ];
    let mut lines = Lines::new();
    for end in ends {
        let journal = Journal::start();
        let child = journal.child("a").restart(restart);
        let supervisor = tree::with(Strategy::OneForOne, [child]);
        let tree = journal.start_tree(supervisor).await;
        match end {
            End::Crash => tree.tell("a", Do::Crash).await,
            End::Exit(reason) => tree.exit("a", reason).await,
            End::Signal(reason) => tree.signal("a", reason).await,
        }
        lines.extend(tree.outcome().await);
        lines.push(tree.restart_child("a").await);
        lines.push(tree.start_child(journal.child("a")).await);
        lines.extend(tree.seen().await);
    }
    lines
}

async fn a_permanent_child_is_always_restarted(_: Scenario) -> Lines {
    after_each(Restart::Permanent).await
}

async fn a_transient_child_is_restarted_after_a_crash(_: Scenario) -> Lines {
    after_each(Restart::Transient).await
}

async fn a_temporary_child_is_forgotten(_: Scenario) -> Lines {
    after_each(Restart::Temporary).await
}

async fn a_normal_exit_signal_ends_no_child(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a"]).await;
    tree.signal("a", ExitReason::Normal).await;
    tree.seen().await
}

async fn what_was_sent_to_the_last_one_is_lost(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a"]).await;
    let told =
        [Do::Sleep(ms(20)), Do::Tell("first"), Do::Crash, Do::Tell("second")];
    for told in told {
        tree.tell("a", told).await;
    }
    let mut lines = tree.seen().await;
    tree.tell("a", Do::Tell("third")).await;
    lines.extend(tree.seen().await);
    lines
}

async fn a_restarted_child_is_another_process(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a", "b"]).await;
    let pid = async |id| tree.journal.worker(id).await.pid();
    let (first_a, first_b) = (pid("a").await, pid("b").await);
    tree.exit("a", "boom").await;
    let mut lines = tree.seen().await;
    let (a, b) = (pid("a").await, pid("b").await);
    lines.push(format!(
        "{} {} {}",
        a == first_a,
        b == first_b,
        process::is_alive(a)
    ));
    lines
}

async fn a_restarted_child_has_its_name_again(_: Scenario) -> Lines {
    let journal = Journal::start();
    let inner = Supervisor::new(Strategy::OneForOne).named("renamed");
    let supervisor = Supervisor::new(Strategy::OneForOne)
        .child(journal.supervisor("inner", inner));
    let tree = journal.start_tree(supervisor).await;
    let first = process::whereis("renamed").unwrap();
    process::exit(first, ExitReason::Kill);
    let mut lines = tree.seen().await;
    lines.push((process::whereis("renamed") == Some(first)).to_string());
    let supervisor = ProcessRef::named("renamed");
    let inner = Tree { journal: journal.clone(), supervisor };
    lines.push(inner.start_child(journal.child("a")).await);
    lines
}

async fn a_start_that_fails_is_tried_again(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a", "b"]).await;
    tree.journal.script("a", [Begin::Fail("boom".into()), Begin::Crash]);
    tree.exit("a", "boom").await;
    tree.outcome().await
}

async fn a_start_that_fails_normally_is_tried_again(_: Scenario) -> Lines {
    let journal = Journal::start();
    let transient = journal.child("a").restart(Restart::Transient);
    let children = [transient, journal.child("b")];
    let supervisor = tree::with(Strategy::OneForOne, children);
    let tree = journal.start_tree(supervisor).await;
    journal.script("a", [Begin::Fail(ExitReason::Normal)]);
    tree.exit("a", "boom").await;
    tree.outcome().await
}

async fn a_start_that_fails_too_often(mut mailbox: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a", "b", "c"]).await;
    tree.journal.script("b", [(); 4].map(|()| Begin::Fail("boom".into())));
    tree.exit("b", "boom").await;
    let mut lines = tree.seen().await;
    lines.extend(tree::exits(&mut mailbox).await);
    lines
}

async fn a_child_that_ignores_its_restart(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a", "b"]).await;
    tree.journal.script("a", [Begin::Ignore]);
    tree.exit("a", "boom").await;
    let mut lines = tree.outcome().await;
    lines.extend([tree.counts().await, tree.restart_child("a").await]);
    lines
}

/// Starts a supervisor that may restart as often as a scenario wants.
async fn start_often<const N: usize>(
    strategy: Strategy,
    children: [Word; N],
) -> Tree {
    let journal = Journal::start();
    let children = children.map(|id| journal.child(id));
    let supervisor =
        tree::with(strategy, children).intensity(1000, Duration::from_secs(5));
    journal.start_tree(supervisor).await
}

/// Starts a supervisor whose child `b` crashed, and does not start again.
async fn trying(strategy: Strategy) -> Tree {
    let tree = start_often(strategy, ["a", "b", "c"]).await;
    tree.journal.script("b", [Begin::Quietly(ms(5)).always()]);
    tree.exit("b", "boom").await;
    tree.restarting("b").await;
    tree
}

/// Lets `b` start again, and looks.
async fn relief(tree: Tree) -> Lines {
    tree.journal.script("b", []);
    tree.outcome().await
}

async fn a_supervisor_answers_while_it_tries(_: Scenario) -> Lines {
    let tree = trying(Strategy::OneForOne).await;
    let mut lines = vec![tree.children().await, tree.counts().await];
    lines.extend(relief(tree).await);
    lines
}

async fn a_supervisor_that_tries_one_for_all_answers(_: Scenario) -> Lines {
    let tree = trying(Strategy::OneForAll).await;
    let mut lines = vec![tree.children().await, tree.counts().await];
    // How often `a` was started is no matter.
    lines.extend(relief(tree).await.pop());
    lines
}

async fn a_supervisor_that_tries_rest_for_one_answers(_: Scenario) -> Lines {
    let tree = trying(Strategy::RestForOne).await;
    let mut lines = vec![tree.children().await, tree.counts().await];
    lines.extend(relief(tree).await);
    lines
}

async fn nothing_else_can_be_done_to_a_restarting_child(_: Scenario) -> Lines {
    let tree = trying(Strategy::OneForOne).await;
    let mut lines = vec![
        tree.restart_child("b").await,
        tree.delete_child("b").await,
        tree.start_child(tree.journal.child("b")).await,
    ];
    lines.extend(relief(tree).await);
    lines
}

async fn a_restarting_child_can_be_terminated(_: Scenario) -> Lines {
    let tree = trying(Strategy::OneForOne).await;
    let mut lines =
        vec![tree.terminate_child("b").await, tree.children().await];
    tree.journal.script("b", []);
    lines.extend(tree.outcome().await);
    lines.push(tree.restart_child("b").await);
    lines.extend(tree.outcome().await);
    lines
}

async fn a_restarting_child_can_be_terminated_and_deleted(
    _: Scenario,
) -> Lines {
    let tree = trying(Strategy::OneForOne).await;
    let mut lines = vec![
        tree.terminate_child("b").await,
        tree.delete_child("b").await,
        tree.children().await,
    ];
    tree.journal.script("b", []);
    lines.push(tree.start_child(tree.journal.child("b")).await);
    lines.extend(tree.outcome().await);
    lines
}

async fn a_supervisor_can_be_stopped_while_it_tries(_: Scenario) -> Lines {
    let tree = trying(Strategy::OneForOne).await;
    tree.shutdown();
    tree.seen().await
}

async fn a_child_can_be_started_while_another_is_tried(_: Scenario) -> Lines {
    let tree = trying(Strategy::OneForOne).await;
    let started = tree.start_child(tree.journal.child("d")).await;
    let mut lines = vec![started, tree.children().await];
    lines.extend(relief(tree).await);
    lines
}

async fn a_sibling_may_crash_while_another_is_tried(_: Scenario) -> Lines {
    let tree = trying(Strategy::OneForOne).await;
    tree.exit("c", "boom").await;
    let mut lines = tree.outcome().await;
    lines.extend(relief(tree).await);
    lines
}

/// While `b` is being tried, `a` crashes, and takes `b` with it.
async fn taken_along(strategy: Strategy) -> Lines {
    let journal = Journal::start();
    let children = ["a", "b", "c"].map(|id| journal.child(id));
    let supervisor =
        tree::with(strategy, children).intensity(2, Duration::from_secs(5));
    let tree = journal.start_tree(supervisor).await;
    journal.script("b", [Begin::Held]);
    tree.exit("b", "boom").await;
    journal.held("b").await;
    tree.exit("a", "boom").await;
    let mut lines = tree.seen().await;
    journal.release("b", Begin::Fail("boom".into()));
    lines.extend(tree.outcome().await);
    lines
}

async fn a_tried_child_is_taken_along_by_the_rest(_: Scenario) -> Lines {
    taken_along(Strategy::RestForOne).await
}

async fn a_tried_child_is_taken_along_by_all(_: Scenario) -> Lines {
    taken_along(Strategy::OneForAll).await
}

/// Asks a supervisor, while a try lasts that fails, for what `ask` says.
async fn asked_during_a_try(ask: impl AsyncFnOnce(&Tree) -> Lines) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a", "b"]).await;
    tree.journal.script("a", [Begin::Held]);
    tree.exit("a", "boom").await;
    tree.journal.held("a").await;
    let (mut lines, ()) = tokio::join!(ask(&tree), async {
        tree.journal.release("a", Begin::Fail("boom".into()));
    });
    lines.extend(tree.outcome().await);
    lines
}

async fn a_late_try_does_not_touch_a_child_that_was_restarted(
    _: Scenario,
) -> Lines {
    let ask = async |tree: &Tree| {
        let (terminated, restarted) =
            tokio::join!(tree.terminate_child("a"), tree.restart_child("a"));
        vec![terminated, restarted]
    };
    asked_during_a_try(ask).await
}

async fn a_late_try_does_not_touch_a_child_that_was_terminated(
    _: Scenario,
) -> Lines {
    let ask = async |tree: &Tree| vec![tree.terminate_child("a").await];
    asked_during_a_try(ask).await
}

async fn a_late_try_does_not_bring_back_a_deleted_child(_: Scenario) -> Lines {
    let ask = async |tree: &Tree| {
        let (terminated, deleted) =
            tokio::join!(tree.terminate_child("a"), tree.delete_child("a"));
        vec![terminated, deleted]
    };
    asked_during_a_try(ask).await
}

async fn a_late_try_comes_after_what_was_asked(_: Scenario) -> Lines {
    let ask = async |tree: &Tree| {
        let (restarted, deleted) =
            tokio::join!(tree.restart_child("a"), tree.delete_child("a"));
        vec![restarted, deleted]
    };
    asked_during_a_try(ask).await
}

async fn two_that_crash_at_once_are_both_restarted(_: Scenario) -> Lines {
    let journal = Journal::start();
    let children = ["a", "b", "c"].map(|id| journal.child(id));
    let supervisor = tree::with(Strategy::OneForOne, children)
        .intensity(2, Duration::from_secs(5));
    let tree = journal.start_tree(supervisor).await;
    tree.busy().await;
    let mut lines = Lines::new();
    for id in ["a", "b"] {
        tree.exit(id, "boom").await;
        lines.extend(tree.seen().await);
    }
    tree.free();
    lines.extend(tree.outcome().await);
    lines
}

async fn a_child_that_unlinked_crashes_unnoticed(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a", "b"]).await;
    tree.tell("a", Do::Unlink).await;
    tree.exit("a", "boom").await;
    let mut lines = tree.outcome().await;
    lines.extend([
        tree.counts().await,
        tree.restart_child("a").await,
        tree.terminate_child("a").await,
        tree.restart_child("a").await,
    ]);
    lines.extend(tree.outcome().await);
    lines
}

/// Returns a child that has nothing to do.
fn idle() -> ChildSpec<Do> {
    ChildSpec::new("b", async || {
        Ok(process::spawn_link(async |_: Mailbox<Do>| {}))
    })
}

async fn a_child_that_ends_at_once(mut mailbox: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a"]).await;
    let mut lines = vec![tree.start_child(idle()).await];
    lines.extend(tree.seen().await);
    lines.extend(tree::exits(&mut mailbox).await);
    lines
}

async fn a_temporary_child_that_ends_at_once(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a"]).await;
    let temporary = idle().restart(Restart::Temporary);
    let mut lines = vec![tree.start_child(temporary).await];
    lines.extend(tree.outcome().await);
    lines
}

/// The supervisor believes it.
async fn a_child_that_says_it_ended(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a"]).await;
    tree.tell("a", Do::Signal("boom".into())).await;
    let mut lines = tree.outcome().await;
    lines.push(tree.counts().await);
    tree.shutdown();
    let mut ended = tree.seen().await;
    ended.sort_unstable();
    lines.extend(ended);
    lines
}
