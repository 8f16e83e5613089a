//! What was asked, how, when, and what came of the thresholds.

use maud::{Markup, html};

use crate::plan::{Load, Plan, Until};
use crate::report::Report;
use crate::report::text::{count, duration};
use crate::report::words::connections;
use crate::run::Ended;

/// Writes the head of the page.
pub(super) fn markup(report: &Report) -> Markup {
    let about = &report.about;
    let began = humantime::format_rfc3339_seconds(report.began).to_string();
    let spoken = began.replace('T', " ").replace('Z', " UTC");
    html! {
        header {
            p.brand { "Blitzy" span { " load test" } }
            h1 {
                bdi.method { (about.method) } " "
                bdi { (about.target) }
            }
            p.how {
                (load(&report.plan)) ", " (until(&report.plan.until)) ". "
                span.quiet {
                    bdi { (about.engine) } ", "
                    time datetime=(began) { (spoken) } ", "
                    @match report.ended {
                        Ended::Finished => "finished after ",
                        Ended::Interrupted => "interrupted after ",
                    }
                    (duration(report.elapsed)) "."
                }
            }
            @if !report.verdicts.is_empty() { (verdicts(report)) }
        }
    }
}

fn verdicts(report: &Report) -> Markup {
    let all = report.verdicts.len();
    let broken = report.verdicts.iter().filter(|it| it.is_broken).count();
    html! {
        section.verdicts.broken[broken > 0] aria-label="Thresholds" {
            p.verdict {
                @if broken == 0 {
                    "Good enough: " (kept(all))
                } @else {
                    "Not good enough: " (broken) " of " (all)
                    @if all == 1 { " threshold" } @else { " thresholds" }
                    " broken"
                }
            }
            ul {
                @for verdict in &report.verdicts {
                    li.broken[verdict.is_broken] {
                        span.mark {
                            @if verdict.is_broken { "✗ broken" }
                            @else { "✓ kept" }
                        }
                        code { bdi { (verdict.text) } }
                        bdi { (verdict.measured) }
                    }
                }
            }
        }
    }
}

fn kept(thresholds: usize) -> String {
    match thresholds {
        1 => "the threshold was kept".to_owned(),
        _ => format!("all {thresholds} thresholds were kept"),
    }
}

fn load(plan: &Plan) -> String {
    let connections = connections(plan);
    match plan.load {
        Load::Closed => format!("{connections}, as fast as answers come"),
        Load::Open { rate, .. } => {
            format!("{rate} by the clock, over {connections}")
        }
    }
}

/// Says when a run has asked enough.
pub(super) fn until(until: &Until) -> String {
    let requests = until.requests.map(|it| format!("{} requests", count(it)));
    let time = until.duration.map(humantime::format_duration);
    match (requests, time) {
        (Some(requests), Some(time)) => {
            format!("{requests} or {time}, what comes first")
        }
        (Some(requests), None) => requests,
        (None, Some(time)) => format!("for {time}"),
        (None, None) => "until stopped".to_owned(),
    }
}
