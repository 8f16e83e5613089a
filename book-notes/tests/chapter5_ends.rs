//! Chapter 5 ends its own processes, also those that trap exits.

use actor_core::System;
use book_notes::ch05;
use tokio::time::Instant;

/// On a paused clock the time passes only if there is somebody to wait for.
#[tokio::test(start_paused = true)]
async fn nobody_has_to_be_killed_when_chapter_5_is_over() {
    let system = System::new("test");
    system.enter_with(ch05::run).await.unwrap();
    let over = Instant::now();
    system.shutdown().await;
    let waited = over.elapsed();
    assert!(waited.is_zero(), "a process trapped the shutdown: {waited:?}");
}
