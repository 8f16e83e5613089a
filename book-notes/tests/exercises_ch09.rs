//! Solutions to the exercises of chapter 9.

use std::net::TcpListener;
use std::time::Duration;

use actor_core::application::Mode;
use actor_core::node::global;
use actor_core::{CallError, Node, System};
use chucky::application::application;
use chucky::{Facts, server};
use tokio::task::yield_now;
use tokio::time::timeout;

/// 1: asks until somebody answers, for a question that may be asked twice.
async fn fact_within(time: Duration) -> Option<String> {
    let ask = async {
        loop {
            match server::fact().await {
                Ok(fact) => return Some(fact),
                Err(
                    CallError::NoProc
                    | CallError::Exited(_)
                    | CallError::NodeDown,
                ) => yield_now().await,
                // It would be the same the next time.
                Err(_) => return None,
            }
        }
    };
    timeout(time, ask).await.ok().flatten()
}

#[tokio::test]
async fn who_asks_again_sees_no_gap() {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = socket.local_addr().unwrap().port();
    drop(socket);
    let system = System::new("a");
    let node = Node::named("a@127.0.0.1").epmd_port(port);
    node.cookie("pizza".parse().unwrap()).start(&system).await.unwrap();
    let facts = Facts::of("Only this.").unwrap();
    let start = system.start_application(application(facts), Mode::Permanent);
    start.await.unwrap();

    // The server ends, and its supervisor starts another one.
    let ask = async {
        let before = global::whereis(server::NAME).unwrap();
        System::current().exit(before, "told to");
        let fact = fact_within(Duration::from_secs(30)).await;
        (fact, global::whereis(server::NAME) == Some(before))
    };
    let (fact, is_the_same) = system.enter(ask).await;
    assert_eq!(fact.as_deref(), Some("Only this."));
    assert!(!is_the_same);
    system.shutdown().await;
}

/// 2: a fact may have several lines; an empty one is between two facts.
fn paragraphs(text: &str) -> Option<Facts> {
    let lines = text.lines().map(str::trim).collect::<Vec<_>>();
    let paragraphs = lines.split(|line| line.is_empty());
    let facts: Vec<_> = paragraphs.map(|lines| lines.join(" ")).collect();
    Facts::of(&facts.join("\n"))
}

#[test]
fn a_fact_may_have_several_lines() {
    let facts = paragraphs("\nOne\n  fact.\n\n\nAnother.\n").unwrap();
    assert_eq!(facts.all(), ["One fact.", "Another."]);
    assert_eq!(paragraphs("\n \n"), None);
}
