//! Queries without any server.

use std::time::Instant;

use actor_core::Mailbox;

use crate::eia05::queries::{self, QueryResult};
use crate::{say, show};

pub(super) const QUERIES: [&str; 5] =
    ["query 1", "query 2", "query 3", "query 4", "query 5"];

pub(super) async fn in_turn_and_at_once(mut mailbox: Mailbox<QueryResult>) {
    say!(
        "Five queries, one after the other, each of which takes two seconds;\n\
         but a second of the book takes twenty milliseconds here:"
    );
    let start = Instant::now();
    for result in queries::one_after_the_other(&QUERIES).await {
        show!("{result}");
    }
    show!("({:.0?})", start.elapsed());

    say!("A process for each. Results come in any order, so we sort them:");
    let start = Instant::now();
    let mut results = queries::all_at_once(&QUERIES, &mut mailbox).await;
    let took = start.elapsed();
    results.sort();
    show!("{}", results.join(", "));
    show!("({took:.0?})");
}
