//! The numbers that matter most.

use maud::{Markup, html};

use super::maybe;
use crate::plan::Load;
use crate::report::Report;
use crate::report::text::{bytes, count, per_second, share};
use crate::report::words::outcomes;

/// Writes the numbers that matter most.
pub(super) fn markup(report: &Report) -> Markup {
    let tally = &report.tally;
    let latency = report.latency();
    let succeeded = tally.succeeded.len();
    let [_, others @ ..] = outcomes(tally);
    let bad = others.iter().map(|(_, times)| times.len()).sum::<u64>();
    let what = others.iter().filter(|(_, times)| !times.is_empty());
    let what =
        what.map(|(name, times)| format!("{} {name}", count(times.len())));
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
            (figure("p50, the median", &maybe(latency.percentile(50.0)), &html! {
                "mean " (maybe(latency.mean()))
            }))
            (figure("p99", &maybe(latency.percentile(99.0)), &html! {
                "p99.9 " (maybe(latency.percentile(99.9)))
            }))
            (figure("max", &maybe(latency.max()), &html! {
                "min " (maybe(latency.min()))
            }))
            div.figure.bad[bad > 0] {
                p.label { "not succeeded" }
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
