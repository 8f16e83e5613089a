//! The end of a term is found without building it.

use proptest::prelude::*;

use crate::etf::{decode, skip};

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: proptest::test_runner::RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_a_term_can_be_skipped(
        bytes in proptest::collection::vec(
            prop_oneof![
                4 => 70u8..121,
                4 => 0u8..4,
                1 => any::<u8>(),
            ],
            0..40,
        ),
    ) {
        if let Ok((_, length)) = decode(&bytes) {
            prop_assert_eq!(skip(&bytes), Ok(length));
        }
    }
}
