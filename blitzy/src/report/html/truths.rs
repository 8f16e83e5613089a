//! What is to be known before the numbers are believed.

use maud::{Markup, html};

use crate::report::{Report, notes};

/// Writes what is to be known before the numbers are believed.
pub(super) fn markup(report: &Report) -> Markup {
    let notes = notes(report);
    html! {
        @if !notes.is_empty() {
            section.truths aria-label="Before you believe the numbers" {
                @for note in notes { p { bdi { (note) } } }
            }
        }
    }
}
