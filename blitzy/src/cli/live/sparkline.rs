//! Numbers as a row of bars.

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Draws each number as a bar, the greatest as the highest; nothing at all is
/// a dot, to tell it from a little.
pub(super) fn sparkline(numbers: impl Iterator<Item = u64> + Clone) -> String {
    let greatest = numbers.clone().max().unwrap_or_default();
    let bar = |number: u64| match number {
        0 => '.',
        number => {
            let eighth = (u128::from(number) * 8).div_ceil(greatest.into());
            BARS[usize::try_from(eighth).map_or(7, |eighth| eighth - 1)]
        }
    };
    numbers.map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_number_is_the_highest_bar() {
        assert_eq!(sparkline([1, 2, 3, 4, 5, 6, 7, 8].into_iter()), "▁▂▃▄▅▆▇█");
        assert_eq!(sparkline([u64::MAX, 1].into_iter()), "█▁");
        assert_eq!(sparkline([5, 5].into_iter()), "██");
    }

    #[test]
    fn nothing_is_told_from_a_little() {
        assert_eq!(sparkline([0, 1, 1000].into_iter()), ".▁█");
        assert_eq!(sparkline([0, 0].into_iter()), "..");
        assert_eq!(sparkline([].into_iter()), "");
    }
}
