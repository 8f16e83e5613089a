//! Which answers are errors: chosen by lot, and yet exactly as many as asked.

use fastrand::Rng;

/// Of so many requests in a row the share of errors is exact.
const BLOCK: u64 = 100;

const MILLION: u64 = 1_000_000;

/// Is the lot, drawn beforehand.
#[derive(Debug)]
pub(super) struct Errors {
    millionths: u64,
    seed: u64,
    /// Is the place of each request of a block, if all were sorted by how
    /// soon they fail.
    places: Vec<u64>,
}

impl Errors {
    /// Draws for a share from 0 to 1.
    pub(super) fn new(share: f64, seed: u64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a million is from 0 to a million"
        )]
        let millionths = (share * 1e6).round() as u64;
        let mut places: Vec<u64> = (0..BLOCK).collect();
        Rng::with_seed(seed).shuffle(&mut places);
        Self { millionths, seed, places }
    }

    pub(super) fn is_none(&self) -> bool {
        self.millionths == 0
    }

    /// Tells whether the request with this number fails.
    pub(super) fn meet(&self, number: u64) -> bool {
        let block = number / BLOCK;
        let before = |blocks: u64| {
            let failed = u128::from(blocks * BLOCK)
                * u128::from(self.millionths)
                / u128::from(MILLION);
            u64::try_from(failed).unwrap_or(u64::MAX)
        };
        let failing = before(block + 1) - before(block);
        // Another order in every block, from one table.
        let turn = Rng::with_seed(self.seed ^ block).u64(..BLOCK);
        let index = usize::try_from((number + turn) % BLOCK);
        index.is_ok_and(|index| self.places[index] < failing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(share: f64, numbers: std::ops::Range<u64>) -> usize {
        let errors = Errors::new(share, 7);
        numbers.filter(|number| errors.meet(*number)).count()
    }

    #[test]
    fn of_each_hundred_exactly_the_share_fails() {
        for block in 0..50 {
            let numbers = block * 100..(block + 1) * 100;
            assert_eq!(failed(0.07, numbers.clone()), 7);
            assert_eq!(failed(0.0, numbers.clone()), 0);
            assert_eq!(failed(1.0, numbers), 100);
        }
    }

    #[test]
    fn what_is_less_than_one_is_carried_over() {
        assert_eq!(failed(0.0125, 0..10_000), 125);
        assert_eq!(failed(0.0001, 0..10_000), 1);
        assert_eq!(failed(0.333_333, 0..1_000_000), 333_333);
    }

    #[test]
    fn a_seed_chooses_which() {
        let chosen = |seed| {
            let errors = Errors::new(0.1, seed);
            (0..1000).filter(|n| errors.meet(*n)).collect::<Vec<u64>>()
        };
        assert_eq!(chosen(1), chosen(1));
        assert_ne!(chosen(1), chosen(2));
        let first = |block: u64| {
            let errors = Errors::new(0.01, 1);
            (0..100).find(|n| errors.meet(block * 100 + *n))
        };
        assert!((0..10).any(|block| first(block) != first(0)));
    }
}
