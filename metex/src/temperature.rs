//! Temperatures, and the units in which a reader may want them.

use std::fmt;

/// A temperature in degrees Celsius, exact to a hundredth.
///
/// Providers answer with at most two decimals, so a whole number of
/// hundredths holds their answer exactly, and 0 °C is 273.15 K to the digit.
/// It prints with one decimal, as the book's programs do.
///
/// ```
/// use metex::Celsius;
///
/// assert_eq!(Celsius::from_kelvin(301.65).unwrap().to_string(), "28.5°C");
/// assert_eq!(Celsius::from_kelvin(273.14).unwrap().to_string(), "0.0°C");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Celsius {
    hundredths: i32,
}

/// How a temperature is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Units {
    /// Degrees Celsius.
    #[default]
    Metric,
    /// Degrees Fahrenheit.
    Imperial,
    /// Kelvin, the unit in which the book's provider answers.
    Standard,
}

impl Celsius {
    const ZERO_IN_KELVIN: i32 = 27_315;
    /// Nothing on a planet is hotter; a reply that says so is wrong.
    const HIGHEST: f64 = 1_000.0;

    /// Takes degrees Celsius, unless no place can be that warm or cold.
    pub fn new(degrees: f64) -> Option<Self> {
        let hundredths = to_hundredths(degrees)?;
        let is_possible = hundredths >= -Self::ZERO_IN_KELVIN;
        is_possible.then_some(Celsius { hundredths })
    }

    /// Takes kelvin, unless no place can be that warm or cold.
    pub fn from_kelvin(kelvin: f64) -> Option<Self> {
        let hundredths = to_hundredths(kelvin)?;
        let is_possible = hundredths >= 0;
        is_possible.then_some(Celsius {
            hundredths: hundredths - Self::ZERO_IN_KELVIN,
        })
    }

    /// Returns the number in `units`, rounded to one decimal.
    pub fn value(self, units: Units) -> f64 {
        f64::from(self.tenths(units)) / 10.0
    }

    /// Returns degrees Celsius as the provider gave them.
    pub fn exact(self) -> f64 {
        f64::from(self.hundredths) / 100.0
    }

    /// Writes the temperature in `units`, such as `83.3°F`.
    pub fn display(self, units: Units) -> impl fmt::Display {
        fmt::from_fn(move |f| {
            let tenths = self.tenths(units);
            let sign = if tenths < 0 { "-" } else { "" };
            let (whole, tenth) = (tenths.abs() / 10, tenths.abs() % 10);
            write!(f, "{sign}{whole}.{tenth}{}", units.symbol())
        })
    }

    /// A whole number knows no negative zero.
    fn tenths(self, units: Units) -> i32 {
        match units {
            Units::Metric => divide(self.hundredths, 10),
            Units::Imperial => divide(self.hundredths * 9 + 16_000, 50),
            Units::Standard => {
                divide(self.hundredths + Self::ZERO_IN_KELVIN, 10)
            }
        }
    }
}

impl fmt::Display for Celsius {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.display(Units::Metric).fmt(f)
    }
}

impl Units {
    /// Returns the name of the unit in which temperatures are shown.
    pub fn name(self) -> &'static str {
        match self {
            Units::Metric => "celsius",
            Units::Imperial => "fahrenheit",
            Units::Standard => "kelvin",
        }
    }

    fn symbol(self) -> &'static str {
        match self {
            Units::Metric => "°C",
            Units::Imperial => "°F",
            Units::Standard => " K",
        }
    }
}

fn to_hundredths(degrees: f64) -> Option<i32> {
    if degrees.is_nan() || degrees.abs() > Celsius::HIGHEST {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a hundred thousand at most"
    )]
    Some((degrees * 100.0).round() as i32)
}

/// Divides, and rounds halves away from zero.
fn divide(dividend: i32, divisor: i32) -> i32 {
    (dividend + dividend.signum() * divisor / 2) / divisor
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(degrees: f64, units: Units) -> String {
        Celsius::new(degrees).unwrap().display(units).to_string()
    }

    #[test]
    fn zero_celsius_is_exactly_273_15_kelvin() {
        assert_eq!(Celsius::from_kelvin(273.15), Celsius::new(0.0));
        assert_eq!(shown(0.0, Units::Standard), "273.2 K");
        assert_eq!(Celsius::from_kelvin(0.0), Celsius::new(-273.15));
    }

    #[test]
    fn there_is_no_negative_zero() {
        assert_eq!(shown(-0.04, Units::Metric), "0.0°C");
        assert_eq!(shown(-0.05, Units::Metric), "-0.1°C");
        assert_eq!(shown(-17.8, Units::Imperial), "0.0°F");
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        assert_eq!(shown(28.45, Units::Metric), "28.5°C");
        assert_eq!(shown(-37.25, Units::Metric), "-37.3°C");
        assert_eq!(Celsius::from_kelvin(300.2).unwrap().to_string(), "27.1°C");
    }

    #[test]
    fn the_units_agree() {
        assert_eq!(shown(28.5, Units::Imperial), "83.3°F");
        assert_eq!(shown(100.0, Units::Imperial), "212.0°F");
        assert_eq!(shown(-40.0, Units::Imperial), "-40.0°F");
        assert_eq!(shown(28.5, Units::Standard), "301.7 K");
    }

    #[test]
    fn an_impossible_temperature_is_refused() {
        for degrees in [-273.16, 1e9, f64::NAN, f64::INFINITY] {
            assert_eq!(Celsius::new(degrees), None);
        }
        assert_eq!(Celsius::from_kelvin(-0.01), None);
    }
}
