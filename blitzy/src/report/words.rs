//! What the table and the page say in the same words.

use http::StatusCode;

use super::text::count;
use crate::measure::{Tally, Times};
use crate::plan::Plan;

/// What the mark at a percentile means of which too little is known.
pub(super) const VAGUE: &str =
    "* fewer than 10 are above it: another run will differ";

/// What is above the errors, by class.
pub(super) const ERRORS: &str = "Errors, the first of each kind in its words";

/// Returns what came of the requests that were sent, and how long they took.
pub(super) fn outcomes(tally: &Tally) -> [(&'static str, &Times); 4] {
    [
        ("succeeded", &tally.succeeded),
        ("failed", &tally.failed),
        ("errors", &tally.errors),
        ("unfinished", &tally.unfinished),
    ]
}

/// Writes how many connections a plan has, and what they share.
pub(super) fn connections(plan: &Plan) -> String {
    let connections = match plan.connections {
        1 => "1 connection".to_owned(),
        more => format!("{} connections", count(more as u64)),
    };
    match plan.streams {
        1 => connections,
        streams => format!("{connections} of {streams} streams"),
    }
}

/// Writes a status with its name, if it has one: `404 Not Found`.
pub(super) fn status(code: u16) -> String {
    let known = StatusCode::from_u16(code).ok();
    match known.and_then(|status| status.canonical_reason()) {
        Some(name) => format!("{code} {name}"),
        None => code.to_string(),
    }
}
