//! Tasks that are awaited.

use std::time::Instant;

use super::super::queries;
use crate::{say, show};

pub(super) async fn awaited() {
    say!("Five queries, each a task. Results are in the order of the queries:");
    let start = Instant::now();
    let queries = ["query 1", "query 2", "query 3", "query 4", "query 5"];
    let results = queries::all_at_once(&queries).await;
    let took = start.elapsed();
    show!("{}", results.join(", "));
    show!("({took:.0?})");
}
