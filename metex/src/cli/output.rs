//! How an answer is shown, to a reader and to a program.

use std::io::{self, Write};
use std::time::Duration;

use serde::Serialize;

use crate::client::Answer;
use crate::location::is_same_name;
use crate::{Error, Location, Units};

/// Prints a line, and says if nobody reads it any more.
pub(super) fn print_line(line: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush())
}

/// Writes `Singapore: 28.5°C`, with the place if the provider calls it
/// otherwise, and with the age if it matters.
pub(super) fn line(
    location: &Location,
    answer: &Answer,
    units: Units,
) -> String {
    let report = &answer.report;
    let temperature = report.temperature.display(units);
    let found = Location::new(&report.place);
    let is_renamed = !is_same_name(found.place(), location.place());
    let place = is_renamed.then(|| format!(" ({})", report.place));
    let age = answer.is_stale().then(|| format!(" ({} ago)", age(answer.age)));
    let (place, age) = (place.unwrap_or_default(), age.unwrap_or_default());
    format!("{location}: {temperature}{place}{age}")
}

/// Writes what a reader should know about an answer that is not new.
pub(super) fn note(location: &Location, answer: &Answer) -> Option<String> {
    let error = answer.instead_of.as_ref()?;
    Some(format!("{location}: {error}; the answer is from earlier"))
}

/// Writes why there is no temperature.
pub(super) fn problem(location: &Location, error: &Error) -> String {
    match error {
        Error::NotFound { .. } => format!("{location} not found"),
        error => format!("{location}: {error}"),
    }
}

/// What `--json` prints for one city.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    city: &'a str,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Outcome {
    Found {
        place: String,
        temperature: f64,
        unit: &'static str,
        age_seconds: u64,
        stale: bool,
    },
    Failed {
        error: Problem,
    },
}

#[derive(Serialize)]
struct Problem {
    code: &'static str,
    message: String,
    hint: String,
}

/// Makes the entry of `--json` for one city.
pub(super) fn entry<'a>(
    location: &'a Location,
    outcome: &Result<Answer, Error>,
    units: Units,
) -> Entry<'a> {
    let outcome = match outcome {
        Ok(answer) => Outcome::Found {
            place: answer.report.place.clone(),
            temperature: answer.report.temperature.value(units),
            unit: units.name(),
            age_seconds: answer.age.as_secs(),
            stale: answer.is_stale(),
        },
        Err(error) => Outcome::Failed {
            error: Problem {
                code: error.code(),
                message: error.to_string(),
                hint: error.hint(),
            },
        },
    };
    Entry { city: location.name(), outcome }
}

fn age(age: Duration) -> String {
    match age.as_secs() {
        seconds @ ..120 => format!("{seconds} s"),
        seconds @ ..7200 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Celsius, Report};

    fn answer(place: &str) -> Answer {
        let temperature = Celsius::new(28.5).unwrap();
        let report = Report { place: place.into(), temperature };
        Answer { report, age: Duration::ZERO, instead_of: None }
    }

    fn shown(location: &str, answer: &Answer) -> String {
        line(&Location::new(location), answer, Units::Metric)
    }

    #[test]
    fn the_place_is_shown_if_it_has_another_name() {
        let brazil = answer("São Paulo, Brazil");
        assert_eq!(shown("sao paulo", &brazil), "sao paulo: 28.5°C");
        assert_eq!(
            shown("München", &answer("Munich, Germany")),
            "München: 28.5°C (Munich, Germany)"
        );
    }

    #[test]
    fn the_age_of_an_old_answer_is_shown() {
        let old = Answer {
            age: Duration::from_mins(12),
            instead_of: Some(Error::Timeout),
            ..answer("Singapore")
        };
        assert_eq!(shown("Singapore", &old), "Singapore: 28.5°C (12 min ago)");
    }

    #[test]
    fn a_program_gets_a_code_and_not_only_words() {
        let nowhere = Location::new("Omicron Persei 8");
        let outcome = Err(Error::not_found());
        let entry = entry(&nowhere, &outcome, Units::Metric);
        let json = serde_json::to_string(&entry).unwrap();
        let start = r#"{"city":"Omicron Persei 8","error":{"code":"not_found""#;
        assert!(json.starts_with(start), "{json}");
    }
}
