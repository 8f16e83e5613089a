//! The programs of Elixir in Action, chapter 10, on a clock that is paused.

use actor_core::System;
use book_notes::book_time::SECOND;
use book_notes::eia10::queries;
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn five_queries_as_tasks_take_the_time_of_one() {
    System::new("test")
        .enter(async {
            let start = Instant::now();
            let queries = ["1", "2", "3", "4", "5"];
            let results = queries::all_at_once(&queries).await;
            assert_eq!(start.elapsed(), 2 * SECOND);
            let expected = queries.map(|query| format!("{query} result"));
            assert_eq!(results, expected);
        })
        .await;
}
