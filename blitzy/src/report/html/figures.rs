//! The numbers that matter most.

use maud::{Markup, html};

use super::maybe;
use crate::plan::Load;
use crate::report::Report;
use crate::report::text::{bytes, count, per_second, share};

/// Writes the numbers that matter most.
pub(super) fn markup(report: &Report) -> Markup {
    let tally = &report.tally;
    let latency = report.latency();
    let succeeded = tally.succeeded.len();
    let others = [
        (tally.failed.len(), "failed"),
        (tally.errors.len(), "errors"),
        (tally.unfinished.len(), "unfinished"),
    ];
    let bad = others.iter().map(|(number, _)| number).sum::<u64>();
    let what = others.iter().filter(|(number, _)| *number > 0);
    let what = what.map(|(number, what)| format!("{} {what}", count(*number)));
    let what = what.collect::<Vec<_>>().join(", ");
    let due = tally.sent.saturating_add(tally.missed);
    html! {
        section.figures aria-label="Key figures" {
            (figure("requests sent", &count(tally.sent), &html! {
                (count(succeeded)) " succeeded"
            }))
            (figure("succeeded", &per_second(report.succeeded_per_second()), &html! {
                @if let Load::Open { rate, .. } = report.plan.load {
                    (rate) " asked for"
                } @else {
                    (bytes(report.per_second(tally.body_bytes))) "/s of bodies"
                }
            }))
            (figure("median", &maybe(latency.percentile(50.0)), &html! {
                "mean " (maybe(latency.mean()))
            }))
            (figure("99th percentile",
                &maybe(latency.percentile(99.0)),
                &html! {
                    "99.9th " (maybe(latency.percentile(99.9)))
                }
            ))
            (figure("longest", &maybe(latency.max()), &html! {
                "shortest " (maybe(latency.min()))
            }))
            div.figure.bad[bad > 0] {
                p.label { "no success" }
                p.value { (share(bad, tally.sent)) }
                p.more { @if bad == 0 { "none" } @else { (what) } }
            }
            @if report.is_open() {
                div.figure.bad[tally.missed > 0] {
                    p.label { "missed" }
                    p.value { (share(tally.missed, due)) }
                    p.more {
                        (count(tally.missed)) " of "
                        (count(due)) " due"
                    }
                }
            }
        }
    }
}

fn figure(label: &str, value: &str, more: &Markup) -> Markup {
    html! {
        div.figure {
            p.label { (label) }
            p.value { (value) }
            p.more { (more) }
        }
    }
}
