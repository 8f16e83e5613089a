//! The report's JSON, so that the page is data too.

use std::borrow::Cow;

use maud::{Markup, PreEscaped, html};

use crate::report::Report;

/// The seconds of more than two hours would be most of the page.
const MOST_SECONDS: usize = 2 * 60 * 60;

/// Writes the report as JSON into an element that a browser does not run.
pub(super) fn markup(report: &Report) -> Markup {
    let mut report = Cow::Borrowed(report);
    if report.seconds.len() > MOST_SECONDS {
        report.to_mut().seconds.clear();
    }
    let json = serde_json::to_string(&*report)
        .expect("a report has only keys that are text");
    // Only strings have this sign in JSON, and there it can be written so. It
    // begins all that could end the element, `</script>` and `<!--`.
    let json = json.replace('<', "\\u003c");
    html! {
        script #report type="application/json" { (PreEscaped(json)) }
    }
}
