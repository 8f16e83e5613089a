//! Step 13: metrics.

use actor_core::{Mailbox, System, Task, process};
use todo::book_time::SECOND;
use todo::demo::kill::kill;
use todo::s13_metrics::metrics::{self, Metrics};
use todo::s13_metrics::{cache, system};
use tokio::time::Instant;

use crate::with_a_folder;

#[tokio::test(start_paused = true)]
async fn are_reported_every_ten_seconds() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Metrics>| {
            let (me, start) = (mailbox.this(), Instant::now());
            let report = move |metrics| me.send(metrics);
            Task::start_link(metrics::every_ten_seconds(report));
            let first = mailbox.receive().await;
            assert_eq!(start.elapsed(), 10 * SECOND);
            process::spawn(async |mut m: Mailbox<()>| m.receive().await);
            let second = mailbox.receive().await;
            assert_eq!(start.elapsed(), 20 * SECOND);
            assert_eq!(first.process_count, 2);
            assert_eq!(second.process_count, 3);
        })
        .await;
}

#[cfg(target_os = "linux")]
#[tokio::test(start_paused = true)]
async fn have_the_memory_of_the_program() {
    System::new("test")
        .enter(async {
            let before = Metrics::collect().memory_usage.unwrap();
            let filled = vec![1_u8; 64 << 20];
            let after = Metrics::collect().memory_usage.unwrap();
            assert!(after > before + (32 << 20), "{before} {after}");
            drop(filled);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn are_the_first_child_and_not_missed_when_they_end() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        let system = system::start_link(&folder).await.unwrap();
        let children = system.which_children().await.unwrap();
        let ids: Vec<_> = children.iter().map(|c| c.id.as_str()).collect();
        let names = ["ProcessRegistry", "Database", "Cache"];
        let names = names.map(|name| format!("Todo.{name}"));
        assert_eq!(ids[0], metrics::ID);
        assert_eq!(ids[1..], names);

        let bob = cache::server_process("bob").await.unwrap();
        let pid = bob.process().pid();
        kill(&mut mailbox, children[0].pid().unwrap()).await;
        let counts = system.count_children().await.unwrap();
        assert_eq!((counts.specs, counts.active), (3, 3));
        assert_eq!(bob.process().pid(), pid);
    })
    .await;
}
