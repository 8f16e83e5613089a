//! Where values lie along an axis.

/// How values lie along an axis: one gets a place between 0, its begin, and 1,
/// its end. What is beyond an end gets the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scale {
    /// Equal differences are equally long.
    Linear {
        /// The value at the begin.
        from: f64,
        /// The value at the end, which is greater.
        to: f64,
    },
    /// Equal ratios are equally long.
    Log {
        /// The value at the begin, above zero.
        from: f64,
        /// The value at the end, which is greater.
        to: f64,
    },
    /// Percentiles: from 0 to 90 is as long as from 90 to 99, and as from 99 to
    /// 99.9. The end stands for 100.
    Nines {
        /// How many such stretches there are.
        count: f64,
    },
}

impl Scale {
    /// Returns the place of a value.
    pub(crate) fn place(self, value: f64) -> f64 {
        let place = match self {
            Self::Linear { from, to } => (value - from) / (to - from),
            Self::Log { from, to } => {
                (value / from).log10() / (to / from).log10()
            }
            Self::Nines { count } => -(1.0 - value / 100.0).log10() / count,
        };
        // What is no number, as a logarithm of nothing, is before all others.
        if place > 0.0 { place.min(1.0) } else { 0.0 }
    }

    /// Returns the value at a place.
    pub(crate) fn value(self, place: f64) -> f64 {
        match self {
            Self::Linear { from, to } => from + place * (to - from),
            Self::Log { from, to } => from * (to / from).powf(place),
            Self::Nines { .. } if place >= 1.0 => 100.0,
            Self::Nines { count } => {
                100.0 - 100.0 * 0.1_f64.powf(place * count)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NINES: Scale = Scale::Nines { count: 4.0 };

    #[test]
    fn a_value_comes_back_from_its_place() {
        let linear = Scale::Linear { from: -1.0, to: 7.0 };
        let log = Scale::Log { from: 0.001, to: 50.0 };
        for scale in [linear, log, NINES] {
            for place in [0.0, 0.1, 0.5, 0.77, 1.0] {
                let value = scale.value(place);
                let back = scale.place(value);
                assert!((back - place).abs() < 1e-9, "{scale:?} {place}");
            }
        }
    }

    #[test]
    fn every_nine_is_as_long_as_the_last() {
        let places = [90.0, 99.0, 99.9, 99.99].map(|it| NINES.place(it));
        for (place, wanted) in places.into_iter().zip([0.25, 0.5, 0.75, 1.0]) {
            assert!((place - wanted).abs() < 1e-9, "{places:?}");
        }
    }

    #[test]
    fn what_is_beyond_an_end_is_at_the_end() {
        assert!(NINES.place(100.0) >= 1.0);
        assert!(Scale::Log { from: 1.0, to: 10.0 }.place(0.0) <= 0.0);
        let beyond = Scale::Linear { from: 0.0, to: 1.0 }.place(2.0);
        assert!((beyond - 1.0).abs() < 1e-9, "{beyond}");
    }
}
