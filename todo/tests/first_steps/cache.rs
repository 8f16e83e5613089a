//! Step 5: many lists, each with a server.

use actor_core::CallError;
use todo::s05_cache::cache::TodoCache;
use todo::s05_cache::load_test::LoadTest;

use super::*;

#[tokio::test(start_paused = true)]
async fn a_name_has_always_the_same_server() {
    System::new("test")
        .enter(async {
            let cache = TodoCache::start().await.unwrap();
            let bob = cache.server_process("bob").await.unwrap();
            let same = cache.server_process("bob").await.unwrap();
            let alice = cache.server_process("alice").await.unwrap();
            assert_eq!(bob.process().pid(), same.process().pid());
            assert_ne!(bob.process().pid(), alice.process().pid());

            bob.add_entry(dentist());
            let today = same.entries(TODAY).await;
            assert_eq!(today, Ok(vec![(1, dentist())]));
            assert_eq!(alice.entries(TODAY).await, Ok(vec![]));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_hundred_who_ask_at_once_are_given_one_server() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Pid>| {
            let cache = TodoCache::start().await.unwrap();
            for _ in 0..100 {
                let (cache, page) = (cache.clone(), mailbox.this());
                process::spawn(async move |_: Mailbox<()>| {
                    let bob = cache.server_process("bob").await.unwrap();
                    page.send(bob.process().pid());
                });
            }
            let first = mailbox.receive().await;
            for _ in 1..100 {
                assert_eq!(mailbox.receive().await, first);
            }
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn two_caches_have_nothing_to_do_with_each_other() {
    System::new("test")
        .enter(async {
            let first = TodoCache::start().await.unwrap();
            let second = TodoCache::start().await.unwrap();
            let bob = first.server_process("bob").await.unwrap();
            let other = second.server_process("bob").await.unwrap();
            bob.add_entry(dentist());
            assert_eq!(other.entries(TODAY).await, Ok(vec![]));
        })
        .await;
}

/// The book's defect.
#[tokio::test(start_paused = true)]
async fn a_dead_server_is_not_forgotten() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let cache = TodoCache::start().await.unwrap();
            let bob = cache.server_process("bob").await.unwrap();
            kill(&mut mailbox, bob.process().pid()).await;
            let dead = cache.server_process("bob").await.unwrap();
            assert_eq!(dead.process().pid(), bob.process().pid());
            assert_eq!(dead.entries(TODAY).await, Err(CallError::NoProc));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_cache_that_ends_leaves_its_servers_behind() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let cache = TodoCache::start().await.unwrap();
            let bob = cache.server_process("bob").await.unwrap();
            bob.add_entry(dentist());
            kill(&mut mailbox, cache.process().pid()).await;
            let today = bob.entries(TODAY).await;
            assert_eq!(today, Ok(vec![(1, dentist())]));
            let error = cache.server_process("bob").await.unwrap_err();
            assert_eq!(error, CallError::NoProc);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_load_test_starts_a_server_for_each_list() {
    System::new("test")
        .enter(async {
            let cache = TodoCache::start().await.unwrap();
            let before = System::current().process_count();
            let test = LoadTest { lists: 1000, intervals: 10 };
            let intervals = test.run(&cache).await.unwrap();
            assert_eq!(intervals.len(), 10);
            let now = System::current().process_count();
            assert_eq!(now - before, 10_000);

            let one = cache.server_process("cache_31").await.unwrap();
            assert_eq!(System::current().process_count(), now);
            assert_eq!(one.entries(TODAY).await, Ok(vec![]));
        })
        .await;
}
