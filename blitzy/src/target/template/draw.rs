//! What is drawn for a request.

/// What is drawn for one request, from a seed and the request's number alone:
/// the same whoever asks, when, and on which machine.
///
/// The generator is `SplitMix64`, written out because no later version of
/// somebody else's may change what a seed gives.
pub(in crate::target) struct Draw {
    number: u64,
    state: u64,
}

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Draw {
    /// Makes what is drawn for the request with this number.
    pub(in crate::target) fn new(seed: u64, number: u64) -> Self {
        // Scrambled twice, so that neither neighbouring seeds nor neighbouring
        // numbers meet each other's draws.
        let state = scrambled(scrambled(seed.wrapping_add(STEP)) ^ number);
        Self { number, state }
    }

    /// Returns the number of the request.
    pub(in crate::target) fn number(&self) -> u64 {
        self.number
    }

    /// Returns an index into so many, at random.
    pub(in crate::target) fn index(&mut self, length: usize) -> usize {
        let index = (u128::from(self.next()) * length as u128) >> 64;
        usize::try_from(index).unwrap_or(0)
    }

    /// Returns an index into so many, in turn.
    pub(in crate::target) fn turn(&self, length: usize) -> usize {
        usize::try_from(self.number % length as u64).unwrap_or(0)
    }

    /// Returns a whole number, both ends included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u128::from(high.abs_diff(low)) + 1;
        let above = (u128::from(self.next()) * width) >> 64;
        low.wrapping_add_unsigned(u64::try_from(above).unwrap_or(0))
    }

    /// Returns the five groups of a random UUID.
    pub(super) fn uuid(&mut self) -> [u64; 5] {
        let (high, low) = (self.next(), self.next());
        [
            high >> 32,
            high >> 16 & 0xffff,
            high & 0x0fff | 0x4000,
            low >> 48 & 0x3fff | 0x8000,
            low & 0xffff_ffff_ffff,
        ]
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        scrambled(self.state)
    }
}

fn scrambled(number: u64) -> u64 {
    let number = (number ^ number >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ number >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ number >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_splitmix64() {
        // What its inventors' program prints for the seed 1234567.
        let mut draw = Draw { number: 0, state: 1_234_567 };
        assert_eq!(draw.next(), 6_457_827_717_110_365_317);
        assert_eq!(draw.next(), 3_203_168_211_198_807_973);
        assert_eq!(draw.next(), 9_817_491_932_198_370_423);
    }

    #[test]
    fn the_whole_range_of_numbers_can_be_drawn_from() {
        for number in 0..1000 {
            Draw::new(1, number).between(i64::MIN, i64::MAX);
        }
        assert_eq!(Draw::new(1, 2).between(i64::MAX, i64::MAX), i64::MAX);
    }

    #[test]
    fn neighbouring_numbers_and_seeds_draw_evenly() {
        let mut counts = [0; 10];
        for seed in 0..100 {
            for number in 0..100 {
                counts[Draw::new(seed, number).index(10)] += 1;
            }
        }
        for count in counts {
            assert!((900..1100).contains(&count), "{counts:?}");
        }
    }
}
