//! What a path asks for, but for `/stats`, which nothing may happen to.

use std::str::FromStr;
use std::time::Duration;

use http::StatusCode;

use super::prompt::Prompt;

/// Bounds what a path can ask for.
const LONGEST_DELAY: Duration = Duration::from_hours(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
const MOST_BYTES: u64 = 1 << 30;

/// Is what a path asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Page {
    /// Is answered from what is known already.
    Prompt(Prompt),
    Delay(Duration),
    Echo,
    Hang,
    Reset,
}

impl Page {
    /// Returns the page of a path without its query.
    pub(super) fn of(path: &str) -> Self {
        match path {
            "/" => Self::Prompt(Prompt::Hello),
            "/echo" => Self::Echo,
            "/hang" => Self::Hang,
            "/reset" => Self::Reset,
            "/cut" => Self::Prompt(Prompt::Cut),
            "/redirect/loop" => Self::Prompt(Prompt::RedirectLoop),
            _ => with_number(path).unwrap_or(Self::Prompt(Prompt::Unknown)),
        }
    }
}

fn with_number(path: &str) -> Option<Page> {
    let (name, rest) = path.strip_prefix('/')?.split_once('/')?;
    let prompt = match name {
        "delay" => return Some(Page::Delay(time(rest, LONGEST_DELAY)?)),
        "status" => Prompt::Status(status(rest)?),
        "bytes" => Prompt::Bytes(bytes(rest)?),
        "redirect" => Prompt::Redirect(number(rest)?),
        "slow-bytes" => {
            let (count, pause) = rest.split_once('/')?;
            Prompt::SlowBytes {
                bytes: bytes(count)?,
                pause: time(pause, LONGEST_PAUSE)?,
            }
        }
        _ => return None,
    };
    Some(Page::Prompt(prompt))
}

/// Reads digits only: Rust would also take `+3`.
fn number<N: FromStr>(text: &str) -> Option<N> {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits.then(|| text.parse().ok())?
}

fn time(text: &str, most: Duration) -> Option<Duration> {
    humantime::parse_duration(text).ok().filter(|time| *time <= most)
}

fn bytes(text: &str) -> Option<u64> {
    number(text).filter(|bytes| *bytes <= MOST_BYTES)
}

/// Reads a final status; 1xx would only announce another answer.
fn status(text: &str) -> Option<StatusCode> {
    let code = number(text).filter(|code| (200..600).contains(code))?;
    StatusCode::from_u16(code).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_asks_for_what_it_says() {
        let ms = Duration::from_millis;
        assert_eq!(Page::of("/delay/200ms"), Page::Delay(ms(200)));
        assert_eq!(Page::of("/delay/1h"), Page::Delay(ms(3_600_000)));
        for (path, prompt) in [
            ("/", Prompt::Hello),
            ("/status/503", Prompt::Status(StatusCode::SERVICE_UNAVAILABLE)),
            ("/bytes/100000", Prompt::Bytes(100_000)),
            ("/redirect/3", Prompt::Redirect(3)),
            (
                "/slow-bytes/20/100ms",
                Prompt::SlowBytes { bytes: 20, pause: ms(100) },
            ),
        ] {
            assert_eq!(Page::of(path), Page::Prompt(prompt), "{path}");
        }
    }

    #[test]
    fn a_path_that_asks_for_too_much_or_for_nonsense_is_unknown() {
        for path in [
            "",
            "//",
            "/x",
            "/delay",
            "/delay/2h",
            "/delay/soon",
            "/status/100",
            "/status/600",
            "/status/+200",
            "/bytes/-1",
            "/bytes/1073741825",
            "/bytes/18446744073709551616",
            "/redirect/",
            "/redirect/loop/3",
            "/slow-bytes/20",
            "/slow-bytes/20/11s",
        ] {
            let unknown = Page::Prompt(Prompt::Unknown);
            assert_eq!(Page::of(path), unknown, "{path}");
        }
    }
}
