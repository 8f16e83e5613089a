//! Children that end and take others with them.
//!
//! It is long because a scenario is short and there are many.

use std::time::Duration;

use actor_core::supervisor::{
    ChildSpec, Restart, Shutdown, Strategy, Supervisor,
};
use actor_core::{ExitReason, Mailbox};

use crate::journal::{Begin, Journal};
use crate::say::{Word, ms};
use crate::scenario::{Lines, scenarios};
use crate::tree::{self, Tree};
use crate::worker::{Do, Stop};

scenarios! { supervisor_strategies:
    one_for_one_restarts_the_child
    one_for_all_restarts_all_after_the_first
    one_for_all_restarts_all_after_one
    one_for_all_restarts_all_after_the_last
    rest_for_one_restarts_all_after_the_first
    rest_for_one_restarts_those_after_the_child
    rest_for_one_restarts_the_last
    one_for_all_drops_temporary_children
    rest_for_one_drops_temporary_children
    one_for_one_leaves_temporary_children
    a_temporary_child_takes_nobody_along
    a_temporary_child_takes_no_rest_along
    a_transient_child_takes_all_along
    a_transient_child_takes_the_rest_along
    one_for_all_restarts_one_that_ended_normally
    rest_for_one_restarts_one_that_ended_normally
    rest_for_one_leaves_one_before_that_ended_normally
    one_for_one_leaves_one_that_ended_normally
    one_for_all_restarts_one_that_was_terminated
    one_for_all_asks_again_one_that_ignored
    one_for_all_restarts_all_after_a_normal_end
    siblings_are_waited_for
    a_sibling_that_does_not_stop_is_killed
    a_sibling_is_killed_if_that_is_its_way
    a_sibling_that_crashes_when_it_is_stopped
    a_sibling_that_ends_normally_when_it_is_stopped
    a_sibling_that_unlinked_is_stopped
    a_supervisor_among_the_siblings
    one_for_all_tries_again_with_all
    rest_for_one_tries_again_with_the_rest
    one_for_all_gives_up_after_too_many_tries
    rest_for_one_gives_up_after_too_many_tries
    one_that_crashed_does_not_start_among_all
    a_child_that_was_added_is_the_last
    two_that_crash_at_once_are_one_restart_of_all
    two_that_crash_at_once_are_one_restart_of_the_rest
    two_that_crash_from_the_last_are_two_restarts_of_the_rest
    two_that_crash_from_the_last_are_too_many
    a_temporary_child_that_crashes_with_another
    a_temporary_child_that_crashes_before_another
}

type Scenario = Mailbox<Word>;

impl Tree {
    /// Has a child crash, and says what comes of that.
    async fn after_a_crash(&self, id: Word) -> Lines {
        self.exit(id, "boom").await;
        self.outcome().await
    }
}

/// One of four permanent children crashes.
async fn crash(strategy: Strategy, id: Word) -> Lines {
    let tree = tree::start(strategy, ["a", "b", "c", "d"]).await;
    tree.after_a_crash(id).await
}

/// The scenarios in which one of these children crashes.
macro_rules! crashes {
    ($($name:ident: $children:ident, $strategy:ident, $id:expr;)*) => {$(
        async fn $name(_: Scenario) -> Lines {
            $children(Strategy::$strategy, $id).await
        }
    )*};
}

crashes! {
    one_for_one_restarts_the_child: crash, OneForOne, "b";
    one_for_all_restarts_all_after_the_first: crash, OneForAll, "a";
    one_for_all_restarts_all_after_one: crash, OneForAll, "b";
    one_for_all_restarts_all_after_the_last: crash, OneForAll, "d";
    rest_for_one_restarts_all_after_the_first: crash, RestForOne, "a";
    rest_for_one_restarts_those_after_the_child: crash, RestForOne, "b";
    rest_for_one_restarts_the_last: crash, RestForOne, "d";
    one_for_all_drops_temporary_children: crash_of_kinds, OneForAll, "c";
    rest_for_one_drops_temporary_children: crash_of_kinds, RestForOne, "c";
    one_for_one_leaves_temporary_children: crash_of_kinds, OneForOne, "c";
    a_temporary_child_takes_nobody_along: crash_of_kinds, OneForAll, "a";
    a_temporary_child_takes_no_rest_along: crash_of_kinds, RestForOne, "a";
    a_transient_child_takes_all_along: crash_of_kinds, OneForAll, "b";
    a_transient_child_takes_the_rest_along: crash_of_kinds, RestForOne, "e";
    one_for_all_restarts_one_that_ended_normally:
        after_a_normal_end, OneForAll, "c";
    rest_for_one_restarts_one_that_ended_normally:
        after_a_normal_end, RestForOne, "a";
    rest_for_one_leaves_one_before_that_ended_normally:
        after_a_normal_end, RestForOne, "c";
    one_for_one_leaves_one_that_ended_normally:
        after_a_normal_end, OneForOne, "c";
}

/// One of children of all kinds crashes.
async fn crash_of_kinds(strategy: Strategy, id: Word) -> Lines {
    let journal = Journal::start();
    let children = [
        journal.child("a").restart(Restart::Temporary),
        journal.child("b").restart(Restart::Transient),
        journal.child("c"),
        journal.child("d").restart(Restart::Temporary),
        journal.child("e").restart(Restart::Transient),
        journal.child("f"),
    ];
    let tree = journal.start_tree(tree::with(strategy, children)).await;
    tree.after_a_crash(id).await
}

/// As [`crash`], after `b` ended normally.
async fn after_a_normal_end(strategy: Strategy, id: Word) -> Lines {
    let journal = Journal::start();
    let transient = journal.child("b").restart(Restart::Transient);
    let children = [journal.child("a"), transient, journal.child("c")];
    let tree = journal.start_tree(tree::with(strategy, children)).await;
    tree.exit("b", ExitReason::Normal).await;
    let mut lines = tree.outcome().await;
    lines.extend(tree.after_a_crash(id).await);
    lines
}

async fn one_for_all_restarts_one_that_was_terminated(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForAll, ["a", "b", "c"]).await;
    let mut lines = vec![tree.terminate_child("b").await];
    lines.extend(tree.after_a_crash("c").await);
    lines
}

async fn one_for_all_asks_again_one_that_ignored(_: Scenario) -> Lines {
    let journal = Journal::start();
    journal.script("b", [Begin::Ignore, Begin::Ignore]);
    let children = ["a", "b", "c"].map(|id| journal.child(id));
    let supervisor = tree::with(Strategy::OneForAll, children);
    let tree = journal.start_tree(supervisor).await;
    let mut lines = tree.after_a_crash("a").await;
    lines.extend(tree.after_a_crash("a").await);
    lines
}

async fn one_for_all_restarts_all_after_a_normal_end(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForAll, ["a", "b"]).await;
    tree.exit("b", ExitReason::Normal).await;
    tree.outcome().await
}

/// One of three crashes, between which `b` is a special one.
async fn beside(
    b: impl FnOnce(&Journal) -> ChildSpec<Do>,
    crashing: Word,
) -> Lines {
    let journal = Journal::start();
    let children = [journal.child("a"), b(&journal), journal.child("c")];
    let supervisor = tree::with(Strategy::OneForAll, children);
    let tree = journal.start_tree(supervisor).await;
    tree.after_a_crash(crashing).await
}

async fn siblings_are_waited_for(_: Scenario) -> Lines {
    let b = |journal: &Journal| journal.child_that(Stop::Linger(ms(20)), "b");
    beside(b, "a").await
}

async fn a_sibling_that_does_not_stop_is_killed(_: Scenario) -> Lines {
    let b = |journal: &Journal| {
        let hanging = journal.child_that(Stop::Hang, "b");
        hanging.shutdown(Shutdown::After(ms(20)))
    };
    beside(b, "c").await
}

async fn a_sibling_is_killed_if_that_is_its_way(_: Scenario) -> Lines {
    let b = |journal: &Journal| journal.child("b").shutdown(Shutdown::Kill);
    beside(b, "c").await
}

async fn a_sibling_that_crashes_when_it_is_stopped(_: Scenario) -> Lines {
    let b = |journal: &Journal| journal.child_that(Stop::Crash, "b");
    beside(b, "c").await
}

async fn a_sibling_that_ends_normally_when_it_is_stopped(_: Scenario) -> Lines {
    let journal = Journal::start();
    let ending = journal.child_that(Stop::Exit(ExitReason::Normal), "b");
    let children = [journal.child("a"), ending];
    let supervisor = tree::with(Strategy::RestForOne, children);
    let tree = journal.start_tree(supervisor).await;
    tree.after_a_crash("a").await
}

async fn a_sibling_that_unlinked_is_stopped(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForAll, ["a", "b", "c"]).await;
    tree.tell("b", Do::Unlink).await;
    tree.after_a_crash("a").await
}

async fn a_supervisor_among_the_siblings(_: Scenario) -> Lines {
    let journal = Journal::start();
    let inner = ["b", "c"].map(|id| journal.child(id));
    let inner = tree::with(Strategy::OneForOne, inner);
    let supervisor = Supervisor::new(Strategy::RestForOne)
        .child(journal.child("a"))
        .child(journal.supervisor("inner", inner))
        .child(journal.child("d"));
    let tree = journal.start_tree(supervisor).await;
    tree.after_a_crash("a").await
}

/// Has `b` crash, after which `c` does not start twice.
async fn a_sibling_that_does_not_start(
    strategy: Strategy,
    max_restarts: usize,
) -> Lines {
    let journal = Journal::start();
    let children = ["a", "b", "c", "d"].map(|id| journal.child(id));
    let supervisor = tree::with(strategy, children)
        .intensity(max_restarts, Duration::from_secs(5));
    let tree = journal.start_tree(supervisor).await;
    journal.script("c", [(); 2].map(|()| Begin::Fail("boom".into())));
    tree.exit("b", "boom").await;
    outcome_or_end(tree).await
}

async fn outcome_or_end(tree: Tree) -> Lines {
    let mut lines = tree.seen().await;
    if tree.supervisor.is_alive() {
        lines.push(tree.children().await);
    }
    lines
}

async fn one_for_all_tries_again_with_all(_: Scenario) -> Lines {
    a_sibling_that_does_not_start(Strategy::OneForAll, 3).await
}

async fn rest_for_one_tries_again_with_the_rest(_: Scenario) -> Lines {
    a_sibling_that_does_not_start(Strategy::RestForOne, 3).await
}

async fn one_for_all_gives_up_after_too_many_tries(_: Scenario) -> Lines {
    a_sibling_that_does_not_start(Strategy::OneForAll, 2).await
}

async fn rest_for_one_gives_up_after_too_many_tries(_: Scenario) -> Lines {
    a_sibling_that_does_not_start(Strategy::RestForOne, 2).await
}

async fn one_that_crashed_does_not_start_among_all(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForAll, ["a", "b", "c"]).await;
    tree.journal.script("b", [Begin::Fail("boom".into())]);
    tree.after_a_crash("b").await
}

async fn a_child_that_was_added_is_the_last(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::RestForOne, ["a", "b"]).await;
    let mut lines = vec![tree.start_child(tree.journal.child("c")).await];
    lines.extend(tree.after_a_crash("b").await);
    lines
}

/// Two crash while the supervisor is busy, the first of them first.
async fn two_crash(
    strategy: Strategy,
    max_restarts: usize,
    crashing: [Word; 2],
) -> Lines {
    let journal = Journal::start();
    let children = [
        journal.child("a"),
        journal.child("b"),
        journal.child("c").restart(Restart::Temporary),
        journal.child("d"),
    ];
    let supervisor = tree::with(strategy, children)
        .intensity(max_restarts, Duration::from_secs(5));
    let tree = journal.start_tree(supervisor).await;
    tree.busy().await;
    let mut lines = Lines::new();
    for id in crashing {
        tree.exit(id, "boom").await;
        lines.extend(tree.seen().await);
    }
    tree.free();
    lines.extend(outcome_or_end(tree).await);
    lines
}

async fn two_that_crash_at_once_are_one_restart_of_all(_: Scenario) -> Lines {
    two_crash(Strategy::OneForAll, 1, ["a", "b"]).await
}

async fn two_that_crash_at_once_are_one_restart_of_the_rest(
    _: Scenario,
) -> Lines {
    two_crash(Strategy::RestForOne, 1, ["a", "b"]).await
}

async fn two_that_crash_from_the_last_are_two_restarts_of_the_rest(
    _: Scenario,
) -> Lines {
    two_crash(Strategy::RestForOne, 2, ["b", "a"]).await
}

async fn two_that_crash_from_the_last_are_too_many(_: Scenario) -> Lines {
    two_crash(Strategy::RestForOne, 1, ["b", "a"]).await
}

async fn a_temporary_child_that_crashes_with_another(_: Scenario) -> Lines {
    two_crash(Strategy::OneForAll, 1, ["a", "c"]).await
}

async fn a_temporary_child_that_crashes_before_another(_: Scenario) -> Lines {
    two_crash(Strategy::OneForAll, 1, ["c", "a"]).await
}
