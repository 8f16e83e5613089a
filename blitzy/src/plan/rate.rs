//! So many in a time.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// So many in a second: `100`, `0.5`, or `30/m` for thirty a minute.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(into = "f64", try_from = "f64")]
pub struct Rate(f64);

/// Why a text is no rate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateError {
    /// It is not a number with an optional unit.
    #[error("{0:?} is no rate; write 100, 0.5, 100/s, 30/m or 1000/h")]
    Malformed(String),
    /// Nobody sends that many, or that few.
    #[error("a rate is above 0 and at most 10000000 a second, not {0}")]
    OutOfRange(String),
}

const MOST: f64 = 1e7;

impl Rate {
    /// Makes one of so many a second.
    ///
    /// # Errors
    ///
    /// [`RateError::OutOfRange`], unless it is above 0 and at most ten million.
    pub fn per_second(rate: f64) -> Result<Self, RateError> {
        if rate > 0.0 && rate <= MOST {
            Ok(Self(rate))
        } else {
            Err(RateError::OutOfRange(rate.to_string()))
        }
    }

    /// Returns how many a second.
    pub fn as_per_second(self) -> f64 {
        self.0
    }
}

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let malformed = || RateError::Malformed(text.to_owned());
        let (number, seconds) = match text.split_once('/') {
            None | Some((_, "s")) => (text.trim_end_matches("/s"), 1.0),
            Some((number, "m")) => (number, 60.0),
            Some((number, "h")) => (number, 3600.0),
            Some(_) => return Err(malformed()),
        };
        let number: f64 = number.trim().parse().map_err(|_| malformed())?;
        Self::per_second(number / seconds)
            .map_err(|_| RateError::OutOfRange(text.to_owned()))
    }
}

impl From<Rate> for f64 {
    fn from(rate: Rate) -> Self {
        rate.0
    }
}

impl TryFrom<f64> for Rate {
    type Error = RateError;

    fn try_from(per_second: f64) -> Result<Self, RateError> {
        Self::per_second(per_second)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 1.0 {
            write!(f, "{}/m", self.0 * 60.0)
        } else {
            write!(f, "{}/s", self.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_number_with_an_optional_unit() {
        let rate = |text: &str| text.parse::<Rate>().map(Rate::as_per_second);
        assert_eq!(rate("100"), Ok(100.0));
        assert_eq!(rate("0.5/s"), Ok(0.5));
        assert_eq!(rate("30/m"), Ok(0.5));
        assert_eq!(rate("1800/h"), Ok(0.5));
    }

    #[test]
    fn anything_else_is_none() {
        for text in ["", "x", "/s", "1/d", "1/s/s", "nan", "inf", "0", "-1"] {
            assert!(text.parse::<Rate>().is_err(), "{text:?}");
        }
    }
}
