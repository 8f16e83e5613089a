//! What can go wrong with a question about the weather, and what to do then.

use std::time::Duration;

use thiserror::Error;

/// Why there is no temperature.
///
/// No variant holds the API key, nor a URL that contains it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Error {
    /// The provider knows no such place.
    #[error("not found")]
    NotFound {
        /// Places that the reader may have meant; often none.
        suggestions: Vec<String>,
    },
    /// The provider wants another key than it was given.
    #[error("the provider refuses the API key")]
    BadKey,
    /// The provider had too many requests from us.
    #[error("the provider asks for fewer requests")]
    RateLimited {
        /// When it will answer again, if it said so.
        retry_after: Option<Duration>,
    },
    /// No answer came in the time that the caller allowed.
    #[error("no answer in time")]
    Timeout,
    /// The provider itself is in trouble. Holds its HTTP status.
    #[error("the provider has a problem (HTTP {0})")]
    Upstream(u16),
    /// The answer is not what the provider's documentation promises.
    #[error("the answer makes no sense at {at}: {problem}")]
    BadReply {
        /// The place in the JSON, such as `current.temperature_2m`.
        at: String,
        /// What is wrong there.
        problem: String,
    },
    /// The provider cannot be reached, or the connection broke.
    #[error("the provider cannot be reached: {0}")]
    Network(String),
    /// The process that should have answered ended before it did.
    #[error("the process that looked it up crashed")]
    Crashed,
}

impl Error {
    /// Returns what the reader can do about it.
    pub fn hint(&self) -> String {
        match self {
            Error::NotFound { suggestions } if suggestions.is_empty() => {
                "check the spelling, or try a larger town nearby".into()
            }
            Error::NotFound { suggestions } => {
                format!("did you mean {}?", suggestions.join(" or "))
            }
            Error::BadKey => "check --api-key or METEX_API_KEY; a new key \
                 needs up to two hours; without one, Open-Meteo answers"
                .into(),
            Error::RateLimited { retry_after: Some(time) } => {
                format!("try again in {} s", time.as_secs().max(1))
            }
            Error::RateLimited { retry_after: None } => {
                "try again in a minute".into()
            }
            Error::Timeout => "try again, or allow more with --timeout".into(),
            Error::Upstream(_) => "try again in a few minutes".into(),
            Error::BadReply { .. } => "check --base-url; if it is right, the \
                 provider changed its answers"
                .into(),
            Error::Network(_) => "check the connection, or use --offline to \
                 try metex without one"
                .into(),
            Error::Crashed => "RUST_LOG=error shows the crash".into(),
        }
    }

    /// Returns a word for programs that read `--json`.
    pub fn code(&self) -> &'static str {
        match self {
            Error::NotFound { .. } => "not_found",
            Error::RateLimited { .. } => "rate_limited",
            Error::Timeout => "timeout",
            Error::Upstream(_) => "upstream",
            Error::BadReply { .. } => "bad_reply",
            Error::Network(_) => "network",
            Error::BadKey => "bad_key",
            Error::Crashed => "crashed",
        }
    }

    /// Returns the program's exit code; the worse, the higher.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::NotFound { .. } => 3,
            Error::RateLimited { .. } => 4,
            Error::Timeout => 5,
            Error::Upstream(_) => 6,
            Error::BadReply { .. } => 7,
            Error::Network(_) => 8,
            Error::BadKey => 9,
            Error::Crashed => 10,
        }
    }

    /// Returns whether the same question may have an answer a moment later.
    pub(crate) fn is_passing(&self) -> bool {
        matches!(
            self,
            Error::RateLimited { .. }
                | Error::Network(_)
                | Error::Upstream(500..)
        )
    }

    /// Returns whether an older answer is better than this error: the place
    /// is real, only the provider is not there now.
    pub(crate) fn is_outage(&self) -> bool {
        !matches!(self, Error::NotFound { .. } | Error::BadKey)
    }

    pub(crate) fn not_found() -> Self {
        Error::NotFound { suggestions: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_its_own_exit_code_and_a_hint() {
        let errors = [
            Error::not_found(),
            Error::RateLimited { retry_after: None },
            Error::Timeout,
            Error::Upstream(502),
            Error::BadReply { at: "cod".into(), problem: "absent".into() },
            Error::Network("connection refused".into()),
            Error::BadKey,
            Error::Crashed,
        ];
        let codes: Vec<_> = errors.iter().map(Error::exit_code).collect();
        assert_eq!(codes, [3, 4, 5, 6, 7, 8, 9, 10]);
        assert!(errors.iter().all(|error| !error.hint().is_empty()));
    }
}
