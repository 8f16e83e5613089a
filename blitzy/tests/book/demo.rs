//! What the chapter shows.

use std::time::Duration;

use actor_core::{Mailbox, System};
use blitzy::book::demo::{Page, Step, Whom, chapter8, one_step};
use reqwest::Url;
use tokio::task::yield_now;
use tokio::time::timeout;

/// Keeps what was shown.
#[derive(Default)]
struct Notes(String);

impl Page for Notes {
    fn say(&mut self, text: &str) {
        self.0 += text;
        self.0.push('\n');
    }

    fn show(&mut self, text: &str) {
        self.0 += text;
        self.0.push('\n');
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chapter_is_the_same_each_time_and_leaves_nobody() {
    let mut shown = Vec::new();
    for _ in 0..5 {
        let system = System::new("chapter 8");
        let notes = system.enter_with(async |_: Mailbox<()>| {
            let mut notes = Notes::default();
            chapter8(&mut notes).await.unwrap();
            notes.0
        });
        shown.push(notes.await);
        // Those that end with somebody may be a moment later.
        let all_are_gone = async {
            while !system.processes().is_empty() {
                yield_now().await;
            }
        };
        let soon = timeout(Duration::from_mins(1), all_are_gone).await;
        assert!(soon.is_ok(), "{:?}", system.processes());
    }
    assert!(shown[0].contains("status 404: unknown"), "{}", shown[0]);
    for other in &shown {
        assert_eq!(*other, shown[0]);
    }
}

/// Runs a step by hand, and returns what was shown of its report.
async fn by_hand(step: Step, n: usize, whom: Whom) -> String {
    let system = System::new("by hand");
    let notes = system.enter_with(async move |_: Mailbox<()>| {
        let mut notes = Notes::default();
        one_step(&mut notes, step, n, whom).await.unwrap();
        notes.0
    });
    let notes = notes.await;
    system.shutdown().await;
    notes
}

#[tokio::test]
async fn every_step_can_be_taken_by_hand() {
    for step in [Step::Caller, Step::Tasks, Step::Supervised] {
        for n in [0, 1, 20] {
            let shown = by_hand(step, n, Whom::LocalTarget).await;
            let successful = format!("Successful reqs  : {n}\n");
            assert!(shown.contains(&successful), "{step:?}: {shown}");
        }
    }
}

#[tokio::test]
async fn a_target_that_is_not_there_is_reported() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", closed.local_addr().unwrap());
    drop(closed);
    let whom = Whom::Url(Url::parse(&url).unwrap());
    let shown = by_hand(Step::Supervised, 3, whom).await;
    assert!(shown.contains("Failed reqs      : 3\n"), "{shown}");
}
