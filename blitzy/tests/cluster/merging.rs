//! What nodes send makes the tally of one.

use std::time::Duration;

use actor_core::etf;
use blitzy::measure::{Tally, Times};
use proptest::collection::vec;
use proptest::prelude::*;

fn times(nanos: &[u64]) -> Times {
    let mut times = Times::default();
    for nanos in nanos {
        times.record(Duration::from_nanos(*nanos));
    }
    times
}

fn samples() -> impl Strategy<Value = Vec<u64>> {
    // From nanoseconds to hours, evenly by magnitude.
    vec((0_u32..43).prop_flat_map(|bits| 0..1_u64 << bits), 0..200)
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 64,
        rng_seed: proptest::test_runner::RngSeed::Fixed(8),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    /// Written for the cluster, and read, as a node's tally is.
    #[test]
    fn merged_percentiles_are_those_of_one_histogram(
        nodes in vec(samples(), 1..5),
    ) {
        let whole = times(&nodes.concat());
        let mut merged = Tally::default();
        for node in &nodes {
            let tally = Tally {
                sent: node.len() as u64,
                succeeded: times(node),
                statuses: [(200, node.len() as u64)].into(),
                ..Tally::default()
            };
            let sent = etf::to_vec(&tally).unwrap();
            let received: Tally = etf::from_slice(&sent).unwrap();
            prop_assert_eq!(&received, &tally);
            merged.merge(&received);
        }
        let latency = merged.latency();
        prop_assert_eq!(latency.len(), whole.len());
        for percent in [50.0, 90.0, 95.0, 99.0, 99.9, 99.99, 100.0] {
            let percentile = latency.percentile(percent);
            prop_assert_eq!(percentile, whole.percentile(percent));
            prop_assert!(percentile <= latency.max());
        }
        prop_assert_eq!(latency.mean(), whole.mean());
        prop_assert_eq!(merged.sent, whole.len());
    }
}
