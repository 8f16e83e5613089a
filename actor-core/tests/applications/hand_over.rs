//! Global names that move with an application.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actor_core::application::{ApplicationError, Distributed, Mode, StartType};
use actor_core::gen_server::StartError;
use actor_core::node::Global;
use actor_core::supervisor::{
    ChildSpec, IntoChildSpec, Strategy, SupervisorRef,
};
use actor_core::{Application, ProcessRef, Supervisor, System};
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

use crate::chucky::{self, Message, answers_from};
use crate::member::{DEADLINE, Event, Member, Nodes, a_then_b_or_c, named};

const NO_DELAY: Duration = Duration::ZERO;

/// Starts the book's application: both its supervisor and its server have
/// global names.
async fn start(nodes: &Nodes, name: &'static str, member: &Member) {
    let story = nodes.story(name, async |_| {
        Supervisor::new(Strategy::OneForOne)
            .named(Global::new("chucky_supervisor"))
            .child(chucky::child())
            .start_link()
            .await
    });
    member.start_application(story).await.unwrap();
}

/// Asks all the time until it is told to stop, and returns who has answered,
/// once for each change, and how long the longest wait for an answer was.
fn asks(
    system: &System,
    is_over: &Arc<AtomicBool>,
) -> tokio::task::JoinHandle<(Vec<String>, Duration)> {
    let (system, is_over) = (system.clone(), is_over.clone());
    tokio::spawn(async move {
        let (mut answers, mut longest) = (Vec::<String>::new(), Duration::ZERO);
        while !is_over.load(Ordering::Relaxed) {
            let asked = Instant::now();
            let chucky = system.across::<Message>(Global::new("chucky"));
            let from = chucky.call(Message::Fact).await.unwrap();
            longest = longest.max(asked.elapsed());
            if answers.last() != Some(&from) {
                answers.push(from);
            }
        }
        (answers, longest)
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_question_is_answered_while_it_moves() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(NO_DELAY);
    let [b, c] = nodes.waiting(["b", "c"], &shared).await;
    tokio::join!(start(&nodes, "b", &b), start(&nodes, "c", &c));
    nodes.happens("b", Event::Starts(StartType::Normal)).await;
    for member in [&b, &c] {
        answers_from(&member.system, "b").await;
    }
    let is_over = Arc::default();
    let askers = [&b, &c].map(|member| asks(&member.system, &is_over));
    let a = alone(&nodes, "a", &shared).await;
    start(&nodes, "a", &a).await;
    nodes.happens("a", Event::Starts(StartType::Takeover(named("b")))).await;
    nodes.happens("b", Event::Stopped).await;
    // By hand, to a node of lower rank and back.
    for (from, to, on) in [("a", "c", &c), ("c", "b", &b), ("b", "a", &a)] {
        let take = on.system.takeover_application("chucky", Mode::Temporary);
        assert_eq!(timeout(DEADLINE, take).await.unwrap(), Ok(()));
        let moved = StartType::Takeover(named(from));
        nodes.happens(to, Event::Starts(moved)).await;
        nodes.happens(from, Event::Stopped).await;
        for member in [&a, &b, &c] {
            answers_from(&member.system, to).await;
        }
    }
    is_over.store(true, Ordering::Relaxed);
    let names = ["b", "a", "c", "b", "a"].map(|it| named(it).to_string());
    for asker in askers {
        let (answers, longest) = asker.await.unwrap();
        println!("the longest wait for an answer: {longest:?}");
        assert_eq!(answers, names);
    }
    nodes.nothing_happened();
}

#[tokio::test]
async fn the_old_one_answers_until_the_new_one_is_ready() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(NO_DELAY);
    let [b, c] = nodes.waiting(["b", "c"], &shared).await;
    tokio::join!(start(&nodes, "b", &b), start(&nodes, "c", &c));
    nodes.happens("b", Event::Starts(StartType::Normal)).await;
    let a = alone(&nodes, "a", &shared).await;
    let ready = Arc::new(Notify::new());
    let slow = {
        let ready = ready.clone();
        nodes.story("a", move |_| {
            let ready = ready.clone();
            async move { tree(chucky::child_when(ready)).await }
        })
    };
    let taken = async { a.start_application(slow).await.unwrap() };
    let asked = async {
        let moved = StartType::Takeover(named("b"));
        nodes.happens("a", Event::Starts(moved)).await;
        for _ in 0..100 {
            let chucky = c.system.across::<Message>(Global::new("chucky"));
            let answer = chucky.call(Message::Fact).await;
            assert_eq!(answer, Ok(named("b").to_string()));
        }
        ready.notify_one();
    };
    tokio::join!(taken, asked);
    nodes.happens("b", Event::Stopped).await;
    answers_from(&c.system, "a").await;
}

async fn tree(child: impl IntoChildSpec) -> Result<SupervisorRef, StartError> {
    Supervisor::new(Strategy::OneForOne).child(child).start_link().await
}

#[tokio::test]
async fn the_old_one_goes_on_if_the_new_one_does_not_start() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(NO_DELAY);
    let [b, c] = nodes.waiting(["b", "c"], &shared).await;
    tokio::join!(start(&nodes, "b", &b), start(&nodes, "c", &c));
    nodes.happens("b", Event::Starts(StartType::Normal)).await;
    let a = alone(&nodes, "a", &shared).await;
    // The first child has taken the name when the second one fails.
    let fails = nodes.story("a", async |_| {
        let broken = ChildSpec::new("broken", async || {
            Err::<ProcessRef<()>, _>(StartError::Init("no facts".into()))
        });
        let tree = Supervisor::new(Strategy::OneForOne);
        tree.child(chucky::child()).child(broken).start_link().await
    });
    let outcome = a.start_application(fails).await;
    assert!(matches!(outcome, Err(ApplicationError::Start { .. })));
    nodes.happens("a", Event::Starts(StartType::Takeover(named("b")))).await;
    for member in [&a, &b, &c] {
        member.sees_it_on("b").await;
        answers_from(&member.system, "b").await;
    }
    assert!(b.runs());
    // It is as it was: the other one stands by.
    drop((a, b));
    nodes.happens("c", Event::Starts(StartType::Failover(named("b")))).await;
    answers_from(&c.system, "c").await;
    nodes.nothing_happened();
}

#[tokio::test]
async fn a_name_is_taken_from_no_other_node() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(NO_DELAY);
    let [b, c] = nodes.waiting(["b", "c"], &shared).await;
    // One that has the name is not of the application.
    let other =
        Application::new("other", async |_| tree(chucky::child()).await);
    c.start_application(other).await.unwrap();
    let (on_b, on_c) = tokio::join!(nodes.start("b", &b), nodes.start("c", &c));
    assert_eq!((on_b, on_c), (Ok(()), Ok(())));
    nodes.happens("b", Event::Starts(StartType::Normal)).await;
    let a = alone(&nodes, "a", &shared).await;
    let story = nodes.story("a", async |_| tree(chucky::child()).await);
    let error = a.start_application(story).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("already started as"), "{text}");
    nodes.happens("a", Event::Starts(StartType::Takeover(named("b")))).await;
    a.sees_it_on("b").await;
    answers_from(&a.system, "c").await;
    nodes.nothing_happened();
}

/// Starts a node that waits for no other.
async fn alone(
    nodes: &Nodes,
    name: &'static str,
    shared: &Distributed,
) -> Member {
    let options = nodes.options(name).distributed(shared.clone());
    Member::start(name, options).await.unwrap()
}
