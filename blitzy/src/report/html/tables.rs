//! What came back and what it cost, as tables.

use std::time::Duration;

use maud::{Markup, html};

use super::{head, maybe};
use crate::measure::Times;
use crate::plan::{KeepAlive, Load};
use crate::report::notes::is_vague;
use crate::report::text::{bytes, count, duration, share};
use crate::report::words::{ERRORS, VAGUE, outcomes, status};
use crate::report::{PERCENTILES, Report};

/// Writes the tables.
pub(super) fn markup(report: &Report) -> Markup {
    let tally = &report.tally;
    html! {
        @if tally.sent > 0 { div.tables { (times(report)) } }
        @if !report.nodes.is_empty() {
            div.tables { (super::nodes::markup(report)) }
        }
        div.tables {
            @if !tally.statuses.is_empty() { (statuses(report)) }
            @if !tally.error_classes.is_empty() { (errors(report)) }
            (plan(report))
            (client(report))
        }
    }
}

fn times(report: &Report) -> Markup {
    let tally = &report.tally;
    let latency = report.latency();
    let besides = [
        ("service", &tally.service),
        ("send lag", &tally.lag),
        ("connecting", &tally.connects),
    ];
    let all = [("all", &latency)].into_iter().chain(outcomes(tally));
    html! {
        section {
            h2 { "Times" }
            div.scroll tabindex="0" role="region" aria-label="Times" {
                table.numeric {
                    thead {
                        tr {
                            th scope="col" { "of" }
                            th scope="col" { "count" }
                            th scope="col" { "mean" }
                            th scope="col" { "std. deviation" }
                            th scope="col" { "min" }
                            @for percent in PERCENTILES {
                                th scope="col" { "p" (percent) }
                            }
                            th scope="col" { "max" }
                        }
                    }
                    tbody {
                        @for (name, times) in all.chain(besides) {
                            @if !times.is_empty() { (row(name, times)) }
                        }
                    }
                }
            }
            p.small { (VAGUE) }
        }
    }
}

fn row(name: &str, times: &Times) -> Markup {
    html! {
        tr {
            th scope="row" { (name) }
            td { (count(times.len())) }
            td { (maybe(times.mean())) }
            td { (maybe(times.deviation())) }
            td { (maybe(times.min())) }
            @for percent in PERCENTILES {
                td {
                    (maybe(times.percentile(percent)))
                    @if is_vague(times, percent) { sup { "*" } }
                }
            }
            td { (maybe(times.max())) }
        }
    }
}

fn statuses(report: &Report) -> Markup {
    let answers = report.tally.statuses.values().sum::<u64>();
    html! {
        section {
            h2 { "Statuses" }
            table.numeric {
                thead {
                    tr {
                        th scope="col" { "status" }
                        th scope="col" { "answers" }
                        th scope="col" { "share" }
                    }
                }
                tbody {
                    @for (code, answered) in &report.tally.statuses {
                        tr.bad[*code >= 400] {
                            th scope="row" { (status(*code)) }
                            td { (count(*answered)) }
                            td { (share(*answered, answers)) }
                        }
                    }
                }
            }
        }
    }
}

fn errors(report: &Report) -> Markup {
    html! {
        section {
            h2 { (ERRORS) }
            table.numeric.errors {
                thead {
                    tr {
                        th scope="col" { "reason" }
                        th scope="col" { "requests" }
                        th scope="col" { "of all sent" }
                    }
                }
                @for (class, errors) in &report.tally.error_classes {
                    tbody {
                        tr {
                            th scope="row" { (class) }
                            td { (count(errors.count)) }
                            td {
                                (share(errors.count, report.tally.sent))
                            }
                        }
                        @if !errors.example.is_empty() {
                            tr.example {
                                td colspan="3" { bdi { (errors.example) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn plan(report: &Report) -> Markup {
    let plan = &report.plan;
    let (about, tally) = (&report.about, &report.tally);
    let unless_zero = |time: Duration| match time {
        Duration::ZERO => "none".to_owned(),
        time => humantime::format_duration(time).to_string(),
    };
    let (model, most) = match plan.load {
        Load::Closed => ("closed".to_owned(), None),
        Load::Open { rate, max_in_flight } => {
            (format!("open, {rate}"), Some(max_in_flight))
        }
    };
    let keep_alive = match plan.keep_alive {
        KeepAlive::Yes => "kept",
        KeepAlive::No => "a new one for each request",
    };
    let warmup = match tally.warmup {
        0 => unless_zero(plan.warmup),
        sent => {
            format!("{}, {} requests", unless_zero(plan.warmup), count(sent))
        }
    };
    let connections = plan.connections as u64;
    html! {
        section {
            h2 { "The plan" }
            dl {
                dt { "model" } dd { (model) }
                @if let Some(most) = most {
                    dt { "in flight at most" }
                    dd { (count(most as u64)) }
                }
                dt { "enough" } dd { (head::until(&plan.until)) }
                dt { "connections" }
                dd { (count(connections)) ", " (keep_alive) }
                @if plan.streams > 1 {
                    dt { "streams each" } dd { (plan.streams) }
                }
                dt { "warm-up" } dd { (warmup) }
                dt { "ramp" } dd { (unless_zero(plan.ramp)) }
                dt { "grace" } dd { (humantime::format_duration(plan.grace)) }
                dt { "connect timeout" }
                dd { (humantime::format_duration(plan.connect_timeout)) }
                dt { "request timeout" }
                dd { (humantime::format_duration(plan.request_timeout)) }
                dt { "engine" }
                dd {
                    bdi { (about.engine) }
                    @if !about.reason.is_empty() { ": " bdi { (about.reason) } }
                }
            }
        }
    }
}

fn client(report: &Report) -> Markup {
    let (cost, tally) = (&report.cost, &report.tally);
    let (user, system) = report.cost_per_request();
    html! {
        section {
            h2 { "The client" }
            dl {
                dt { "connections opened" }
                dd { (count(tally.connects.len())) }
                dt { "bodies read" }
                dd { (bytes(tally.body_bytes as f64)) }
                dt { "processor time" }
                dd {
                    (duration(cost.user)) " in the program, "
                    (duration(cost.system)) " in the kernel"
                }
                dt { "per request" }
                dd {
                    (duration(user)) " and " (duration(system))
                }
                dt { "of the machine" }
                dd {
                    (format!("{:.0} %", 100.0 * report.busy_share()))
                    " of " (cost.cores)
                    @if cost.cores == 1 { " processor" }
                    @else { " processors" }
                }
                dt { "memory at most" }
                dd { (bytes(cost.peak_memory as f64)) }
            }
        }
    }
}
