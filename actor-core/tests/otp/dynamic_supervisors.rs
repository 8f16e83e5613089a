//! Supervisors of children that come and go: in OTP `simple_one_for_one`.
//!
//! It is long because a scenario is short and there are many.

mod as_in_elixir;

use std::time::Duration;

use actor_core::supervisor::{ChildSpec, ChildState, Restart, Shutdown};
use actor_core::{
    DynamicSupervisor, DynamicSupervisorRef, ExitReason, Mailbox, ProcessRef,
    process,
};
use tokio::time::sleep;

use crate::journal::{Begin, Journal};
use crate::say::{Word, ms};
use crate::scenario::{Lines, scenarios};
use crate::tree;
use crate::worker::{Do, Stop};

scenarios! { dynamic_supervisors:
    children_are_started_one_by_one
    children_of_one_kind_may_be_supervisors
    children_may_be_all_the_same
    a_permanent_child_is_always_restarted
    a_transient_child_is_restarted_after_a_crash
    a_temporary_child_is_forgotten
    a_child_that_does_not_start_is_not_added
    a_start_that_fails_is_tried_again
    a_start_that_fails_too_often
    a_supervisor_answers_while_it_tries
    a_restarting_child_can_be_terminated
    a_supervisor_can_be_stopped_while_it_tries
    a_late_try_does_not_bring_back_a_terminated_child
    terminating_a_child
    terminating_a_stranger
    terminating_a_child_that_hangs
    terminating_a_child_that_unlinked_and_crashed
    all_are_stopped_at_once
    all_are_stopped
    all_are_killed_when_their_time_is_over
    all_may_be_killed_at_once
    all_may_take_their_time
    all_may_crash_when_they_are_stopped
    all_may_end_normally_when_they_are_stopped
    at_the_limit_it_goes_on
    above_the_limit_it_ends
    two_that_crash_at_once_are_both_restarted
    a_killed_supervisor_takes_its_children_along
    a_stranger_cannot_stop_it
    a_second_supervisor_of_a_name
    it_comes_back_without_children
}

type Scenario = Mailbox<Word>;

struct Dynamic {
    journal: Journal,
    supervisor: DynamicSupervisorRef,
}

/// Starts a dynamic supervisor with permanent workers.
async fn start<const N: usize>(ids: [Word; N]) -> Dynamic {
    let dynamic = start_with(DynamicSupervisor::new()).await;
    for id in ids {
        dynamic.child(id).await;
    }
    dynamic
}

async fn start_with(supervisor: DynamicSupervisor) -> Dynamic {
    process::trap_exit(true);
    let journal = Journal::start();
    let supervisor = supervisor.start_link().await.unwrap();
    journal.watch("supervisor", supervisor.pid());
    Dynamic { journal, supervisor }
}

impl Dynamic {
    async fn child(&self, id: Word) -> String {
        self.start_child(self.journal.child(id)).await
    }

    async fn start_child(&self, child: ChildSpec<Do>) -> String {
        tree::started(self.supervisor.start_child(child).await)
    }

    async fn terminate(&self, id: Word) -> String {
        let pid = self.journal.worker(id).await.pid();
        tree::done(self.supervisor.terminate_child(pid).await)
    }

    async fn exit(&self, id: Word, why: impl Into<ExitReason>) {
        self.journal.worker(id).await.cast(Do::Exit(why.into()));
    }

    /// Says what the children are doing, in no order.
    async fn states(&self) -> String {
        let children = self.supervisor.which_children().await.unwrap();
        let state = |state| match state {
            ChildState::Running(_) => " running",
            ChildState::Restarting => " restarting",
            ChildState::Stopped => " undefined",
        };
        let mut states: Vec<_> =
            children.iter().map(|child| state(child.state)).collect();
        states.sort_unstable();
        format!("children:{}", states.concat())
    }

    /// Says what the children are doing, and how many of them do.
    async fn children(&self) -> [String; 2] {
        let counts = self.supervisor.count_children().await.unwrap();
        let counts = format!(
            "active, supervisors, workers: {} {} {}",
            counts.active, counts.supervisors, counts.workers
        );
        [self.states().await, counts]
    }

    async fn seen(&self) -> Lines {
        self.journal.seen().await
    }

    /// Says what happened, in no order.
    async fn sorted(&self) -> Lines {
        let mut lines = self.seen().await;
        lines.sort_unstable();
        lines
    }

    async fn outcome(&self) -> Lines {
        let mut lines = self.seen().await;
        lines.extend(self.children().await);
        lines
    }

    fn shutdown(&self) {
        process::exit(&self.supervisor, ExitReason::Shutdown);
    }
}

async fn children_are_started_one_by_one(_: Scenario) -> Lines {
    let dynamic = start([]).await;
    let mut lines = Lines::from(dynamic.children().await);
    for id in ["a", "b", "c"] {
        lines.push(dynamic.child(id).await);
    }
    lines.extend(dynamic.outcome().await);
    lines
}

async fn children_of_one_kind_may_be_supervisors(_: Scenario) -> Lines {
    let dynamic = start([]).await;
    for id in ["a", "b"] {
        dynamic.start_child(dynamic.journal.child(id).supervisor()).await;
    }
    dynamic.children().await.into()
}

async fn children_may_be_all_the_same(_: Scenario) -> Lines {
    let dynamic = start([]).await;
    let mut lines = vec![dynamic.child("a").await, dynamic.child("a").await];
    lines.extend(dynamic.children().await);
    lines
}

/// What becomes of a child that ends for each reason.
async fn after_each(restart: Restart) -> Lines {
    let ends = [
        ExitReason::Normal,
        ExitReason::Shutdown,
        ExitReason::ShutdownWith("why".into()),
        "boom".into(),
        ExitReason::Kill,
        ExitReason::Killed,
    ];
    let mut lines = Lines::new();
    for why in ends {
        let dynamic = start([]).await;
        for id in ["a", "b"] {
            let child = dynamic.journal.child(id).restart(restart);
            dynamic.start_child(child).await;
        }
        dynamic.exit("a", why).await;
        lines.extend(dynamic.outcome().await);
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

async fn a_child_that_does_not_start_is_not_added(_: Scenario) -> Lines {
    let dynamic = start([]).await;
    let begins = [Begin::Fail("boom".into()), Begin::Crash, Begin::Ignore];
    dynamic.journal.script("a", begins);
    let mut lines = Lines::new();
    for _ in 0..3 {
        lines.push(dynamic.child("a").await);
    }
    lines.extend(dynamic.children().await);
    lines.push(dynamic.child("a").await);
    lines.extend(dynamic.outcome().await);
    lines
}

async fn a_start_that_fails_is_tried_again(_: Scenario) -> Lines {
    let dynamic = start(["a", "b"]).await;
    let begins = [Begin::Fail("boom".into()), Begin::Crash];
    dynamic.journal.script("a", begins);
    dynamic.exit("a", "boom").await;
    dynamic.outcome().await
}

async fn a_start_that_fails_too_often(mut mailbox: Scenario) -> Lines {
    let dynamic = start(["a"]).await;
    let begins = [(); 4].map(|()| Begin::Fail("boom".into()));
    dynamic.journal.script("a", begins);
    dynamic.exit("a", "boom").await;
    let mut lines = dynamic.seen().await;
    lines.extend(tree::exits(&mut mailbox).await);
    lines
}

/// Starts a supervisor whose child `a` crashed, and does not start again.
async fn trying() -> Dynamic {
    let supervisor = DynamicSupervisor::new();
    let supervisor = supervisor.intensity(1000, Duration::from_secs(5));
    let dynamic = start_with(supervisor).await;
    dynamic.child("a").await;
    dynamic.child("b").await;
    dynamic.journal.script("a", [Begin::Quietly(ms(5)).always()]);
    dynamic.exit("a", "boom").await;
    while !dynamic.states().await.contains("restarting") {
        sleep(ms(1)).await;
    }
    dynamic
}

async fn a_supervisor_answers_while_it_tries(_: Scenario) -> Lines {
    let dynamic = trying().await;
    let mut lines = Lines::from(dynamic.children().await);
    lines.push(dynamic.child("c").await);
    lines.extend(dynamic.children().await);
    dynamic.journal.script("a", []);
    lines.extend(dynamic.outcome().await);
    lines
}

async fn a_restarting_child_can_be_terminated(_: Scenario) -> Lines {
    let dynamic = trying().await;
    let mut lines = vec![dynamic.terminate("a").await, dynamic.states().await];
    lines.extend(dynamic.seen().await);
    lines.push(dynamic.states().await);
    lines
}

async fn a_supervisor_can_be_stopped_while_it_tries(_: Scenario) -> Lines {
    let dynamic = trying().await;
    dynamic.shutdown();
    dynamic.seen().await
}

async fn a_late_try_does_not_bring_back_a_terminated_child(
    _: Scenario,
) -> Lines {
    let dynamic = start(["a", "b"]).await;
    dynamic.journal.script("a", [Begin::Held]);
    dynamic.exit("a", "boom").await;
    dynamic.journal.held("a").await;
    let (done, ()) = tokio::join!(dynamic.terminate("a"), async {
        // The question is on its way first.
        sleep(ms(1)).await;
        dynamic.journal.release("a", Begin::Fail("boom".into()));
    });
    let mut lines = vec![done.replace("done", "ok")];
    lines.extend(dynamic.seen().await);
    lines.push(dynamic.states().await);
    lines
}

async fn terminating_a_child(_: Scenario) -> Lines {
    let dynamic = start(["a", "b"]).await;
    let mut lines = vec![dynamic.terminate("a").await];
    lines.extend(dynamic.children().await);
    lines.extend(dynamic.outcome().await);
    lines
}

async fn terminating_a_stranger(_: Scenario) -> Lines {
    let dynamic = start(["a"]).await;
    let me = process::id();
    vec![tree::done(dynamic.supervisor.terminate_child(me).await)]
}

async fn terminating_a_child_that_hangs(_: Scenario) -> Lines {
    let dynamic = start([]).await;
    for id in ["a", "b"] {
        let child = dynamic.journal.child_that(Stop::Hang, id);
        let child = child.shutdown(Shutdown::After(ms(30)));
        dynamic.start_child(child).await;
    }
    let mut lines = vec![dynamic.terminate("a").await];
    lines.extend(dynamic.outcome().await);
    lines
}

async fn terminating_a_child_that_unlinked_and_crashed(_: Scenario) -> Lines {
    let dynamic = start(["a"]).await;
    dynamic.journal.worker("a").await.cast(Do::Unlink);
    dynamic.exit("a", "boom").await;
    let mut lines = dynamic.outcome().await;
    lines.push(dynamic.terminate("a").await);
    lines.extend(dynamic.children().await);
    lines
}

/// Shuts down a supervisor of three children of a kind.
async fn shut_down(
    child: fn(&Journal, Word) -> ChildSpec<Do>,
    mut mailbox: Scenario,
) -> Lines {
    let dynamic = start([]).await;
    for id in ["a", "b", "c"] {
        dynamic.start_child(child(&dynamic.journal, id)).await;
    }
    let mut lines = dynamic.seen().await;
    dynamic.shutdown();
    lines.extend(dynamic.sorted().await);
    lines.extend(tree::exits(&mut mailbox).await);
    lines
}

async fn all_are_stopped_at_once(_: Scenario) -> Lines {
    let dynamic = start([]).await;
    for id in ["a", "b", "c"] {
        let child = dynamic.journal.child_that(Stop::Linger(ms(200)), id);
        dynamic.start_child(child).await;
    }
    let mut lines = dynamic.seen().await;
    dynamic.shutdown();
    sleep(ms(300)).await;
    let mut told = dynamic.seen().await;
    let mut ended = told.split_off(3);
    told.sort_unstable();
    ended.sort_unstable();
    lines.extend(told);
    lines.extend(ended);
    lines
}

/// The scenarios that differ only in how all children stop.
macro_rules! stops {
    ($($name:ident: $child:expr;)*) => {$(
        async fn $name(mailbox: Scenario) -> Lines {
            shut_down($child, mailbox).await
        }
    )*};
}

stops! {
    all_are_stopped: Journal::child;
    all_are_killed_when_their_time_is_over: |journal, id| {
        journal.child_that(Stop::Hang, id).shutdown(Shutdown::After(ms(30)))
    };
    all_may_be_killed_at_once:
        |journal, id| journal.child(id).shutdown(Shutdown::Kill);
    all_may_take_their_time: |journal, id| {
        let slow = journal.child_that(Stop::Linger(ms(30)), id);
        slow.shutdown(Shutdown::Infinity)
    };
    all_may_crash_when_they_are_stopped:
        |journal, id| journal.child_that(Stop::Crash, id);
    all_may_end_normally_when_they_are_stopped: |journal, id| {
        let child = journal.child_that(Stop::Exit(ExitReason::Normal), id);
        child.restart(Restart::Transient)
    };
}

async fn at_the_limit_it_goes_on(_: Scenario) -> Lines {
    let supervisor =
        DynamicSupervisor::new().intensity(2, Duration::from_secs(5));
    let dynamic = start_with(supervisor).await;
    let mut lines = Lines::new();
    for id in ["a", "b"] {
        dynamic.child(id).await;
    }
    for id in ["a", "b"] {
        dynamic.exit(id, "boom").await;
        lines.extend(dynamic.seen().await);
    }
    lines.extend(dynamic.children().await);
    lines
}

async fn above_the_limit_it_ends(mut mailbox: Scenario) -> Lines {
    let supervisor =
        DynamicSupervisor::new().intensity(1, Duration::from_secs(5));
    let dynamic = start_with(supervisor).await;
    for id in ["a", "b", "c"] {
        dynamic.child(id).await;
    }
    dynamic.exit("a", "boom").await;
    let mut lines = dynamic.seen().await;
    dynamic.exit("b", "boom").await;
    lines.extend(dynamic.sorted().await);
    lines.extend(tree::exits(&mut mailbox).await);
    lines
}

async fn two_that_crash_at_once_are_both_restarted(_: Scenario) -> Lines {
    let dynamic = start(["a", "b"]).await;
    dynamic.journal.script("slow", [Begin::Held]);
    let slow = dynamic.journal.child("slow");
    let supervisor = dynamic.supervisor.clone();
    process::spawn(async move |_: Mailbox<()>| {
        supervisor.start_child(slow).await.unwrap();
    });
    dynamic.journal.held("slow").await;
    let mut lines = Lines::new();
    for id in ["a", "b"] {
        dynamic.exit(id, "boom").await;
        lines.extend(dynamic.seen().await);
    }
    dynamic.journal.release("slow", Begin::Well);
    lines.extend(dynamic.outcome().await);
    lines
}

async fn a_killed_supervisor_takes_its_children_along(_: Scenario) -> Lines {
    let dynamic = start(["a", "b"]).await;
    process::exit(&dynamic.supervisor, ExitReason::Kill);
    dynamic.sorted().await
}

async fn a_stranger_cannot_stop_it(_: Scenario) -> Lines {
    let dynamic = start(["a"]).await;
    let target = dynamic.supervisor.pid();
    process::spawn(async move |_: Mailbox<()>| process::exit(target, "boom"));
    process::send(target, "hello").unwrap();
    dynamic.outcome().await
}

async fn a_second_supervisor_of_a_name(_: Scenario) -> Lines {
    let supervisor = DynamicSupervisor::new().named("one_dynamic");
    let _dynamic = start_with(supervisor.clone()).await;
    vec![tree::outcome(supervisor.start_link().await)]
}

async fn it_comes_back_without_children(_: Scenario) -> Lines {
    let tree =
        tree::start(actor_core::supervisor::Strategy::OneForOne, []).await;
    let supervisor = DynamicSupervisor::new().named("comes_back");
    let mut lines = vec![tree.start_child(supervisor).await];
    let supervisor = ProcessRef::named("comes_back");
    let inner = Dynamic { journal: tree.journal.clone(), supervisor };
    inner.child("a").await;
    let first = process::whereis("comes_back").unwrap();
    inner.journal.watch("inner", first);
    process::exit(first, ExitReason::Kill);
    lines.extend(inner.sorted().await);
    lines.extend(inner.children().await);
    lines
}
