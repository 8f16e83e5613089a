//! However many nodes there are: as many requests as one would send.

use std::time::Duration;

use blitzy::plan::{Load, Plan, Until};
use blitzy::serve::{self, Config};

use super::nodes::Cluster;
use super::{measure, requests, work};

#[tokio::test(flavor = "multi_thread")]
async fn the_target_counts_what_was_planned() {
    let server = serve::start(Config::default()).await.unwrap();
    let cluster = Cluster::new(4).await;
    let names = cluster.names();
    let mut before = 0;
    for nodes in 1..=4 {
        for n in [0, 1, 2, 3, 7, 50, 199] {
            let work = work(requests(n, 6), &server, "/");
            let nodes = names[..nodes].to_vec();
            let measured = measure(&cluster.system, nodes.clone(), work).await;
            let counted = server.requests() - before;
            before = server.requests();
            assert_eq!(counted, n, "{n} on {}", nodes.len());
            assert_eq!(measured.tally.sent, n);
            assert_eq!(measured.tally.succeeded.len(), n);
            assert_eq!(measured.nodes.len(), nodes.len());
            let each = measured.nodes.iter().map(|it| (it.planned, it.sent));
            let (planned, sent): (Vec<_>, Vec<_>) = each.unzip();
            assert_eq!(sent.iter().sum::<u64>(), n);
            let of = nodes.len() as u64;
            for (number, planned) in (0..).zip(planned) {
                let share = n / of + u64::from(number < n % of);
                assert_eq!(planned, Some(share));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_is_that_of_all_nodes_together() {
    let server = serve::start(Config::default()).await.unwrap();
    let cluster = Cluster::new(3).await;
    let rate = "100".parse().unwrap();
    let duration = Some(Duration::from_secs(1));
    let plan = Plan {
        load: Load::Open { rate, max_in_flight: 1000 },
        until: Until { requests: None, duration },
        connections: 10,
        ..Plan::default()
    };
    let work = work(plan, &server, "/");
    let measured = measure(&cluster.system, cluster.names(), work).await;
    let tally = &measured.tally;
    assert_eq!(tally.sent + tally.missed, 100);
    let each = measured.nodes.iter().map(|node| node.sent + node.missed);
    assert!(each.eq([34, 33, 33]));
    assert_eq!(server.requests(), tally.sent);
}

/// Each path is there once, whoever asks for it.
#[tokio::test(flavor = "multi_thread")]
async fn numbers_in_requests_are_those_of_one_machine() {
    let server = serve::start(Config::default()).await.unwrap();
    let cluster = Cluster::new(3).await;
    // 200 and 201 to 209: each a status that a template chooses by number.
    let work = work(requests(7, 3), &server, "/status/20{{seq}}");
    let measured = measure(&cluster.system, cluster.names(), work).await;
    let statuses: Vec<_> = measured.tally.statuses.into_iter().collect();
    let once: Vec<_> = (200..207).map(|status| (status, 1)).collect();
    assert_eq!(statuses, once);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seconds_add_up_to_the_whole() {
    let server = serve::start(Config::default()).await.unwrap();
    let cluster = Cluster::new(2).await;
    let until =
        Until { requests: None, duration: Some(Duration::from_millis(2300)) };
    let plan = Plan { until, connections: 4, ..Plan::default() };
    let work = work(plan, &server, "/delay/10ms");
    let measured = measure(&cluster.system, cluster.names(), work).await;
    let seconds = &measured.seconds;
    let completed: u64 = seconds.iter().map(|second| second.completed).sum();
    assert_eq!(completed, measured.tally.completed());
    assert_eq!(measured.tally.sent, server.requests());
    assert!(seconds.len() >= 3, "{seconds:?}");
    let numbers = seconds.iter().map(|second| second.at);
    assert!(numbers.eq(0..seconds.len() as u64), "{seconds:?}");
    assert!(measured.elapsed >= Duration::from_millis(2300));
    assert_eq!(cluster.workers[0].said.lock().len(), 1);
}
