//! Tallies of parts make the tally of the whole.

use std::time::Duration;

use blitzy::measure::{ErrorClass, Failure, Tally, Times};
use proptest::collection::vec;
use proptest::prelude::*;

fn times(nanos: &[u64]) -> Times {
    let mut times = Times::default();
    for nanos in nanos {
        times.record(Duration::from_nanos(*nanos));
    }
    times
}

fn part() -> impl Strategy<Value = Vec<u64>> {
    // From nanoseconds to hours, evenly by magnitude.
    vec((0_u32..43).prop_flat_map(|bits| 0..1_u64 << bits), 0..300)
}

proptest! {
    #[test]
    fn merged_percentiles_are_those_of_all_samples(parts in vec(part(), 1..6)) {
        let whole = times(&parts.concat());
        let mut merged = Times::default();
        for part in &parts {
            merged.merge(&times(part));
        }
        prop_assert_eq!(merged.len(), whole.len());
        prop_assert_eq!(merged.min(), whole.min());
        prop_assert_eq!(merged.max(), whole.max());
        prop_assert_eq!(merged.total(), whole.total());
        for percent in [0.0, 50.0, 90.0, 95.0, 99.0, 99.9, 99.99, 100.0] {
            let percentile = merged.percentile(percent);
            prop_assert_eq!(percentile, whole.percentile(percent));
            prop_assert!(percentile <= merged.max());
            prop_assert!(percentile >= merged.min());
        }
    }

    #[test]
    fn what_is_written_is_read_again(nanos in part()) {
        let times = times(&nanos);
        let text = serde_json::to_string(&times).unwrap();
        let read: Times = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read.len(), &times.len());
        prop_assert_eq!(read.total(), times.total());
        for percent in [0.0, 50.0, 99.0, 100.0] {
            prop_assert_eq!(read.percentile(percent), times.percentile(percent));
        }
    }

    #[test]
    fn a_percentile_is_a_thousandth_off_at_most(nanos in part()) {
        let mut sorted = nanos.clone();
        sorted.sort_unstable();
        let times = times(&nanos);
        if let Some(last) = sorted.len().checked_sub(1) {
            let median = sorted[last / 2];
            let ours = times.percentile(50.0).unwrap();
            let ours = u64::try_from(ours.as_nanos()).unwrap();
            prop_assert!(ours.abs_diff(median) <= median / 1000 + 1);
        }
    }
}

#[test]
fn nothing_has_no_percentile() {
    let none = Times::default();
    assert_eq!(none.percentile(99.0), None);
    assert_eq!((none.min(), none.max(), none.mean()), (None, None, None));
    assert_eq!(none.longer_than(Duration::ZERO), 0);
}

#[test]
fn a_tally_keeps_the_first_example_of_a_class() {
    let refused = |text: &str| Failure::new(ErrorClass::Refused, text);
    let mut one = Tally::default();
    one.count_failure(refused("first"));
    let mut other = Tally::default();
    other.count_failure(refused("second"));
    other.count_failure(Failure::new(ErrorClass::Tls, "third"));
    one.merge(&other);
    let refused = &one.error_classes[&ErrorClass::Refused];
    assert_eq!((refused.count, refused.example.as_str()), (2, "first"));
    assert_eq!(one.error_classes[&ErrorClass::Tls].count, 1);
}

#[test]
fn a_histogram_that_contradicts_itself_is_refused() {
    let text = serde_json::to_string(&times(&[1_000_000])).unwrap();
    let lie = text.replace("\"max_ns\":1000000", "\"max_ns\":5");
    assert_ne!(text, lie);
    assert!(serde_json::from_str::<Times>(&lie).is_err());
    let cut = text.replace("HIST", "AAAA");
    assert!(serde_json::from_str::<Times>(&cut).is_err());
}
