//! Step 14: a to-do server that is an agent.

use actor_core::{Mailbox, SupervisorRef, process};
use todo::book_time::SECOND;
use todo::s14_agent::{cache, database, system};
use tokio::time::advance;

use crate::{DATE, with_a_folder};

#[tokio::test(start_paused = true)]
async fn ignores_a_plain_message_and_does_not_expire() {
    with_a_folder(async |_: Mailbox<()>, folder| {
        system::start_link(&folder).await.unwrap();
        let bob = cache::server_process("bob").await.unwrap();
        let agent = bob.process().pid();
        process::send(agent, "nonsense").unwrap();
        advance(3600 * SECOND).await;
        assert_eq!(bob.entries(DATE).await, Ok(vec![]));
        assert_eq!(bob.process().pid(), agent);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn that_cannot_have_its_list_is_not_started() {
    with_a_folder(async |_: Mailbox<()>, folder| {
        system::start_link(&folder).await.unwrap();
        let supervisor = process::whereis(cache::NAME);
        let workers = SupervisorRef::named(database::NAME);
        // The one that looks after bob's list.
        let worker = "database worker 2";
        workers.terminate_child(worker).await.unwrap();
        assert!(cache::server_process("bob").await.is_err());

        workers.restart_child(worker).await.unwrap();
        assert!(cache::server_process("bob").await.is_ok());
        assert_eq!(process::whereis(cache::NAME), supervisor);
    })
    .await;
}
