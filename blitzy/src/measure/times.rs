//! Many durations, as a histogram.

use std::io::Read;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::ZlibDecoder;
use hdrhistogram::Histogram;
use hdrhistogram::serialization::{
    Deserializer, Serializer as _, V2DeflateSerializer,
};
use serde::{Deserialize, Serialize};

/// Three significant digits: a percentile is at most 0.1 % off.
const DIGITS: u8 = 3;

/// How the compressed format of `HdrHistogram`, version 2, begins.
const COMPRESSED: [u8; 4] = [0x1c, 0x84, 0x93, 0x14];

/// The longest time that is told from a longer one.
const A_DAY: Duration = Duration::from_hours(24);

/// Several times what a histogram of a day in three digits takes, in bytes,
/// when it is not compressed.
const LONGEST: u64 = 4 * 1024 * 1024;

/// Durations that were measured, as a histogram of nanoseconds with three
/// significant digits, and exact in sum, least and greatest.
///
/// It takes at most 300 kB, however many it has. Those of two sources merged
/// are what one would have that got all of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct Times {
    histogram: Histogram<u64>,
    sum: u64,
    min: u64,
    max: u64,
}

impl Default for Times {
    fn default() -> Self {
        let histogram = Histogram::new(DIGITS).expect("three is in 0..=5");
        Self { histogram, sum: 0, min: u64::MAX, max: 0 }
    }
}

impl Times {
    /// Adds one.
    pub fn record(&mut self, time: Duration) {
        let nanos = nanos(time.min(A_DAY));
        self.histogram
            .record(nanos)
            .expect("a histogram that grows has room for a day");
        self.sum = self.sum.saturating_add(nanos);
        self.min = self.min.min(nanos);
        self.max = self.max.max(nanos);
    }

    /// Adds all that another has.
    pub fn merge(&mut self, other: &Self) {
        if other.is_empty() {
            return;
        }
        self.histogram
            .add(&other.histogram)
            .expect("a histogram that grows has room for a day");
        self.sum = self.sum.saturating_add(other.sum);
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    /// Returns how many there are.
    pub fn len(&self) -> u64 {
        self.histogram.len()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.histogram.is_empty()
    }

    /// Returns the time that `percent` of them do not exceed; none if there are
    /// none. It never exceeds [`max`](Self::max).
    pub fn percentile(&self, percent: f64) -> Option<Duration> {
        let value = || self.histogram.value_at_percentile(percent);
        (!self.is_empty())
            .then(|| Duration::from_nanos(value().clamp(self.min, self.max)))
    }

    /// Returns the least.
    pub fn min(&self) -> Option<Duration> {
        (!self.is_empty()).then(|| Duration::from_nanos(self.min))
    }

    /// Returns the greatest.
    pub fn max(&self) -> Option<Duration> {
        (!self.is_empty()).then(|| Duration::from_nanos(self.max))
    }

    /// Returns all of them added up.
    pub fn total(&self) -> Duration {
        Duration::from_nanos(self.sum)
    }

    /// Returns the average.
    pub fn mean(&self) -> Option<Duration> {
        self.sum.checked_div(self.len()).map(Duration::from_nanos)
    }

    /// Returns the standard deviation.
    pub fn deviation(&self) -> Option<Duration> {
        let nanos = (!self.is_empty()).then(|| self.histogram.stdev())?;
        Duration::try_from_secs_f64(nanos / 1e9).ok()
    }

    /// Returns how many are longer than `limit`, which is exact to a thousandth
    /// of the limit.
    pub fn longer_than(&self, limit: Duration) -> u64 {
        self.len() - self.histogram.count_between(0, nanos(limit))
    }

    /// Returns each distinct time, as far as three digits tell, with how many
    /// are of it.
    pub fn buckets(&self) -> impl Iterator<Item = (Duration, u64)> {
        self.histogram.iter_recorded().map(|value| {
            let time = Duration::from_nanos(value.value_iterated_to());
            (time, value.count_at_value())
        })
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// How times are written: the histogram in `HdrHistogram`'s compressed format,
/// version 2, in Base64, which its tools in other languages read.
#[derive(Clone, Serialize, Deserialize)]
struct Written {
    sum_ns: u64,
    min_ns: u64,
    max_ns: u64,
    histogram: String,
}

/// What is wrong with times that were written.
#[derive(Debug, thiserror::Error)]
pub enum TimesError {
    /// The bytes do not begin as a histogram of three digits does, or go on
    /// for longer than one can be.
    #[error("the histogram is none of three digits")]
    Malformed,
    /// The text is no Base64.
    #[error("the histogram is not Base64: {0}")]
    Text(base64::DecodeError),
    /// The bytes are no histogram.
    #[error("the histogram cannot be read: {0}")]
    Bytes(String),
    /// Histogram, least, greatest and sum contradict each other.
    #[error("the histogram and its sum, least or greatest do not agree")]
    Contradiction,
}

impl From<Times> for Written {
    fn from(times: Times) -> Self {
        let mut bytes = Vec::new();
        V2DeflateSerializer::new()
            .serialize(&times.histogram, &mut bytes)
            .expect("a vector takes what is written to it");
        Self {
            sum_ns: times.sum,
            min_ns: times.min().map_or(0, nanos),
            max_ns: times.max,
            histogram: STANDARD.encode(bytes),
        }
    }
}

impl TryFrom<Written> for Times {
    type Error = TimesError;

    fn try_from(written: Written) -> Result<Self, TimesError> {
        let Written { sum_ns, min_ns, max_ns, histogram } = written;
        let histogram = read(&histogram)?;
        let mut times = Self::default();
        let count = u128::from(histogram.len());
        if count == 0 {
            return Ok(times);
        }
        let sums = u128::from(min_ns) * count..=u128::from(max_ns) * count;
        let agrees = histogram.equivalent(min_ns, histogram.min())
            && histogram.equivalent(max_ns, histogram.max())
            && min_ns <= max_ns
            && max_ns <= nanos(A_DAY)
            && sums.contains(&u128::from(sum_ns));
        if !agrees {
            return Err(TimesError::Contradiction);
        }
        let added = times.histogram.add(histogram);
        added.map_err(|error| TimesError::Bytes(error.to_string()))?;
        (times.sum, times.min, times.max) = (sum_ns, min_ns, max_ns);
        Ok(times)
    }
}

/// Reads a histogram that a stranger may have written. It is inflated here,
/// because the library would make room for as much as it says to have.
fn read(text: &str) -> Result<Histogram<u64>, TimesError> {
    let bytes = STANDARD.decode(text).map_err(TimesError::Text)?;
    // The length of what follows is in between, and not needed.
    let compressed = bytes.strip_prefix(&COMPRESSED);
    let compressed = compressed.and_then(|bytes| bytes.get(4..));
    let compressed = compressed.ok_or(TimesError::Malformed)?;
    let mut inflated = Vec::new();
    ZlibDecoder::new(compressed)
        .take(LONGEST)
        .read_to_end(&mut inflated)
        .map_err(|error| TimesError::Bytes(error.to_string()))?;
    // The head of the inner format: the length of the counts at 4, and how
    // many digits they have at 12.
    let word = |at: usize| {
        let bytes = inflated.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(bytes) as usize)
    };
    let is_whole = word(4) == inflated.len().checked_sub(40);
    if !is_whole || word(12) != Some(usize::from(DIGITS)) {
        return Err(TimesError::Malformed);
    }
    Deserializer::new()
        .deserialize(&mut inflated.as_slice())
        .map_err(|error| TimesError::Bytes(error.to_string()))
}
