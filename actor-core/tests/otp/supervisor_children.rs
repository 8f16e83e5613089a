//! What can be asked of a supervisor, and how it answers.
//!
//! It is long because a scenario is short and there are many.

use std::time::Duration;

use actor_core::supervisor::{
    AutoShutdown, ChildSpec, Restart, Shutdown, Strategy, Supervisor,
};
use actor_core::{ExitReason, Mailbox, process};

use crate::journal::{Begin, Journal};
use crate::say::{self, Word, ms};
use crate::scenario::{Lines, scenarios};
use crate::tree::{self, Tree};
use crate::worker::{Do, Stop};

scenarios! { supervisor_children:
    starting_a_child
    starting_a_child_that_runs
    starting_a_child_that_is_known
    starting_a_child_that_fails
    starting_a_child_that_ignores
    starting_a_temporary_child_that_ignores
    starting_a_transient_child_that_ignores
    starting_a_child_whose_name_is_taken
    starting_a_child_by_a_start_that_exits
    starting_a_significant_child_where_none_is_wanted
    starting_a_significant_child_that_is_permanent
    starting_a_supervisor
    starting_a_supervisor_whose_child_fails
    a_child_that_failed_to_start_is_no_restart
    terminating_a_child
    terminating_a_child_twice
    terminating_a_temporary_child
    terminating_a_transient_child
    terminating_a_child_takes_nobody_along
    terminating_waits_for_the_child
    terminating_a_child_that_hangs
    terminating_a_child_that_crashes_on_that
    terminating_a_child_that_just_crashed
    what_is_unknown_is_not_found
    restarting_a_child_that_runs
    restarting_a_child_by_hand
    restarting_a_child_that_fails
    restarting_by_hand_does_not_count
    one_that_was_restarted_by_hand_is_restarted_after_a_crash
    deleting_a_child_that_runs
    deleting_a_child
    deleting_a_child_that_ended_normally
    counting_children
    a_dead_supervisor_does_not_answer
    what_waits_when_a_supervisor_ends_is_not_answered
    questions_wait_while_a_child_starts
}

type Scenario = Mailbox<Word>;

const SECONDS: Duration = Duration::from_secs(5);

/// Answers, then what happened.
async fn answers<const N: usize>(tree: &Tree, answers: [String; N]) -> Lines {
    let mut lines = Lines::from(answers);
    lines.extend(tree.seen().await);
    lines
}

async fn one_for_one<const N: usize>(children: [Word; N]) -> Tree {
    tree::start(Strategy::OneForOne, children).await
}

/// Starts a supervisor with `a` and another child.
async fn a_and(other: impl FnOnce(&Journal) -> ChildSpec<Do>) -> Tree {
    let journal = Journal::start();
    let children = [journal.child("a"), other(&journal)];
    journal.start_tree(tree::with(Strategy::OneForOne, children)).await
}

/// Starts a supervisor that gives up when a child crashes.
async fn no_restarts<const N: usize>(children: [Word; N]) -> Tree {
    let journal = Journal::start();
    let children = children.map(|id| journal.child(id));
    let supervisor = tree::with(Strategy::OneForOne, children);
    journal.start_tree(supervisor.intensity(0, SECONDS)).await
}

impl Tree {
    async fn start_worker(&self, id: Word) -> String {
        self.start_child(self.journal.child(id)).await
    }
}

async fn starting_a_child(_: Scenario) -> Lines {
    let tree = one_for_one(["a"]).await;
    let asked = [
        tree.start_worker("b").await,
        tree.children().await,
        tree.counts().await,
    ];
    answers(&tree, asked).await
}

async fn starting_a_child_that_runs(_: Scenario) -> Lines {
    let tree = one_for_one(["a"]).await;
    let asked = [tree.start_worker("a").await, tree.children().await];
    answers(&tree, asked).await
}

async fn starting_a_child_that_is_known(_: Scenario) -> Lines {
    let tree = one_for_one(["a"]).await;
    let asked = [
        tree.terminate_child("a").await,
        tree.start_worker("a").await,
        tree.children().await,
    ];
    answers(&tree, asked).await
}

async fn starting_a_child_that_fails(_: Scenario) -> Lines {
    let tree = one_for_one(["a"]).await;
    tree.journal.script("b", [Begin::Fail("boom".into()), Begin::Crash]);
    let mut lines = vec![
        tree.start_worker("b").await,
        tree.start_worker("b").await,
        tree.children().await,
        tree.counts().await,
        tree.start_worker("b").await,
    ];
    lines.extend(tree.outcome().await);
    lines
}

async fn starting_a_child_that_ignores(_: Scenario) -> Lines {
    let tree = one_for_one(["a"]).await;
    tree.journal.script("b", [Begin::Ignore, Begin::Ignore]);
    let mut lines = vec![
        tree.start_worker("b").await,
        tree.children().await,
        tree.counts().await,
        tree.start_worker("b").await,
        tree.restart_child("b").await,
        tree.restart_child("b").await,
        tree.restart_child("b").await,
    ];
    lines.extend(tree.outcome().await);
    lines
}

async fn starting_a_temporary_child_that_ignores(_: Scenario) -> Lines {
    let tree = one_for_one(["a"]).await;
    tree.journal.script("b", [Begin::Ignore]);
    let child = tree.journal.child("b").restart(Restart::Temporary);
    vec![
        tree.start_child(child.clone()).await,
        tree.children().await,
        tree.counts().await,
        tree.start_child(child).await,
        tree.children().await,
    ]
}

async fn starting_a_transient_child_that_ignores(_: Scenario) -> Lines {
    let tree = one_for_one(["a"]).await;
    tree.journal.script("b", [Begin::Ignore]);
    let child = tree.journal.child("b").restart(Restart::Transient);
    vec![
        tree.start_child(child.clone()).await,
        tree.children().await,
        tree.start_child(child).await,
    ]
}

async fn starting_a_child_whose_name_is_taken(_: Scenario) -> Lines {
    let journal = Journal::start();
    let named = Supervisor::new(Strategy::OneForOne).named("wanted_name");
    let supervisor = Supervisor::new(Strategy::OneForOne)
        .child(journal.supervisor("inner", named.clone()));
    let tree = journal.start_tree(supervisor).await;
    let other = journal.supervisor("other", named);
    let asked = [tree.start_child(other).await, tree.children().await];
    answers(&tree, asked).await
}

async fn starting_a_child_by_a_start_that_exits(_: Scenario) -> Lines {
    let tree = one_for_one(["a"]).await;
    let start = async || process::exit_self("boom");
    let child = ChildSpec::<Do>::new("b", start);
    vec![tree.start_child(child).await, tree.children().await]
}

async fn starting_a_significant_child_where_none_is_wanted(
    _: Scenario,
) -> Lines {
    let tree = one_for_one(["a"]).await;
    let child =
        tree.journal.child("b").restart(Restart::Transient).significant();
    let asked = [tree.start_child(child).await, tree.children().await];
    answers(&tree, asked).await
}

async fn starting_a_significant_child_that_is_permanent(_: Scenario) -> Lines {
    let journal = Journal::start();
    let supervisor = tree::with(Strategy::OneForOne, [journal.child("a")])
        .auto_shutdown(AutoShutdown::AnySignificant);
    let tree = journal.start_tree(supervisor).await;
    vec![
        tree.start_child(journal.child("b").significant()).await,
        tree.start_child(journal.child("a").significant()).await,
        tree.children().await,
    ]
}

/// Returns a supervisor of `b` and `c`, as a child.
fn inner(journal: &Journal) -> ChildSpec<actor_core::supervisor::Message> {
    let children = ["b", "c"].map(|id| journal.child(id));
    journal.supervisor("inner", tree::with(Strategy::OneForOne, children))
}

async fn starting_a_supervisor(_: Scenario) -> Lines {
    let tree = one_for_one(["a"]).await;
    let asked = [
        tree.start_child(inner(&tree.journal)).await,
        tree.counts().await,
        tree.terminate_child("inner").await,
        tree.counts().await,
        tree.restart_child("inner").await,
        tree.counts().await,
    ];
    answers(&tree, asked).await
}

async fn starting_a_supervisor_whose_child_fails(_: Scenario) -> Lines {
    let tree = one_for_one(["a"]).await;
    tree.journal.script("c", [Begin::Fail("boom".into())]);
    let started = tree.start_child(inner(&tree.journal)).await;
    let asked = [started, tree.counts().await];
    answers(&tree, asked).await
}

async fn a_child_that_failed_to_start_is_no_restart(_: Scenario) -> Lines {
    let tree = no_restarts(["a"]).await;
    tree.journal.script("b", [Begin::Fail("boom".into())]);
    let mut lines = vec![tree.start_worker("b").await];
    lines.extend(tree.outcome().await);
    lines
}

async fn terminating_a_child(_: Scenario) -> Lines {
    let tree = one_for_one(["a", "b", "c"]).await;
    let asked = [
        tree.terminate_child("b").await,
        tree.children().await,
        tree.counts().await,
    ];
    answers(&tree, asked).await
}

async fn terminating_a_child_twice(_: Scenario) -> Lines {
    let tree = one_for_one(["a", "b"]).await;
    let asked = [
        tree.terminate_child("a").await,
        tree.terminate_child("a").await,
        tree.children().await,
    ];
    answers(&tree, asked).await
}

async fn terminating_a_temporary_child(_: Scenario) -> Lines {
    let temporary =
        |journal: &Journal| journal.child("b").restart(Restart::Temporary);
    let tree = a_and(temporary).await;
    let asked = [
        tree.terminate_child("b").await,
        tree.children().await,
        tree.terminate_child("b").await,
        tree.restart_child("b").await,
        tree.delete_child("b").await,
        tree.start_worker("b").await,
    ];
    answers(&tree, asked).await
}

async fn terminating_a_transient_child(_: Scenario) -> Lines {
    let transient =
        |journal: &Journal| journal.child("b").restart(Restart::Transient);
    let tree = a_and(transient).await;
    let asked = [
        tree.terminate_child("b").await,
        tree.children().await,
        tree.restart_child("b").await,
    ];
    answers(&tree, asked).await
}

async fn terminating_a_child_takes_nobody_along(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForAll, ["a", "b", "c"]).await;
    let mut lines = vec![tree.terminate_child("b").await];
    lines.extend(tree.outcome().await);
    lines
}

/// Starts a supervisor with one child that stops in a way of its own.
async fn stopping(stop: Stop) -> Tree {
    let journal = Journal::start();
    let child = journal.child_that(stop, "a").shutdown(Shutdown::After(ms(50)));
    journal.start_tree(tree::with(Strategy::OneForOne, [child])).await
}

async fn terminating_waits_for_the_child(_: Scenario) -> Lines {
    let tree = stopping(Stop::Linger(ms(20))).await;
    let child = tree.journal.worker("a").await;
    let done = tree.terminate_child("a").await;
    answers(&tree, [done, child.is_alive().to_string()]).await
}

async fn terminating_a_child_that_hangs(_: Scenario) -> Lines {
    let tree = stopping(Stop::Hang).await;
    let mut lines = vec![tree.terminate_child("a").await];
    lines.extend(tree.outcome().await);
    lines
}

async fn terminating_a_child_that_crashes_on_that(_: Scenario) -> Lines {
    let tree = stopping(Stop::Crash).await;
    let mut lines = vec![tree.terminate_child("a").await];
    lines.extend(tree.outcome().await);
    lines
}

async fn terminating_a_child_that_just_crashed(_: Scenario) -> Lines {
    let tree = no_restarts(["a", "b"]).await;
    tree.tell("a", Do::Unlink).await;
    tree.exit("a", "boom").await;
    let mut lines = tree.seen().await;
    lines.extend([tree.terminate_child("a").await, tree.children().await]);
    lines
}

async fn what_is_unknown_is_not_found(_: Scenario) -> Lines {
    let tree = one_for_one(["a"]).await;
    vec![
        tree.terminate_child("x").await,
        tree.restart_child("x").await,
        tree.delete_child("x").await,
    ]
}

async fn restarting_a_child_that_runs(_: Scenario) -> Lines {
    let tree = one_for_one(["a"]).await;
    let asked = [tree.restart_child("a").await];
    answers(&tree, asked).await
}

async fn restarting_a_child_by_hand(_: Scenario) -> Lines {
    let tree = one_for_one(["a", "b", "c"]).await;
    let asked = [
        tree.terminate_child("b").await,
        tree.restart_child("b").await,
        tree.children().await,
        tree.restart_child("b").await,
    ];
    answers(&tree, asked).await
}

async fn restarting_a_child_that_fails(_: Scenario) -> Lines {
    let tree = no_restarts(["a", "b"]).await;
    let begins = [Begin::Fail("boom".into()), Begin::Crash, Begin::Ignore];
    tree.journal.script("b", begins);
    let asked = [
        tree.terminate_child("b").await,
        tree.restart_child("b").await,
        tree.children().await,
        tree.restart_child("b").await,
        tree.restart_child("b").await,
        tree.children().await,
        tree.restart_child("b").await,
    ];
    answers(&tree, asked).await
}

async fn restarting_by_hand_does_not_count(_: Scenario) -> Lines {
    let tree = no_restarts(["a"]).await;
    let mut lines = Lines::new();
    for _ in 0..3 {
        lines.push(tree.terminate_child("a").await);
        lines.push(tree.restart_child("a").await);
    }
    lines.extend(tree.seen().await);
    lines
}

async fn one_that_was_restarted_by_hand_is_restarted_after_a_crash(
    _: Scenario,
) -> Lines {
    let tree = one_for_one(["a"]).await;
    let mut lines =
        vec![tree.terminate_child("a").await, tree.restart_child("a").await];
    tree.exit("a", "boom").await;
    lines.extend(tree.outcome().await);
    lines
}

async fn deleting_a_child_that_runs(_: Scenario) -> Lines {
    let tree = one_for_one(["a"]).await;
    vec![tree.delete_child("a").await, tree.children().await]
}

async fn deleting_a_child(_: Scenario) -> Lines {
    let tree = one_for_one(["a", "b", "c"]).await;
    let asked = [
        tree.terminate_child("b").await,
        tree.delete_child("b").await,
        tree.children().await,
        tree.delete_child("b").await,
        tree.restart_child("b").await,
        tree.start_worker("b").await,
        tree.children().await,
    ];
    answers(&tree, asked).await
}

async fn deleting_a_child_that_ended_normally(_: Scenario) -> Lines {
    let transient =
        |journal: &Journal| journal.child("b").restart(Restart::Transient);
    let tree = a_and(transient).await;
    tree.exit("b", ExitReason::Normal).await;
    let mut lines = tree.seen().await;
    lines.extend([tree.delete_child("b").await, tree.children().await]);
    lines
}

async fn counting_children(_: Scenario) -> Lines {
    let journal = Journal::start();
    journal.script("c", [Begin::Ignore]);
    let inner = tree::with(Strategy::OneForOne, [journal.child("e")]);
    let supervisor = Supervisor::new(Strategy::OneForOne)
        .child(journal.child("a"))
        .child(journal.child("b").supervisor())
        .child(journal.child("c"))
        .child(journal.supervisor("d", inner))
        .child(journal.child("f").restart(Restart::Temporary));
    let tree = journal.start_tree(supervisor).await;
    vec![
        tree.counts().await,
        tree.terminate_child("a").await,
        tree.terminate_child("d").await,
        tree.terminate_child("f").await,
        tree.counts().await,
        tree.children().await,
    ]
}

async fn a_dead_supervisor_does_not_answer(_: Scenario) -> Lines {
    let tree = one_for_one(["a"]).await;
    tree.shutdown();
    let mut lines = tree.seen().await;
    lines.push(tree.start_worker("b").await);
    lines.push(tree.terminate_child("a").await);
    let children = tree.supervisor.which_children().await.map(|_| "children");
    lines.push(say::call(children));
    lines
}

async fn what_waits_when_a_supervisor_ends_is_not_answered(
    _: Scenario,
) -> Lines {
    let tree = one_for_one(["a"]).await;
    tree.busy().await;
    tree.shutdown();
    let asking = async { tree.supervisor.which_children().await };
    let (children, ()) = tokio::join!(asking, async { tree.free() });
    let asked = [say::call(children.map(|_| "children"))];
    answers(&tree, asked).await
}

async fn questions_wait_while_a_child_starts(_: Scenario) -> Lines {
    let tree = one_for_one(["a"]).await;
    tree.busy().await;
    let asking = async { tree.supervisor.which_children().await };
    let (children, mut lines) = tokio::join!(asking, async {
        let lines = tree.seen().await;
        tree.free();
        lines
    });
    lines.push(children.unwrap().len().to_string());
    lines.extend(tree.seen().await);
    lines
}
