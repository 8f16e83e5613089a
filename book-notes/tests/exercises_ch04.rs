//! Solutions to the exercises of chapter 4.

use std::collections::BTreeMap;
use std::time::Duration;

use actor_core::gen_server::{Info, Init, Next};
use actor_core::{GenServer, Mailbox, ProcessRef, Reply, System, process};
use metex::cache::Cache;

/// 1: the server is `metex::cache`.
#[tokio::test]
async fn a_cache_returns_what_was_written_last() {
    System::new("test")
        .enter(async {
            let cache = Cache::start_link().await.unwrap();
            assert_eq!(cache.read("Pizza").await, Ok(None));
            cache.write("Pizza", vec!["cheese"]);
            cache.write("Pizza", vec!["cheese", "basil"]);
            let pizza = cache.read("Pizza").await;
            assert_eq!(pizza, Ok(Some(vec!["cheese", "basil"])));
            assert_eq!(cache.exists("Pizza").await, Ok(true));

            cache.delete("Pizza");
            assert_eq!(cache.exists("Pizza").await, Ok(false));
            cache.write("Tea", vec!["water"]);
            cache.clear();
            assert_eq!(cache.read("Tea").await, Ok(None));
        })
        .await;
}

/// 2: two writers, each of which reads what it wrote itself.
#[tokio::test]
async fn a_cast_and_a_call_of_one_process_keep_their_order() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let cache = Cache::start_link().await.unwrap();
            for writer in ["one", "two"] {
                let (cache, done) = (cache.clone(), mailbox.this());
                process::spawn_link(async move |_: Mailbox<()>| {
                    for number in 0..100 {
                        cache.write(writer, number);
                        assert_eq!(cache.read(writer).await, Ok(Some(number)));
                    }
                    done.send(());
                });
            }
            mailbox.receive().await;
            mailbox.receive().await;
        })
        .await;
}

/// 3: a counter that forgets everything when nobody asks for a while.
struct Forgetful {
    counts: BTreeMap<String, u64>,
    patience: Duration,
}

enum Message {
    Count(String),
    Counts(Reply<BTreeMap<String, u64>>),
}

impl GenServer for Forgetful {
    type Args = Duration;
    type Message = Message;

    async fn init(patience: Duration) -> Init<Self> {
        Init::ok(Forgetful { counts: BTreeMap::new(), patience })
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Count(city) => *self.counts.entry(city).or_default() += 1,
            Message::Counts(reply) => reply.send(self.counts.clone()),
        }
        Next::ContinueWithin(self.patience)
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        if let Info::Timeout = info {
            self.counts.clear();
        }
        Next::Continue
    }
}

#[tokio::test(start_paused = true)]
async fn a_minute_without_a_question_resets_the_counter() {
    System::new("test")
        .enter(async {
            let patience = Duration::from_mins(1);
            let server: ProcessRef<Message> =
                Forgetful::start_link(patience).await.unwrap();
            server.cast(Message::Count("Singapore".into()));
            tokio::time::advance(patience / 2).await;
            let counts = server.call(Message::Counts).await.unwrap();
            assert_eq!(counts["Singapore"], 1);

            tokio::time::sleep(patience * 2).await;
            let counts = server.call(Message::Counts).await.unwrap();
            assert_eq!(counts.len(), 0);
        })
        .await;
}
