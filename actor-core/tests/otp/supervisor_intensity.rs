//! How many restarts are too many, and what comes of them.

use std::time::Duration;

use actor_core::supervisor::{Restart, Shutdown, Strategy, Supervisor};
use actor_core::{ExitReason, Mailbox};
use tokio::time::sleep;

use crate::journal::{Begin, Journal};
use crate::say::{Word, ms};
use crate::scenario::{Lines, scenarios};
use crate::tree;
use crate::worker::Stop;

scenarios! { supervisor_intensity:
    at_the_limit_it_goes_on
    above_the_limit_it_ends
    all_children_count_together
    without_restarts_the_first_crash_ends_it
    one_restart_of_all_counts_once
    two_restarts_of_all_are_two
    temporary_children_do_not_count
    normal_ends_of_transient_children_do_not_count
    normal_ends_of_permanent_children_count
    restarts_long_ago_are_forgotten
    the_others_are_given_their_time
    one_more_crash_while_it_gives_up
    an_outer_supervisor_restarts_an_inner_one_that_gave_up
    an_inner_supervisor_counts_anew_after_its_restart
    an_outer_supervisor_gives_up_too
    an_inner_supervisor_takes_its_siblings_along
    a_transient_inner_supervisor_that_gave_up_is_not_restarted
    an_inner_supervisor_that_does_not_start_again_is_tried_again
}

type Scenario = Mailbox<Word>;

const PERIOD: Duration = Duration::from_secs(5);

/// The children crash one after the other, as often as the supervisor lives.
async fn crashes<const N: usize>(
    journal: Journal,
    supervisor: Supervisor,
    ids: [Word; N],
    mut mailbox: Scenario,
) -> Lines {
    let tree = journal.start_tree(supervisor).await;
    let mut lines = Lines::new();
    for id in ids {
        tree.exit(id, "boom").await;
        lines.extend(tree.seen().await);
    }
    lines.extend(tree::exits(&mut mailbox).await);
    lines
}

/// As [`crashes`], of permanent workers.
async fn workers<const C: usize, const N: usize>(
    (strategy, max_restarts): (Strategy, usize),
    children: [Word; C],
    ids: [Word; N],
    mailbox: Scenario,
) -> Lines {
    let journal = Journal::start();
    let children = children.map(|id| journal.child(id));
    let supervisor = tree::with(strategy, children);
    let supervisor = supervisor.intensity(max_restarts, PERIOD);
    crashes(journal, supervisor, ids, mailbox).await
}

async fn at_the_limit_it_goes_on(mailbox: Scenario) -> Lines {
    let two = (Strategy::OneForOne, 2);
    workers(two, ["a", "b"], ["a", "a"], mailbox).await
}

async fn above_the_limit_it_ends(mailbox: Scenario) -> Lines {
    let two = (Strategy::OneForOne, 2);
    workers(two, ["a", "b"], ["a", "a", "a"], mailbox).await
}

async fn all_children_count_together(mailbox: Scenario) -> Lines {
    let two = (Strategy::OneForOne, 2);
    workers(two, ["a", "b", "c"], ["a", "b", "c"], mailbox).await
}

async fn without_restarts_the_first_crash_ends_it(mailbox: Scenario) -> Lines {
    let none = (Strategy::OneForOne, 0);
    workers(none, ["a", "b", "c"], ["b"], mailbox).await
}

async fn one_restart_of_all_counts_once(mailbox: Scenario) -> Lines {
    let one = (Strategy::OneForAll, 1);
    workers(one, ["a", "b", "c"], ["b"], mailbox).await
}

async fn two_restarts_of_all_are_two(mailbox: Scenario) -> Lines {
    let one = (Strategy::OneForAll, 1);
    workers(one, ["a", "b", "c"], ["b", "a"], mailbox).await
}

async fn temporary_children_do_not_count(mailbox: Scenario) -> Lines {
    let journal = Journal::start();
    let children = [
        journal.child("a"),
        journal.child("b").restart(Restart::Temporary),
        journal.child("c").restart(Restart::Temporary),
    ];
    let supervisor = tree::with(Strategy::OneForOne, children);
    let supervisor = supervisor.intensity(0, PERIOD);
    crashes(journal, supervisor, ["b", "c"], mailbox).await
}

async fn normal_ends_of_transient_children_do_not_count(_: Scenario) -> Lines {
    let journal = Journal::start();
    let transient = journal.child("b").restart(Restart::Transient);
    let children = [journal.child("a"), transient];
    let supervisor = tree::with(Strategy::OneForOne, children);
    let tree = journal.start_tree(supervisor.intensity(0, PERIOD)).await;
    tree.exit("b", ExitReason::Normal).await;
    tree.outcome().await
}

async fn normal_ends_of_permanent_children_count(_: Scenario) -> Lines {
    let journal = Journal::start();
    let children = ["a", "b"].map(|id| journal.child(id));
    let supervisor = tree::with(Strategy::OneForOne, children);
    let tree = journal.start_tree(supervisor.intensity(0, PERIOD)).await;
    tree.exit("b", ExitReason::Normal).await;
    tree.seen().await
}

async fn restarts_long_ago_are_forgotten(_: Scenario) -> Lines {
    let journal = Journal::start();
    let supervisor = tree::with(Strategy::OneForOne, [journal.child("a")])
        .intensity(1, Duration::from_secs(1));
    let tree = journal.start_tree(supervisor).await;
    tree.exit("a", "boom").await;
    let mut lines = tree.seen().await;
    sleep(ms(2100)).await;
    for _ in 0..2 {
        tree.exit("a", "boom").await;
        lines.extend(tree.seen().await);
    }
    lines
}

async fn the_others_are_given_their_time(mailbox: Scenario) -> Lines {
    let journal = Journal::start();
    let hanging = journal.child_that(Stop::Hang, "c");
    let children = [
        journal.child_that(Stop::Linger(ms(30)), "a"),
        journal.child("b"),
        hanging.shutdown(Shutdown::After(ms(30))),
    ];
    let supervisor = tree::with(Strategy::OneForOne, children);
    let supervisor = supervisor.intensity(0, PERIOD);
    crashes(journal, supervisor, ["b"], mailbox).await
}

async fn one_more_crash_while_it_gives_up(_: Scenario) -> Lines {
    let journal = Journal::start();
    let slow = journal.child_that(Stop::Linger(ms(200)), "c");
    let children = [journal.child("a"), journal.child("b"), slow];
    let supervisor = tree::with(Strategy::OneForOne, children);
    let tree = journal.start_tree(supervisor.intensity(0, PERIOD)).await;
    tree.exit("b", "boom").await;
    sleep(ms(50)).await;
    tree.exit("a", "boom").await;
    sleep(ms(200)).await;
    tree.seen().await
}

/// Returns a supervisor of `a`, another supervisor of `x` and `y`, and `b`.
fn nested(
    journal: &Journal,
    strategy: Strategy,
    max_restarts: usize,
) -> Supervisor {
    let inner = ["x", "y"].map(|id| journal.child(id));
    let inner = tree::with(Strategy::OneForOne, inner);
    tree::with(strategy, [journal.child("a")])
        .child(
            journal.supervisor("inner", inner.intensity(max_restarts, PERIOD)),
        )
        .child(journal.child("b"))
}

async fn an_outer_supervisor_restarts_an_inner_one_that_gave_up(
    mailbox: Scenario,
) -> Lines {
    let journal = Journal::start();
    let supervisor = nested(&journal, Strategy::OneForOne, 1);
    crashes(journal, supervisor, ["x", "x"], mailbox).await
}

async fn an_inner_supervisor_counts_anew_after_its_restart(
    mailbox: Scenario,
) -> Lines {
    let journal = Journal::start();
    let inner = tree::with(Strategy::OneForOne, [journal.child("x")]);
    let inner = journal.supervisor("inner", inner.intensity(1, PERIOD));
    let supervisor =
        Supervisor::new(Strategy::OneForOne).child(inner).intensity(2, PERIOD);
    crashes(journal, supervisor, ["x"; 4], mailbox).await
}

async fn an_outer_supervisor_gives_up_too(mailbox: Scenario) -> Lines {
    let journal = Journal::start();
    let supervisor = nested(&journal, Strategy::OneForOne, 0);
    let supervisor = supervisor.intensity(1, PERIOD);
    crashes(journal, supervisor, ["x", "y"], mailbox).await
}

async fn an_inner_supervisor_takes_its_siblings_along(
    mailbox: Scenario,
) -> Lines {
    let journal = Journal::start();
    let supervisor = nested(&journal, Strategy::RestForOne, 0);
    crashes(journal, supervisor, ["y"], mailbox).await
}

async fn a_transient_inner_supervisor_that_gave_up_is_not_restarted(
    _: Scenario,
) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a"]).await;
    let inner = tree::with(Strategy::OneForOne, [tree.journal.child("x")]);
    let inner = tree.journal.supervisor("inner", inner.intensity(0, PERIOD));
    let inner = inner.restart(Restart::Transient);
    let mut lines = vec![tree.start_child(inner).await];
    tree.exit("x", "boom").await;
    lines.extend(tree.outcome().await);
    lines
}

async fn an_inner_supervisor_that_does_not_start_again_is_tried_again(
    _: Scenario,
) -> Lines {
    let journal = Journal::start();
    let inner = ["x", "y"].map(|id| journal.child(id));
    let inner = tree::with(Strategy::OneForOne, inner).intensity(0, PERIOD);
    let supervisor = tree::with(Strategy::OneForOne, [journal.child("a")])
        .child(journal.supervisor("inner", inner));
    let tree = journal.start_tree(supervisor).await;
    journal.script("y", [Begin::Fail("boom".into())]);
    tree.exit("x", "boom").await;
    tree.outcome().await
}
