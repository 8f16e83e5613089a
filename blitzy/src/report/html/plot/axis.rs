//! An axis: its scale, and where it has a label.

use super::scale::Scale;

/// An axis: its scale, its labels, and what it shows.
#[derive(Clone, Debug)]
pub(crate) struct Axis {
    /// Where values lie.
    pub(crate) scale: Scale,
    /// Its labels, from begin to end.
    pub(crate) ticks: Vec<Tick>,
    /// What it shows, and in which unit.
    pub(crate) name: String,
}

/// A label at an axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    /// From 0 to 1.
    pub(crate) place: f64,
    /// What is written there.
    pub(crate) label: String,
}

/// Where a label of the horizontal axis has room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    /// On every page.
    Everywhere,
    /// Not on a telephone.
    Wide,
    /// On none.
    Nowhere,
}

/// How wide a plot is at least, in the widths of a letter: on a telephone, and
/// on a larger screen.
const LETTERS: [f64; 2] = [36.0, 60.0];

/// A time in nanoseconds is shown in the greatest unit that it has one of.
const UNITS: [(f64, &str); 4] =
    [(1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns")];

/// Times further apart than this need a logarithmic axis, or the shortest lie
/// on the ground line.
const FAR_APART: f64 = 50.0;

/// The seconds of a day.
const DAY: u64 = 86_400;

/// The lengths of time that a clock is divided in, in seconds.
const CLOCK: [u64; 16] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400,
    21_600,
];

impl Axis {
    /// Makes one of numbers, from 0 to a round one that is at least `most`.
    pub(crate) fn of_counts(most: f64, name: &str) -> Self {
        let step = step_of(most.max(1.0), 5.0).max(1.0);
        Self::even(most.max(1.0), step, name.to_owned(), short)
    }

    /// Makes one of nanoseconds that has all from `least` to `most`.
    pub(crate) fn of_times(least: f64, most: f64) -> Self {
        if most > least * FAR_APART && least > 0.0 {
            return Self::log(least, most, "time, on a logarithmic scale");
        }
        let (unit, symbol) = unit_of(most);
        let step = step_of(most.max(1.0) / unit, 5.0) * unit;
        let label = |value| format!("{} {symbol}", number(value / unit));
        Self::even(most.max(1.0), step, "time".to_owned(), label)
    }

    /// Makes a logarithmic one of nanoseconds that has all from `least` to
    /// `most`, and at least half a decade.
    pub(crate) fn log(least: f64, most: f64, name: &str) -> Self {
        let (least, most) = (least.max(1.0), most.max(1.0));
        let widened = (3.2 * least / most).max(1.0).sqrt();
        let from = (least / widened).max(1.0);
        let to = (most * widened).max(from * 3.2);
        let scale = Scale::Log { from, to };
        let multiples: &[f64] = match (to / from).log10() {
            ..0.9 => &[1.0, 2.0, 3.0, 5.0, 7.0],
            ..1.6 => &[1.0, 2.0, 5.0],
            _ => &[1.0],
        };
        let decades = (0..=14).map(|exponent| 10_f64.powi(exponent));
        let ticks = decades
            .flat_map(|decade| multiples.iter().map(move |it| it * decade))
            .filter(|value| (from * 0.999..=to * 1.001).contains(value))
            .map(|value| {
                let (unit, symbol) = unit_of(value);
                let label = format!("{} {symbol}", number(value / unit));
                Tick { place: scale.place(value), label }
            });
        Self { scale, ticks: ticks.collect(), name: name.to_owned() }
    }

    /// Makes one of the seconds of a run.
    pub(crate) fn of_seconds(seconds: u64) -> Self {
        let seconds = seconds.max(1);
        let fits = |step: &u64| seconds / step <= 8;
        let step = CLOCK
            .into_iter()
            .find(fits)
            .unwrap_or_else(|| seconds.div_ceil(8 * DAY) * DAY);
        let scale = Scale::Linear { from: 0.0, to: seconds as f64 };
        let ticks = (0..=seconds / step).map(|number| {
            let at = number * step;
            let place = scale.place(at as f64);
            Tick { place, label: clock(at) }
        });
        let name = "since the start".to_owned();
        Self { scale, ticks: ticks.collect(), name }
    }

    /// Makes one of the percentiles that so many values have.
    pub(crate) fn of_percentiles(values: u64) -> Self {
        let nines = (values as f64).log10().ceil().clamp(1.0, 6.0);
        let scale = Scale::Nines { count: nines };
        let labels =
            ["0", "50", "90", "99", "99.9", "99.99", "99.999", "99.9999"];
        // The last of them stands for all, to the greatest.
        let within = labels.into_iter().take(nines as usize + 1);
        let ticks = within
            .chain(["100"])
            .map(|label| {
                let percent = label.parse().unwrap_or(100.0);
                Tick { place: scale.place(percent), label: label.to_owned() }
            })
            .collect();
        Self { scale, ticks, name: "percentile".to_owned() }
    }

    /// Returns where there is room for each label beside those before it.
    pub(crate) fn room(&self) -> Vec<Room> {
        let ends = LETTERS.map(|_| f64::NEG_INFINITY);
        let rooms = self.ticks.iter().scan(ends, |ends, tick| {
            let half = tick.label.chars().count() as f64 / 2.0;
            let fits = [0, 1].map(|page| {
                let middle = tick.place * LETTERS[page];
                let fits = middle - half > ends[page] + 0.8;
                if fits {
                    ends[page] = middle + half;
                }
                fits
            });
            Some(match fits {
                [true, _] => Room::Everywhere,
                [false, true] => Room::Wide,
                [false, false] => Room::Nowhere,
            })
        });
        rooms.collect()
    }

    fn even(
        most: f64,
        step: f64,
        name: String,
        label: impl Fn(f64) -> String,
    ) -> Self {
        let count = (most / step - 1e-9).ceil().max(1.0);
        let scale = Scale::Linear { from: 0.0, to: step * count };
        let ticks = (0..=count as u32).map(|number| Tick {
            place: f64::from(number) / count,
            label: label(f64::from(number) * step),
        });
        Self { scale, ticks: ticks.collect(), name }
    }
}

/// Returns 1, 2 or 5 times a power of ten, of which `most` has about `count`.
fn step_of(most: f64, count: f64) -> f64 {
    let rough = most / count;
    let power = 10_f64.powf(rough.log10().floor());
    match rough / power {
        ..1.5 => power,
        ..3.5 => 2.0 * power,
        ..7.5 => 5.0 * power,
        _ => 10.0 * power,
    }
}

fn unit_of(nanos: f64) -> (f64, &'static str) {
    let fits = |(unit, _): &(f64, &str)| nanos >= *unit * 0.999;
    UNITS.into_iter().find(fits).unwrap_or((1.0, "ns"))
}

/// Writes a number without the digits that only come from binary fractions.
fn number(value: f64) -> String {
    let rounded = (value * 1e6).round() / 1e6;
    rounded.to_string()
}

/// Writes a count with a prefix: 12000 is `12 k`.
fn short(count: f64) -> String {
    match count {
        ..1e4 => number(count),
        ..1e6 => format!("{} k", number(count / 1e3)),
        ..1e9 => format!("{} M", number(count / 1e6)),
        _ => format!("{} G", number(count / 1e9)),
    }
}

/// Writes a time since the start as people do: `40 s`, `1:30 min`, `2:15 h`.
pub(crate) fn clock(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{}:{:02} min", seconds / 60, seconds % 60),
        _ if seconds.is_multiple_of(60) => {
            format!("{}:{:02} h", seconds / 3600, seconds / 60 % 60)
        }
        _ => {
            let (minutes, seconds) = (seconds / 60, seconds % 60);
            format!("{}:{:02}:{seconds:02} h", minutes / 60, minutes % 60)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn counts_have_round_labels_to_above_the_greatest() {
        let labels_to = |most| Axis::of_counts(most, "");
        assert_eq!(labels(&labels_to(0.0)), ["0", "1"]);
        assert_eq!(labels(&labels_to(3.0)), ["0", "1", "2", "3"]);
        assert_eq!(
            labels(&labels_to(47_000.0)),
            ["0", "10 k", "20 k", "30 k", "40 k", "50 k"]
        );
    }

    #[test]
    fn times_that_are_near_each_other_have_an_even_axis() {
        let axis = Axis::of_times(1e6, 2.3e6);
        let wanted = ["0 ms", "0.5 ms", "1 ms", "1.5 ms", "2 ms", "2.5 ms"];
        assert_eq!(labels(&axis), wanted);
    }

    #[test]
    fn times_that_are_far_apart_have_a_logarithmic_one() {
        let axis = Axis::of_times(2e5, 2e9);
        assert_eq!(labels(&axis), ["1 ms", "10 ms", "100 ms", "1 s"]);
    }

    #[test]
    fn times_that_are_all_the_same_still_have_an_axis() {
        for time in [0.0, 1.0, 1e6, 8.64e13] {
            for axis in [Axis::of_times(time, time), Axis::log(time, time, "")]
            {
                assert!(axis.ticks.len() >= 2, "{time}: {axis:?}");
                let all_within = (0.0..=1.0).contains(&axis.scale.place(time));
                assert!(all_within, "{time}: {axis:?}");
            }
        }
    }

    #[test]
    fn a_run_of_a_day_has_few_labels() {
        for seconds in [0, 1, 9, 61, 3_599, 86_400, 700_000, u64::MAX] {
            let axis = Axis::of_seconds(seconds);
            assert!((2..=9).contains(&axis.ticks.len()), "{axis:?}");
        }
        assert_eq!(labels(&Axis::of_seconds(90))[5], "1:15 min");
        assert_eq!(labels(&Axis::of_seconds(86_400))[2], "8:00 h");
    }

    #[test]
    fn percentiles_end_where_there_is_only_the_greatest() {
        let axis = Axis::of_percentiles(1000);
        assert_eq!(labels(&axis), ["0", "50", "90", "99", "100"]);
        let axis = Axis::of_percentiles(0);
        assert_eq!(labels(&axis), ["0", "50", "100"]);
    }
}
