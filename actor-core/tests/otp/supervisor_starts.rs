//! What comes of a supervisor whose children start, fail, or ignore.
//!
//! It is long because a scenario is short and there are many.

use std::time::Duration;

use actor_core::gen_server::{Init, StartError};
use actor_core::supervisor::{
    AutoShutdown, Callback, ChildSpec, Restart, Strategy, Supervisor,
};
use actor_core::{ExitReason, Mailbox, ProcessRef, process};
use tokio::time::sleep;

use crate::journal::{Begin, Journal};
use crate::say::{Word, ms};
use crate::scenario::{Lines, scenarios};
use crate::tree::{self, why};
use crate::worker::{Do, Stop};

scenarios! { supervisor_starts:
    a_supervisor_without_children
    children_start_in_order_and_stop_in_reverse
    a_child_that_fails_stops_those_before_it
    the_first_child_fails
    a_child_that_crashes_in_its_init
    a_child_that_fails_normally
    a_temporary_child_that_fails
    a_start_that_exits
    a_start_that_returns_an_error
    those_before_a_failure_are_waited_for
    a_failing_supervisor_ends_a_starter_that_does_not_trap
    children_that_ignore
    children_that_ignored_can_be_started_later
    an_inner_supervisor_that_fails_fails_the_outer_one
    an_inner_supervisor_that_ignores
    a_supervisor_that_ignores
    trees_start_depth_first_and_stop_in_reverse
    two_children_of_one_id
    a_significant_child_that_is_permanent
    a_significant_child_of_a_supervisor_that_never_stops
    a_significant_permanent_child_of_a_supervisor_that_never_stops
    an_intensity_over_no_time
    a_second_supervisor_of_a_name
    a_child_whose_name_is_taken_fails_the_start
    a_supervisors_name_is_free_after_it_failed
    a_supervisors_name_is_free_after_it_ended
    a_child_that_ends_while_others_start_is_restarted_later
    a_parent_that_is_shut_down_during_the_start
    a_parent_that_is_killed_during_the_start
    a_supervisor_that_is_killed_during_its_start
    a_child_without_a_link
}

type Scenario = Mailbox<Word>;

/// What comes of a start, what the children did, and what the starter got.
async fn tried(
    journal: &Journal,
    supervisor: Supervisor,
    mailbox: &mut Scenario,
) -> Lines {
    let mut lines = vec![journal.try_start(supervisor).await];
    lines.extend(journal.seen().await);
    lines.extend(tree::exits(mailbox).await);
    lines
}

/// Tries to start workers one for one, one of which is to fail.
async fn tried_with<const N: usize>(
    ids: [Word; N],
    failing: Word,
    begin: Begin,
    mut mailbox: Scenario,
) -> Lines {
    let journal = Journal::start();
    journal.script(failing, [begin]);
    let children = ids.map(|id| journal.child(id));
    let supervisor = tree::with(Strategy::OneForOne, children);
    tried(&journal, supervisor, &mut mailbox).await
}

async fn a_supervisor_without_children(mut mailbox: Scenario) -> Lines {
    let supervisor = Supervisor::new(Strategy::OneForOne);
    tried(&Journal::start(), supervisor, &mut mailbox).await
}

async fn children_start_in_order_and_stop_in_reverse(_: Scenario) -> Lines {
    let tree = tree::start(Strategy::OneForOne, ["a", "b", "c"]).await;
    tree.shutdown();
    tree.seen().await
}

async fn a_child_that_fails_stops_those_before_it(mailbox: Scenario) -> Lines {
    let fail = Begin::Fail("boom".into());
    tried_with(["a", "b", "c", "d"], "c", fail, mailbox).await
}

async fn the_first_child_fails(mailbox: Scenario) -> Lines {
    tried_with(["a", "b"], "a", Begin::Fail("boom".into()), mailbox).await
}

async fn a_child_that_crashes_in_its_init(mailbox: Scenario) -> Lines {
    tried_with(["a", "b"], "b", Begin::Crash, mailbox).await
}

async fn a_child_that_fails_normally(mailbox: Scenario) -> Lines {
    let fail = Begin::Fail(ExitReason::Normal);
    tried_with(["a", "b"], "b", fail, mailbox).await
}

async fn a_temporary_child_that_fails(mut mailbox: Scenario) -> Lines {
    let journal = Journal::start();
    journal.script("b", [Begin::Fail("boom".into())]);
    let temporary = journal.child("b").restart(Restart::Temporary);
    let children = [journal.child("a"), temporary];
    let supervisor = tree::with(Strategy::OneForOne, children);
    tried(&journal, supervisor, &mut mailbox).await
}

/// Tries to start a child by a function that does not start anything.
async fn tried_after_a(b: ChildSpec<Do>, mut mailbox: Scenario) -> Lines {
    let journal = Journal::start();
    let supervisor = tree::with(Strategy::OneForOne, [journal.child("a"), b]);
    tried(&journal, supervisor, &mut mailbox).await
}

async fn a_start_that_exits(mailbox: Scenario) -> Lines {
    let start = async || process::exit_self("boom");
    tried_after_a(ChildSpec::new("b", start), mailbox).await
}

async fn a_start_that_returns_an_error(mailbox: Scenario) -> Lines {
    let start = async || Err(StartError::Init("boom".into()));
    tried_after_a(ChildSpec::new("b", start), mailbox).await
}

async fn those_before_a_failure_are_waited_for(mut mailbox: Scenario) -> Lines {
    let journal = Journal::start();
    journal.script("c", [Begin::Fail("boom".into())]);
    let slow = journal.child_that(Stop::Linger(ms(20)), "b");
    let children = [journal.child("a"), slow, journal.child("c")];
    let supervisor = tree::with(Strategy::OneForOne, children);
    tried(&journal, supervisor, &mut mailbox).await
}

async fn a_failing_supervisor_ends_a_starter_that_does_not_trap(
    mut mailbox: Scenario,
) -> Lines {
    let journal = Journal::start();
    journal.script("a", [Begin::Fail("boom".into())]);
    let supervisor = tree::with(Strategy::OneForOne, [journal.child("a")]);
    let starter = async move |_: Scenario| {
        let _ = supervisor.start_link().await;
        std::future::pending::<()>().await;
    };
    let (_, monitor) = process::spawn_monitor(starter);
    vec![format!("ended: {}", why(&mailbox.down(monitor).await.reason))]
}

async fn children_that_ignore(_: Scenario) -> Lines {
    let journal = Journal::start();
    for id in ["a", "b", "c"] {
        journal.script(id, [Begin::Ignore]);
    }
    let children = [
        journal.child("a"),
        journal.child("b").restart(Restart::Transient),
        journal.child("c").restart(Restart::Temporary),
        journal.child("d"),
    ];
    let supervisor = tree::with(Strategy::OneForOne, children);
    let tree = journal.start_tree(supervisor).await;
    let mut lines = tree.seen().await;
    lines.extend([tree.children().await, tree.counts().await]);
    lines
}

async fn children_that_ignored_can_be_started_later(_: Scenario) -> Lines {
    let journal = Journal::start();
    for id in ["a", "b"] {
        journal.script(id, [Begin::Ignore, Begin::Ignore]);
    }
    let temporary = journal.child("b").restart(Restart::Temporary);
    let children = [journal.child("a"), temporary];
    let supervisor = tree::with(Strategy::OneForOne, children);
    let tree = journal.start_tree(supervisor).await;
    let mut lines = vec![
        tree.restart_child("a").await,
        tree.restart_child("a").await,
        tree.restart_child("b").await,
        tree.start_child(journal.child("b")).await,
        tree.children().await,
    ];
    lines.extend(tree.seen().await);
    lines
}

async fn an_inner_supervisor_that_fails_fails_the_outer_one(
    mut mailbox: Scenario,
) -> Lines {
    let journal = Journal::start();
    journal.script("c", [Begin::Fail("boom".into())]);
    let inner = [journal.child("b"), journal.child("c")];
    let inner = tree::with(Strategy::OneForOne, inner);
    let supervisor = Supervisor::new(Strategy::OneForOne)
        .child(journal.child("a"))
        .child(journal.supervisor("inner", inner))
        .child(journal.child("d"));
    tried(&journal, supervisor, &mut mailbox).await
}

/// A supervisor that chooses not to start.
struct Ignoring;

impl Callback for Ignoring {
    type Args = ();

    async fn init((): ()) -> Init<Supervisor> {
        Init::Ignore
    }
}

async fn an_inner_supervisor_that_ignores(_: Scenario) -> Lines {
    let journal = Journal::start();
    let supervisor = Supervisor::new(Strategy::OneForOne)
        .child(journal.child("a"))
        .child(journal.supervisor("inner", Ignoring::supervisor(())))
        .child(journal.child("b"));
    let tree = journal.start_tree(supervisor).await;
    let mut lines = tree.seen().await;
    lines.extend([tree.children().await, tree.counts().await]);
    lines
}

async fn a_supervisor_that_ignores(mut mailbox: Scenario) -> Lines {
    let supervisor = Ignoring::supervisor(());
    tried(&Journal::start(), supervisor, &mut mailbox).await
}

async fn trees_start_depth_first_and_stop_in_reverse(_: Scenario) -> Lines {
    let journal = Journal::start();
    let left = [journal.child("b"), journal.child("c")];
    let left = tree::with(Strategy::OneForOne, left);
    let right = tree::with(Strategy::OneForOne, [journal.child("e")]);
    let supervisor = Supervisor::new(Strategy::OneForOne)
        .child(journal.child("a"))
        .child(journal.supervisor("left", left))
        .child(journal.child("d"))
        .child(journal.supervisor("right", right));
    let tree = journal.start_tree(supervisor).await;
    let mut lines = vec![tree.counts().await];
    tree.shutdown();
    lines.extend(tree.seen().await);
    lines
}

async fn two_children_of_one_id(mut mailbox: Scenario) -> Lines {
    let journal = Journal::start();
    let children = ["a", "b", "a"].map(|id| journal.child(id));
    let supervisor = tree::with(Strategy::OneForOne, children);
    tried(&journal, supervisor, &mut mailbox).await
}

async fn a_significant_child_that_is_permanent(mut mailbox: Scenario) -> Lines {
    let journal = Journal::start();
    let children = [journal.child("a"), journal.child("b").significant()];
    let supervisor = tree::with(Strategy::OneForOne, children)
        .auto_shutdown(AutoShutdown::AnySignificant);
    tried(&journal, supervisor, &mut mailbox).await
}

async fn a_significant_child_of_a_supervisor_that_never_stops(
    mut mailbox: Scenario,
) -> Lines {
    let journal = Journal::start();
    let significant =
        journal.child("b").restart(Restart::Transient).significant();
    let children = [journal.child("a"), significant];
    let supervisor = tree::with(Strategy::OneForOne, children);
    tried(&journal, supervisor, &mut mailbox).await
}

async fn a_significant_permanent_child_of_a_supervisor_that_never_stops(
    mut mailbox: Scenario,
) -> Lines {
    let journal = Journal::start();
    let children = [journal.child("b").significant()];
    let supervisor = tree::with(Strategy::OneForOne, children);
    tried(&journal, supervisor, &mut mailbox).await
}

async fn an_intensity_over_no_time(mut mailbox: Scenario) -> Lines {
    let journal = Journal::start();
    let supervisor = tree::with(Strategy::OneForOne, [journal.child("a")])
        .intensity(3, Duration::ZERO);
    tried(&journal, supervisor, &mut mailbox).await
}

async fn a_second_supervisor_of_a_name(mut mailbox: Scenario) -> Lines {
    let journal = Journal::start();
    let mut lines = Lines::new();
    for id in ["a", "b"] {
        let supervisor = tree::with(Strategy::OneForOne, [journal.child(id)])
            .named("one_supervisor");
        lines.extend(tried(&journal, supervisor, &mut mailbox).await);
    }
    lines
}

async fn a_child_whose_name_is_taken_fails_the_start(
    mut mailbox: Scenario,
) -> Lines {
    let journal = Journal::start();
    let named = Supervisor::new(Strategy::OneForOne).named("two_want_it");
    let supervisor = Supervisor::new(Strategy::OneForOne)
        .child(journal.child("a"))
        .child(journal.supervisor("one", named.clone()))
        .child(journal.supervisor("two", named));
    tried(&journal, supervisor, &mut mailbox).await
}

async fn a_supervisors_name_is_free_after_it_failed(
    mut mailbox: Scenario,
) -> Lines {
    let journal = Journal::start();
    journal.script("a", [Begin::Fail("boom".into())]);
    let supervisor = tree::with(Strategy::OneForOne, [journal.child("a")])
        .named("tried_supervisor");
    let mut lines = tried(&journal, supervisor.clone(), &mut mailbox).await;
    lines.extend(tried(&journal, supervisor, &mut mailbox).await);
    lines
}

async fn a_supervisors_name_is_free_after_it_ended(
    mut mailbox: Scenario,
) -> Lines {
    let journal = Journal::start();
    let supervisor = tree::with(Strategy::OneForOne, [journal.child("a")])
        .named("ended_supervisor");
    let tree = journal.start_tree(supervisor.clone()).await;
    tree.shutdown();
    let mut lines = tree.seen().await;
    lines.extend(tree::exits(&mut mailbox).await);
    lines.extend(tried(&journal, supervisor, &mut mailbox).await);
    lines
}

async fn a_child_that_ends_while_others_start_is_restarted_later(
    _: Scenario,
) -> Lines {
    let journal = Journal::start();
    journal.script("b", [Begin::Held]);
    let crashing = journal.clone();
    process::spawn(async move |_: Mailbox<()>| {
        crashing.held("b").await;
        crashing.worker("a").await.cast(Do::Crash);
        sleep(ms(200)).await;
        crashing.release("b", Begin::Well);
    });
    let children = ["a", "b", "c"].map(|id| journal.child(id));
    let supervisor = tree::with(Strategy::OneForOne, children);
    let tree = journal.start_tree(supervisor).await;
    let mut lines = tree.seen().await;
    lines.push(tree.children().await);
    lines
}

/// Starts a supervisor in another process, and does something meanwhile.
async fn starting(name: Word, deed: fn(ProcessRef<Word>)) -> Lines {
    let journal = Journal::start();
    journal.script("b", [Begin::Held]);
    let children = ["a", "b", "c"].map(|id| journal.child(id));
    let supervisor = tree::with(Strategy::OneForOne, children).named(name);
    let parent = process::spawn(async move |_: Scenario| {
        let _ = supervisor.start_link().await;
        std::future::pending::<()>().await;
    });
    journal.held("b").await;
    deed(parent);
    let mut lines = journal.seen().await;
    journal.release("b", Begin::Well);
    lines.extend(journal.seen().await);
    let alive = process::whereis(name).is_some();
    lines.push(if alive { "alive" } else { "undefined" }.into());
    lines
}

async fn a_parent_that_is_shut_down_during_the_start(_: Scenario) -> Lines {
    let deed = |parent| process::exit(&parent, ExitReason::Shutdown);
    starting("parent_shut_down", deed).await
}

async fn a_parent_that_is_killed_during_the_start(_: Scenario) -> Lines {
    let deed = |parent| process::exit(&parent, ExitReason::Kill);
    starting("parent_killed", deed).await
}

async fn a_supervisor_that_is_killed_during_its_start(_: Scenario) -> Lines {
    let deed = |_| {
        let supervisor = process::whereis("killed_early").unwrap();
        process::exit(supervisor, ExitReason::Kill);
    };
    // Those who are killed with it end in no order.
    let mut lines = starting("killed_early", deed).await;
    lines.sort_unstable();
    lines
}

async fn a_child_without_a_link(_: Scenario) -> Lines {
    let journal = Journal::start();
    let alone = journal.child_without_link("a");
    let children = [alone, journal.child("b")];
    let supervisor = tree::with(Strategy::OneForOne, children);
    let tree = journal.start_tree(supervisor).await;
    tree.exit("a", "boom").await;
    let mut lines = tree.seen().await;
    lines.extend([tree.children().await, tree.counts().await]);
    tree.shutdown();
    lines.extend(tree.seen().await);
    lines
}
