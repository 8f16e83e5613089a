//! Step 15: an idle to-do server.

use actor_core::{
    CallError, DynamicSupervisorRef, ExitReason, Mailbox, process,
};
use todo::book_time::SECOND;
use todo::s01_list::Entry;
use todo::s15_expiry::{cache, system};
use tokio::time::{Instant, sleep};

use crate::{DATE, with_a_folder};

#[tokio::test(start_paused = true)]
async fn stops_ten_seconds_after_its_last_message() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        system::start_link(&folder).await.unwrap();
        let start = Instant::now();
        let bob = cache::server_process("bob").await.unwrap();
        let monitor = process::monitor(bob.process());
        let down = mailbox.down(monitor).await;
        assert_eq!(down.reason, ExitReason::Normal);
        assert!(in_seconds(start) == 10, "{:?}", start.elapsed());

        let cache = DynamicSupervisorRef::named(cache::NAME);
        let children = cache.count_children().await.unwrap();
        assert_eq!(children.active, 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn starts_to_count_again_at_any_message() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        system::start_link(&folder).await.unwrap();
        let start = Instant::now();
        let bob = cache::server_process("bob").await.unwrap();
        let monitor = process::monitor(bob.process());
        sleep(9 * SECOND).await;
        bob.add_entry(Entry::new(DATE, "Dentist"));
        sleep(9 * SECOND).await;
        assert_eq!(bob.entries(DATE).await.unwrap().len(), 1);
        sleep(9 * SECOND).await;
        process::send(bob.process().pid(), "nonsense").unwrap();
        let down = mailbox.down(monitor).await;
        assert_eq!(down.reason, ExitReason::Normal);
        assert!(in_seconds(start) == 37, "{:?}", start.elapsed());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn is_another_one_with_the_same_list_when_it_is_needed_again() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        system::start_link(&folder).await.unwrap();
        let bob = cache::server_process("bob").await.unwrap();
        let first = bob.process().pid();
        let monitor = process::monitor(first);
        bob.add_entry(Entry::new(DATE, "Dentist"));
        mailbox.down(monitor).await;
        assert_eq!(bob.entries(DATE).await, Err(CallError::NoProc));

        cache::server_process("bob").await.unwrap();
        assert_ne!(bob.process().pid(), first);
        let dentist = (1, Entry::new(DATE, "Dentist"));
        assert_eq!(bob.entries(DATE).await, Ok(vec![dentist]));
    })
    .await;
}

/// The clock of a timer is a millisecond late at most.
fn in_seconds(start: Instant) -> u128 {
    start.elapsed().as_millis() / SECOND.as_millis()
}
