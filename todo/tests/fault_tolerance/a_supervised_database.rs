//! Step 10: a supervised database.

use actor_core::Mailbox;
use todo::demo::kill::{kill, process_count};
use todo::s01_list::Entry;
use todo::s10_supervised_database::{cache, database, system};

use crate::{DATE, whereis, with_a_folder};

#[tokio::test(start_paused = true)]
async fn takes_its_workers_along_and_nobody_else() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        let system = system::start_link(&folder).await.unwrap();
        let bob = cache::server_process("bob").await.unwrap();
        let worker = database::choose_worker("bob").await;
        let (first, count) = (whereis(cache::NAME), process_count());
        kill(&mut mailbox, whereis(database::NAME)).await;
        system.count_children().await.unwrap();

        assert!(!worker.is_alive());
        assert_eq!(whereis(cache::NAME), first);
        assert_eq!(process_count(), count);
        bob.add_entry(Entry::new(DATE, "Dentist"));
        assert_eq!(bob.entries(DATE).await.unwrap().len(), 1);
        let kept = database::get("bob").await.unwrap();
        assert_eq!(kept.entries(DATE).len(), 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn does_not_keep_one_list_from_ending_the_others() {
    with_a_folder(async |mut mailbox: Mailbox<()>, folder| {
        system::start_link(&folder).await.unwrap();
        let bob = cache::server_process("bob").await.unwrap();
        let alice = cache::server_process("alice").await.unwrap();
        kill(&mut mailbox, bob.process().pid()).await;
        assert!(!alice.process().is_alive());
    })
    .await;
}
