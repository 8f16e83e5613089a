//! How durations and moments are written in a document, and counts become
//! decimals and percentages.

/// Returns a count as a decimal.
#[expect(
    clippy::cast_precision_loss,
    reason = "beyond 2^53 nobody reads the last digit"
)]
pub(super) fn decimal(count: u64) -> f64 {
    count as f64
}

/// Returns what percentage a part is of a whole, which is more than nothing.
pub(super) fn percent(part: u64, whole: u64) -> f64 {
    100.0 * decimal(part) / decimal(whole)
}

/// Returns the count that is nearest.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is out of range becomes the nearest that is in it"
)]
pub(super) fn nearest(decimal: f64) -> u64 {
    decimal.round() as u64
}

/// A duration as milliseconds, exact to the nanosecond up to a hundred days.
pub(super) mod millis {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    /// A century, so that moments and durations can be added.
    const LONGEST: f64 = 100.0 * 366.0 * 24.0 * 3600.0 * 1000.0;

    pub(in crate::report) fn serialize<S: Serializer>(
        time: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        of(*time).serialize(serializer)
    }

    pub(in crate::report) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        let millis = f64::deserialize(deserializer)?;
        if (0.0..=LONGEST).contains(&millis) {
            Ok(Duration::from_nanos(super::nearest(millis * 1e6)))
        } else {
            Err(D::Error::custom(format!(
                "{millis} ms is no duration from 0 to a century"
            )))
        }
    }

    /// Returns it as milliseconds.
    pub(in crate::report) fn of(time: Duration) -> f64 {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        super::decimal(nanos) / 1e6
    }
}

/// As [`millis`], and `null` for none.
pub(super) mod optional_millis {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Deserialize)]
    struct Millis(#[serde(with = "super::millis")] Duration);

    #[expect(clippy::ref_option, reason = "serde calls it so")]
    pub(in crate::report) fn serialize<S: Serializer>(
        time: &Option<Duration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        time.map(super::millis::of).serialize(serializer)
    }

    pub(in crate::report) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Duration>, D::Error> {
        let millis = Option::<Millis>::deserialize(deserializer)?;
        Ok(millis.map(|Millis(time)| time))
    }
}

/// A moment as RFC 3339 writes it.
pub(super) mod moment {
    use std::time::SystemTime;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(in crate::report) fn serialize<S: Serializer>(
        moment: &SystemTime,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&humantime::format_rfc3339_nanos(*moment))
    }

    pub(in crate::report) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<SystemTime, D::Error> {
        let text = String::deserialize(deserializer)?;
        humantime::parse_rfc3339(&text).map_err(|error| {
            D::Error::custom(format!("{text:?} is no moment: {error}"))
        })
    }
}
