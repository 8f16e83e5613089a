//! Agents.

use std::collections::BTreeMap;
use std::time::Duration;

use actor_core::gen_server::StartError;
use actor_core::supervisor::{IntoChildSpec, Strategy, Supervisor};
use actor_core::{
    Agent, AgentRef, CallError, ExitReason, Mailbox, ProcessRef, System,
    process,
};
use tokio::time::{Instant, sleep};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn an_agent_keeps_what_functions_make_of_it() {
    System::new("test")
        .enter(async {
            let menu = Agent::start_link(|| BTreeMap::from([("Pizza", 8)]));
            let menu = menu.await.unwrap();
            let price = |menu: &BTreeMap<_, _>| menu.get("Pizza").copied();
            assert_eq!(menu.get(price).await, Ok(Some(8)));
            let dearer =
                menu.update(|menu| *menu.get_mut("Pizza").unwrap() += 1);
            assert_eq!(dearer.await, Ok(()));
            let sold = menu.get_and_update(|menu| menu.remove("Pizza"));
            assert_eq!(sold.await, Ok(Some(9)));
            assert_eq!(menu.get(BTreeMap::len).or_exit().await, 0);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn functions_run_in_the_order_in_which_they_were_sent() {
    System::new("test")
        .enter(async {
            let list = Agent::start_link(Vec::new).await.unwrap();
            for number in 0..100 {
                list.cast_update(move |list| list.push(number));
            }
            let seen = list.get(Clone::clone).await.unwrap();
            assert_eq!(seen, (0..100).collect::<Vec<_>>());
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn functions_run_in_the_agent() {
    System::new("test")
        .enter(async {
            let agent = Agent::start_link(process::id).await.unwrap();
            assert_eq!(agent.get(|made_in| *made_in).await, Ok(agent.pid()));
            let ran_in = agent.get(|_| process::id()).await;
            assert_eq!(ran_in, Ok(agent.pid()));
            agent.cast_update(|ran_in| *ran_in = process::id());
            assert_eq!(agent.get(|ran_in| *ran_in).await, Ok(agent.pid()));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_function_that_panics_crashes_the_agent_and_its_caller_learns_it() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let agent = Agent::start(|| 0_u32).await.unwrap();
            let outcome = agent.get(|state| 1 / *state).await;
            let Err(CallError::Exited(ExitReason::Panic(panic))) = outcome
            else {
                panic!("{outcome:?}")
            };
            assert_eq!(panic.message, "attempt to divide by zero");
            assert!(!agent.is_alive());
            assert_eq!(agent.update(|_| ()).await, Err(CallError::NoProc));
            agent.cast_update(|_| panic!("nobody runs it"));

            process::trap_exit(true);
            let agent = Agent::start_link(|| 0_u32).await.unwrap();
            agent.cast_update(|_| process::exit_self("no flour"));
            let exit = mailbox.exit(agent.pid()).await;
            assert_eq!(exit.reason, "no flour".into());
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_too_long_gives_up_and_the_function_runs_all_the_same() {
    System::new("test")
        .enter(async {
            let agent = Agent::start_link(|| 0).await.unwrap();
            // It keeps the agent, without keeping the clock.
            let sys = agent.clone();
            process::spawn(async move |_: Mailbox<()>| {
                actor_core::sys::suspend(&sys).await.unwrap();
                sleep(10 * SECOND).await;
                actor_core::sys::resume(&sys).await.unwrap();
            });
            sleep(SECOND).await;
            let start = Instant::now();
            let outcome = agent.update(|state| *state += 1).await;
            assert_eq!(outcome, Err(CallError::Timeout(5 * SECOND)));
            assert!(start.elapsed() < 6 * SECOND);
            let outcome = agent.update(|state| *state += 1).within(SECOND);
            assert_eq!(outcome.await, Err(CallError::Timeout(SECOND)));
            assert_eq!(agent.get(|state| *state).forever().await, Ok(2));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_agent_has_a_name_and_starts_afresh_after_a_crash() {
    System::new("test")
        .enter(async {
            let counter = Agent::starter(|| 0).named("counter");
            let tree = Supervisor::new(Strategy::OneForOne).child(counter);
            tree.start_link().await.unwrap();
            let counter: AgentRef<i32> = ProcessRef::named("counter");
            counter.update(|count| *count += 1).await.unwrap();
            let first = counter.pid();
            let taken = Agent::starter(|| 0).named("counter").start().await;
            assert_eq!(taken.unwrap_err(), StartError::AlreadyStarted(first));

            counter.cast_update(|_| panic!("no flour"));
            sleep(SECOND).await;
            assert_ne!(counter.pid(), first);
            assert_eq!(counter.get(|count| *count).await, Ok(0));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_agent_is_known_to_its_supervisor_by_its_name() {
    let spec = Agent::starter(|| 0).named("counter").into_child_spec();
    assert_eq!(spec.id().as_str(), "counter");
}

#[tokio::test(start_paused = true)]
async fn an_agent_stops_when_it_is_told_to() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            let agent = Agent::start_link(|| 0).await.unwrap();
            assert_eq!(agent.stop(ExitReason::Normal).await, Ok(()));
            let exit = mailbox.exit(agent.pid()).await;
            assert_eq!(exit.reason, ExitReason::Normal);
            let again = agent.stop(ExitReason::Normal).await;
            assert_eq!(again, Err(CallError::NoProc));

            let agent = Agent::start_link(|| 0).await.unwrap();
            assert_eq!(agent.stop("home time").await, Ok(()));
            let exit = mailbox.exit(agent.pid()).await;
            assert_eq!(exit.reason, "home time".into());
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_agent_that_cannot_make_its_state_does_not_start() {
    System::new("test")
        .enter(async {
            let agent =
                Agent::start(|| -> u32 { process::exit_self("no flour") });
            let error = StartError::Init("no flour".into());
            assert_eq!(agent.await.unwrap_err(), error);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_agent_ignores_what_is_no_function() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let agent = Agent::start_link(|| 1).await.unwrap();
            process::send(&agent, "hello").unwrap();
            assert_eq!(agent.get(|state| *state).await, Ok(1));
            let event = mailbox.next().within(SECOND).await;
            assert!(event.is_none(), "{event:?}");
        })
        .await;
}
