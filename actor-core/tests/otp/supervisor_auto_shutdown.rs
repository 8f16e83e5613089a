//! Significant children, and supervisors that end with them.

use std::time::Duration;

use actor_core::supervisor::{
    AutoShutdown, ChildSpec, Restart, Strategy, Supervisor,
};
use actor_core::{ExitReason, Mailbox};

use crate::journal::{Begin, Journal};
use crate::say::{Word, ms};
use crate::scenario::{Lines, scenarios};
use crate::tree;
use crate::worker::Do;

scenarios! { supervisor_auto_shutdown:
    any_ends_with_the_first
    any_ends_after_a_shutdown
    any_ends_after_a_shutdown_with_a_word
    any_restarts_one_that_crashed
    any_ends_with_a_temporary_one_that_crashed
    any_ends_with_a_temporary_one
    all_ends_with_the_last
    all_restarts_one_that_crashed
    all_ends_with_temporary_ones
    any_ends_among_all
    any_ends_among_the_rest
    all_ends_among_all
    all_ends_among_the_rest
    one_that_is_there_again_counts
    one_that_is_dropped_ends_nothing
    others_are_of_no_significance
    terminating_a_significant_child_ends_nothing
    one_that_was_terminated_does_not_count
    one_that_ignored_does_not_count
    one_that_ignores_its_restart_ends_nothing
    one_that_is_being_restarted_counts
    one_that_was_started_later_counts
    a_permanent_inner_supervisor_is_restarted
    a_transient_inner_supervisor_stays_away
    a_significant_inner_supervisor_ends_the_outer_one
}

type Scenario = Mailbox<Word>;

fn transient(journal: &Journal, id: Word) -> ChildSpec<Do> {
    journal.child(id).restart(Restart::Transient).significant()
}

fn temporary(journal: &Journal, id: Word) -> ChildSpec<Do> {
    journal.child(id).restart(Restart::Temporary).significant()
}

/// Returns a supervisor of a worker and two significant children.
fn with(
    journal: &Journal,
    strategy: Strategy,
    auto_shutdown: AutoShutdown,
    child: fn(&Journal, Word) -> ChildSpec<Do>,
) -> Supervisor {
    let children =
        [journal.child("a"), child(journal, "b"), child(journal, "c")];
    tree::with(strategy, children).auto_shutdown(auto_shutdown)
}

/// The scenarios in which such children end, one after the other.
macro_rules! ends {
    ($(
        $name:ident: $strategy:ident, $auto:ident, $child:ident,
        [$(($id:expr, $why:expr)),*];
    )*) => {$(
        async fn $name(mut mailbox: Scenario) -> Lines {
            let journal = Journal::start();
            let (strategy, auto) = (Strategy::$strategy, AutoShutdown::$auto);
            let supervisor = with(&journal, strategy, auto, $child);
            let tree = journal.start_tree(supervisor).await;
            let mut lines = Lines::new();
            $(
                tree.exit($id, $why).await;
                lines.extend(tree.seen().await);
            )*
            lines.extend(tree::exits(&mut mailbox).await);
            lines
        }
    )*};
}

ends! {
    any_ends_with_the_first: OneForOne, AnySignificant, transient,
        [("b", ExitReason::Normal)];
    any_ends_after_a_shutdown: OneForOne, AnySignificant, transient,
        [("c", ExitReason::Shutdown)];
    any_ends_after_a_shutdown_with_a_word:
        OneForOne, AnySignificant, transient,
        [("c", ExitReason::ShutdownWith("why".into()))];
    any_restarts_one_that_crashed: OneForOne, AnySignificant, transient,
        [("b", "boom")];
    any_ends_with_a_temporary_one_that_crashed:
        OneForOne, AnySignificant, temporary, [("b", "boom")];
    any_ends_with_a_temporary_one: OneForOne, AnySignificant, temporary,
        [("b", ExitReason::Normal)];
    all_ends_with_the_last: OneForOne, AllSignificant, transient,
        [("b", ExitReason::Normal), ("c", ExitReason::Normal)];
    all_restarts_one_that_crashed: OneForOne, AllSignificant, transient,
        [("b", ExitReason::Normal), ("c", "boom")];
    all_ends_with_temporary_ones: OneForOne, AllSignificant, temporary,
        [("c", "boom"), ("b", ExitReason::Normal)];
    any_ends_among_all: OneForAll, AnySignificant, transient,
        [("b", ExitReason::Normal)];
    any_ends_among_the_rest: RestForOne, AnySignificant, transient,
        [("b", ExitReason::Normal)];
    all_ends_among_all: OneForAll, AllSignificant, transient,
        [("b", ExitReason::Normal), ("c", ExitReason::Normal)];
    all_ends_among_the_rest: RestForOne, AllSignificant, transient,
        [("c", ExitReason::Normal), ("b", ExitReason::Normal)];
    // A restart of all brings back one that had ended.
    one_that_is_there_again_counts: OneForAll, AllSignificant, transient, [
        ("b", ExitReason::Normal),
        ("a", "boom"),
        ("c", ExitReason::Normal),
        ("b", ExitReason::Normal)
    ];
    // A restart of all drops the significant ones.
    one_that_is_dropped_ends_nothing: OneForAll, AnySignificant, temporary,
        [("a", "boom")];
}

async fn others_are_of_no_significance(_: Scenario) -> Lines {
    let journal = Journal::start();
    let children = [
        journal.child("a").restart(Restart::Transient),
        journal.child("b").restart(Restart::Temporary),
        transient(&journal, "c"),
    ];
    let supervisor = tree::with(Strategy::OneForOne, children)
        .auto_shutdown(AutoShutdown::AnySignificant);
    let tree = journal.start_tree(supervisor).await;
    tree.exit("a", ExitReason::Normal).await;
    let mut lines = tree.seen().await;
    tree.exit("b", "boom").await;
    lines.extend(tree.outcome().await);
    lines
}

async fn terminating_a_significant_child_ends_nothing(_: Scenario) -> Lines {
    let journal = Journal::start();
    let children = [
        journal.child("a"),
        transient(&journal, "b"),
        temporary(&journal, "c"),
    ];
    let supervisor = tree::with(Strategy::OneForOne, children)
        .auto_shutdown(AutoShutdown::AnySignificant);
    let tree = journal.start_tree(supervisor).await;
    let mut lines =
        vec![tree.terminate_child("b").await, tree.terminate_child("c").await];
    lines.extend(tree.outcome().await);
    lines
}

async fn one_that_was_terminated_does_not_count(_: Scenario) -> Lines {
    let journal = Journal::start();
    let all = AutoShutdown::AllSignificant;
    let supervisor = with(&journal, Strategy::OneForOne, all, transient);
    let tree = journal.start_tree(supervisor).await;
    let mut lines = vec![tree.terminate_child("b").await];
    tree.exit("c", ExitReason::Normal).await;
    lines.extend(tree.seen().await);
    lines
}

async fn one_that_ignored_does_not_count(_: Scenario) -> Lines {
    let journal = Journal::start();
    journal.script("b", [Begin::Ignore]);
    let all = AutoShutdown::AllSignificant;
    let supervisor = with(&journal, Strategy::OneForOne, all, transient);
    let tree = journal.start_tree(supervisor).await;
    tree.exit("c", ExitReason::Normal).await;
    tree.seen().await
}

async fn one_that_ignores_its_restart_ends_nothing(_: Scenario) -> Lines {
    let journal = Journal::start();
    let children = [journal.child("a"), transient(&journal, "b")];
    let supervisor = tree::with(Strategy::OneForOne, children)
        .auto_shutdown(AutoShutdown::AnySignificant);
    let tree = journal.start_tree(supervisor).await;
    journal.script("b", [Begin::Ignore]);
    tree.exit("b", "boom").await;
    tree.outcome().await
}

async fn one_that_is_being_restarted_counts(_: Scenario) -> Lines {
    let journal = Journal::start();
    let all = AutoShutdown::AllSignificant;
    let supervisor = with(&journal, Strategy::OneForOne, all, transient)
        .intensity(1000, Duration::from_secs(5));
    let tree = journal.start_tree(supervisor).await;
    journal.script("b", [Begin::Quietly(ms(5)).always()]);
    tree.exit("b", "boom").await;
    tree.restarting("b").await;
    tree.exit("c", ExitReason::Normal).await;
    let mut lines = tree.outcome().await;
    journal.script("b", []);
    lines.extend(tree.seen().await);
    lines
}

async fn one_that_was_started_later_counts(mut mailbox: Scenario) -> Lines {
    let journal = Journal::start();
    let supervisor = tree::with(Strategy::OneForOne, [journal.child("a")])
        .auto_shutdown(AutoShutdown::AnySignificant);
    let tree = journal.start_tree(supervisor).await;
    let mut lines = vec![tree.start_child(temporary(&journal, "b")).await];
    tree.exit("b", ExitReason::Normal).await;
    lines.extend(tree.seen().await);
    lines.extend(tree::exits(&mut mailbox).await);
    lines
}

/// An inner supervisor ends by itself; what does the outer one do?
async fn inner(
    auto_shutdown: AutoShutdown,
    specify: fn(
        ChildSpec<actor_core::supervisor::Message>,
    ) -> ChildSpec<actor_core::supervisor::Message>,
    mut mailbox: Scenario,
) -> Lines {
    let journal = Journal::start();
    let outer = tree::with(Strategy::OneForOne, [journal.child("a")]);
    let tree = journal.start_tree(outer.auto_shutdown(auto_shutdown)).await;
    let inner = tree::with(Strategy::OneForOne, [transient(&journal, "x")])
        .auto_shutdown(AutoShutdown::AnySignificant);
    let inner = specify(journal.supervisor("inner", inner));
    let mut lines = vec![tree.start_child(inner).await];
    tree.exit("x", ExitReason::Normal).await;
    lines.extend(tree.seen().await);
    lines.extend(tree::exits(&mut mailbox).await);
    lines
}

async fn a_permanent_inner_supervisor_is_restarted(mailbox: Scenario) -> Lines {
    inner(AutoShutdown::Never, |spec| spec, mailbox).await
}

async fn a_transient_inner_supervisor_stays_away(mailbox: Scenario) -> Lines {
    let specify = |spec: ChildSpec<_>| spec.restart(Restart::Transient);
    inner(AutoShutdown::Never, specify, mailbox).await
}

async fn a_significant_inner_supervisor_ends_the_outer_one(
    mailbox: Scenario,
) -> Lines {
    let specify =
        |spec: ChildSpec<_>| spec.restart(Restart::Transient).significant();
    inner(AutoShutdown::AnySignificant, specify, mailbox).await
}
