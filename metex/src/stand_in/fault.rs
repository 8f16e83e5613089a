//! What can go wrong with an answer, by name.

use std::{fmt, str::FromStr, time::Duration};

/// Is something that goes wrong with an answer.
///
/// A request asks for one with the header `X-Fault` or the parameter
/// `fault`; [`StandIn::fault`](super::StandIn::fault) plans one for a city,
/// which also meets clients that cannot be told to send either.
///
/// ```
/// use metex::stand_in::Fault;
///
/// assert_eq!("500x2".parse(), Ok(Fault::Fails { status: 500, times: 2 }));
/// assert!("explode".parse::<Fault>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Answers correctly, this much later: `delay=250` (ms).
    Delay(Duration),
    /// Never answers and keeps the connection: `stall`.
    Stall,
    /// Sends half of the body, then resets the connection: `reset`.
    Reset,
    /// Sends half of the body, then closes the connection: `truncate`.
    Truncate,
    /// Calls something JSON that is not: `not-json`.
    NotJson,
    /// Answers 200 with a page, as a hotel's network does: `html`.
    Html,
    /// Sends one byte at a time with a pause between: `slow` (100 ms) or
    /// `slow=5`.
    Slow(Duration),
    /// Answers with a status: `status=503`.
    Status(u16),
    /// Answers with a status this many times, then works: `500x2`.
    Fails {
        /// Is the status of the answers that fail.
        status: u16,
        /// Is how many answers fail.
        times: u32,
    },
    /// Answers 429: `429`, or with a `Retry-After` in seconds
    /// `429;retry-after=1`.
    RateLimited {
        /// Is the header's value, if the answer has the header.
        retry_after: Option<u32>,
    },
    /// Sends JSON whose fields have other types than documented:
    /// `wrong-shape`.
    WrongShape,
}

/// Says that a text names no fault, and which there are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no fault; there are: {list}", list = Fault::FORMS.join(", "))]
pub struct UnknownFault(String);

impl Fault {
    /// Lists every fault as it is written.
    pub const FORMS: [&str; 12] = [
        "delay=MS",
        "stall",
        "reset",
        "truncate",
        "not-json",
        "html",
        "slow",
        "slow=MS",
        "status=CODE",
        "CODExTIMES",
        "429[;retry-after=SECONDS]",
        "wrong-shape",
    ];

    /// Returns the fault's name without its numbers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Delay(_) => "delay",
            Self::Stall => "stall",
            Self::Reset => "reset",
            Self::Truncate => "truncate",
            Self::NotJson => "not-json",
            Self::Html => "html",
            Self::Slow(_) => "slow",
            Self::Status(_) => "status",
            Self::Fails { .. } => "fails",
            Self::RateLimited { .. } => "429",
            Self::WrongShape => "wrong-shape",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Delay(time) => write!(f, "delay={}", time.as_millis()),
            Self::Slow(time) => write!(f, "slow={}", time.as_millis()),
            Self::Status(status) => write!(f, "status={status}"),
            Self::Fails { status, times } => write!(f, "{status}x{times}"),
            Self::RateLimited { retry_after: Some(seconds) } => {
                write!(f, "429;retry-after={seconds}")
            }
            other => f.write_str(other.name()),
        }
    }
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let unknown = || UnknownFault(text.chars().take(40).collect());
        parse(text.trim()).ok_or_else(unknown)
    }
}

fn parse(text: &str) -> Option<Fault> {
    Some(match text {
        "stall" => Fault::Stall,
        "reset" => Fault::Reset,
        "truncate" => Fault::Truncate,
        "not-json" => Fault::NotJson,
        "html" => Fault::Html,
        "slow" => Fault::Slow(Duration::from_millis(100)),
        "wrong-shape" => Fault::WrongShape,
        "429" => Fault::RateLimited { retry_after: None },
        _ => return parse_with_number(text),
    })
}

fn parse_with_number(text: &str) -> Option<Fault> {
    if let Some(seconds) = text.strip_prefix("429;retry-after=") {
        let retry_after = Some(seconds.parse().ok()?);
        return Some(Fault::RateLimited { retry_after });
    }
    if let Some((name, number)) = text.split_once('=') {
        return match name {
            "delay" => Some(Fault::Delay(millis(number)?)),
            "slow" => Some(Fault::Slow(millis(number)?)),
            "status" => Some(Fault::Status(status(number)?)),
            _ => None,
        };
    }
    let (code, times) = text.split_once('x')?;
    Some(Fault::Fails { status: status(code)?, times: times.parse().ok()? })
}

fn millis(number: &str) -> Option<Duration> {
    let number = number.strip_suffix("ms").unwrap_or(number);
    number.parse::<u32>().ok().map(|ms| Duration::from_millis(ms.into()))
}

fn status(number: &str) -> Option<u16> {
    number.parse().ok().filter(|status| (400..600).contains(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_read_as_it_is_written() {
        for text in [
            "delay=250",
            "stall",
            "reset",
            "truncate",
            "not-json",
            "html",
            "slow=5",
            "status=503",
            "500x2",
            "429",
            "429;retry-after=1",
            "wrong-shape",
        ] {
            assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_text_that_is_no_fault_is_told_what_is() {
        for text in ["", "500x", "status=200", "delay=soon", "429;retry=1"] {
            let error = text.parse::<Fault>().unwrap_err().to_string();
            assert!(error.contains("delay=MS, stall, reset"), "{error}");
        }
    }
}
