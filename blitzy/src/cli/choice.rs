//! Which engine sends the requests, and why.

use super::args::{Engine, How};
use super::usage::UsageError;
use crate::engine::{Cookies, Kind, Settings};

/// Which engine sends the requests, and why.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) settings: Settings,
    pub(super) why: String,
}

impl Choice {
    /// Chooses the fastest engine that can do all that is asked for.
    pub(super) fn of(how: &How, origins: usize) -> Result<Self, UsageError> {
        let (kind, why) = choose(how, reason_for_general(how, origins))?;
        if how.streams > 1 && kind != Kind::Http2 {
            let text = "--streams needs HTTP/2: add --http2";
            return Err(UsageError::new(text));
        }
        if how.streams > 1 && how.no_keepalive {
            return Err(UsageError::new(
                "--streams shares a connection and --no-keepalive has one \
                 for each request: leave one out",
            ));
        }
        let is_elsewhere =
            how.connect_to.is_some() || how.unix_socket.is_some();
        if how.proxy.is_some() && is_elsewhere {
            return Err(UsageError::new(
                "--proxy says where connections go, and so do --connect-to \
                 and --unix-socket: leave one out",
            ));
        }
        let cookies =
            if how.cookies { Cookies::Kept } else { Cookies::Dropped };
        let settings = Settings {
            kind,
            redirects: how.redirects,
            cookies,
            proxy: how.proxy.clone(),
            reach: how.remote.reach(),
        };
        Ok(Self { settings, why })
    }
}

fn choose(
    how: &How,
    general: Option<&str>,
) -> Result<(Kind, String), UsageError> {
    let engine = match (how.engine, how.http2) {
        (Engine::Auto, true) => Engine::Http2,
        (engine @ (Engine::Http1 | Engine::General), true) => {
            return Err(UsageError(format!(
                "--engine {} does not speak HTTP/2: leave it out, or --http2",
                engine.name()
            )));
        }
        (engine, _) => engine,
    };
    match (engine, general) {
        (Engine::Auto, None) => {
            Ok((Kind::Http1, "the fastest, and no option needs another".into()))
        }
        (Engine::Auto, Some(needs)) => {
            Ok((Kind::General, format!("for {needs}")))
        }
        (Engine::General, _) => Ok((Kind::General, "as --engine says".into())),
        (Engine::Http1, None) => Ok((Kind::Http1, "as --engine says".into())),
        (Engine::Http2, None) => Ok((Kind::Http2, "for HTTP/2".into())),
        (engine, Some(needs)) => {
            let option = if how.http2 { "--http2" } else { "--engine" };
            Err(UsageError(format!(
                "{needs} needs the general engine, and {option} asks for {}: \
                 leave {option} out",
                engine.name()
            )))
        }
    }
}

/// Returns what only the general engine can do of what is asked for.
fn reason_for_general(how: &How, origins: usize) -> Option<&'static str> {
    let reasons = [
        (how.redirects > 0, "--redirects"),
        (how.cookies, "--cookies"),
        (how.proxy.is_some(), "--proxy"),
        (origins > 1, "more than one server"),
    ];
    let reason = reasons.into_iter().find(|(is_asked, _)| *is_asked);
    reason.map(|(_, reason)| reason)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Options {
        #[command(flatten)]
        how: How,
    }

    fn choice(options: &str, origins: usize) -> Result<Choice, String> {
        let words = ["blitzy"].into_iter().chain(options.split_whitespace());
        let options = Options::parse_from(words);
        Choice::of(&options.how, origins).map_err(|error| error.to_string())
    }

    #[test]
    fn the_fastest_engine_that_can_do_it_is_chosen() {
        for (options, origins, kind, why) in [
            ("", 1, Kind::Http1, "the fastest, and no option needs another"),
            ("--no-keepalive --insecure", 1, Kind::Http1, "the fastest"),
            ("--http2 --streams 10", 1, Kind::Http2, "for HTTP/2"),
            ("--redirects 3", 1, Kind::General, "for --redirects"),
            ("--cookies", 1, Kind::General, "for --cookies"),
            ("--proxy http://[::1]:3128", 1, Kind::General, "for --proxy"),
            ("", 2, Kind::General, "for more than one server"),
            ("--engine http1", 1, Kind::Http1, "as --engine says"),
            ("--engine http2", 1, Kind::Http2, "for HTTP/2"),
            ("--engine general", 1, Kind::General, "as --engine says"),
        ] {
            let choice = choice(options, origins).unwrap();
            assert_eq!(choice.settings.kind, kind, "{options}");
            assert!(choice.why.starts_with(why), "{options}: {}", choice.why);
        }
    }

    #[test]
    fn a_contradiction_names_both_sides() {
        for (options, origins, sides) in [
            ("--engine http1 --redirects 3", 1, ["--engine", "--redirects"]),
            ("--http2 --cookies", 1, ["--http2", "--cookies"]),
            ("--http2", 2, ["--http2", "more than one server"]),
            ("--http2 --engine http1", 1, ["--http2", "--engine http1"]),
            ("--http2 --engine general", 1, ["--http2", "--engine general"]),
            ("--streams 10", 1, ["--streams", "--http2"]),
            (
                "--http2 --streams 2 --no-keepalive",
                1,
                ["--streams", "--no-keepalive"],
            ),
            (
                "--proxy http://[::1]:1 --unix-socket a",
                1,
                ["--proxy", "--unix-socket"],
            ),
        ] {
            let error = choice(options, origins).unwrap_err();
            for side in sides {
                assert!(error.contains(side), "{options}: {error}");
            }
        }
    }
}
