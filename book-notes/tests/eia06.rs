//! The programs of Elixir in Action, chapter 6, on a clock that is paused.

use actor_core::gen_server::{Init, StartError};
use actor_core::{CallError, ExitReason, GenServer, Mailbox, System, process};
use book_notes::book_time::SECOND;
use book_notes::eia06::v3_gen_server::cleanup;
use book_notes::eia06::v3_gen_server::starting::Obedient;
use book_notes::eia06::{v1_call, v2_cast, v3_gen_server};
use tokio::time::{Instant, timeout};

mod a_store_by_hand {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn keeps_values_when_all_is_a_call() {
        use v1_call::key_value_store::KeyValueStore;
        System::new("test")
            .enter_with(async |mut mailbox| {
                let store = KeyValueStore::start();
                store.put("a", "1", &mut mailbox).await;
                store.put("b", "2", &mut mailbox).await;
                let a = store.get("a", &mut mailbox).await;
                let b = store.get("b", &mut mailbox).await;
                assert_eq!(a.as_deref(), Some("1"));
                assert_eq!(b.as_deref(), Some("2"));
                assert_eq!(store.get("c", &mut mailbox).await, None);
            })
            .await;
    }

    #[tokio::test(start_paused = true)]
    async fn keeps_values_when_to_put_is_a_cast() {
        use v2_cast::key_value_store::KeyValueStore;
        System::new("test")
            .enter_with(async |mut mailbox| {
                let store = KeyValueStore::start();
                store.put("a", "1");
                store.put("b", "2");
                store.put("a", "3");
                let a = store.get("a", &mut mailbox).await;
                let b = store.get("b", &mut mailbox).await;
                assert_eq!(a.as_deref(), Some("3"));
                assert_eq!(b.as_deref(), Some("2"));
                assert_eq!(store.get("c", &mut mailbox).await, None);
            })
            .await;
    }

    /// The book's defect: its call knows neither of deaths nor of time.
    #[tokio::test(start_paused = true)]
    async fn is_waited_for_for_ever_when_it_is_dead() {
        use v2_cast::key_value_store::KeyValueStore;
        System::new("test")
            .enter_with(async |mut mailbox| {
                let store = KeyValueStore::start();
                process::exit(store.process(), ExitReason::Kill);
                let answer = store.get("a", &mut mailbox);
                let a_year = 365 * 24 * 3600 * SECOND;
                assert!(timeout(a_year, answer).await.is_err());
            })
            .await;
    }
}

mod a_gen_server {
    use super::*;
    use v3_gen_server::key_value_store::KeyValueStore;

    #[tokio::test(start_paused = true)]
    async fn keeps_values() {
        System::new("test")
            .enter(async {
                let store = KeyValueStore::start().await.unwrap();
                store.put("a", "1");
                store.put("b", "2");
                assert_eq!(store.get("a").await, Ok(Some("1".to_owned())));
                assert_eq!(store.get("b").await, Ok(Some("2".to_owned())));
                assert_eq!(store.get("c").await, Ok(None));
            })
            .await;
    }

    #[tokio::test(start_paused = true)]
    async fn is_the_only_one_of_its_name() {
        System::new("test")
            .enter(async {
                let store = KeyValueStore::start().await.unwrap();
                let holder = store.process().pid();
                let second = KeyValueStore::start().await;
                let taken = StartError::AlreadyStarted(holder);
                assert_eq!(second.unwrap_err(), taken);

                store.put("a", "1");
                let by_name = KeyValueStore::registered();
                assert_eq!(by_name.get("a").await, Ok(Some("1".to_owned())));
            })
            .await;
    }

    #[tokio::test(start_paused = true)]
    async fn frees_its_name_and_answers_nobody_when_it_has_stopped() {
        System::new("test")
            .enter_with(async |mut mailbox: Mailbox<()>| {
                let store = KeyValueStore::start().await.unwrap();
                let monitor = process::monitor(store.process());
                store.stop();
                let down = mailbox.down(monitor).await;
                assert_eq!(down.reason, ExitReason::Normal);
                assert_eq!(store.get("a").await, Err(CallError::NoProc));
                // A cast does not tell.
                store.put("a", "1");
                assert!(KeyValueStore::start().await.is_ok());
            })
            .await;
    }

    #[tokio::test(start_paused = true)]
    async fn goes_on_after_a_message_that_it_does_not_know() {
        System::new("test")
            .enter(async {
                let store = KeyValueStore::start().await.unwrap();
                store.put("a", "1");
                process::send(store.process(), "nonsense").unwrap();
                assert_eq!(store.get("a").await, Ok(Some("1".to_owned())));
            })
            .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_cleanup_comes_every_five_seconds() {
    System::new("test")
        .enter_with(async |mut mailbox| {
            let start = Instant::now();
            cleanup::start(mailbox.this()).await.unwrap();
            for seconds in [5, 10, 15] {
                assert_eq!(mailbox.receive().await, "performing cleanup...");
                let elapsed = start.elapsed().as_nanos() / SECOND.as_nanos();
                assert_eq!(elapsed, seconds);
            }
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn init_says_whether_there_will_be_a_server() {
    System::new("test")
        .enter(async {
            let server = Obedient::start(Init::ok(Obedient)).await;
            assert!(server.unwrap().is_alive());
            let ignored = Obedient::start(Init::Ignore).await;
            assert_eq!(ignored.unwrap_err(), StartError::Ignore);
            let stopped = Obedient::start(Init::error("no disk")).await;
            let reason = ExitReason::other("no disk");
            assert_eq!(stopped.unwrap_err(), StartError::Init(reason));
        })
        .await;
}
