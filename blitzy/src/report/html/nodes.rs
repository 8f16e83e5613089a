//! What each node of a cluster had to do with a run, as a table.

use maud::{Markup, html};

use crate::report::Report;
use crate::report::text::{count, duration};

/// Writes the table.
pub(super) fn markup(report: &Report) -> Markup {
    html! {
        section {
            h2 { "Nodes" }
            div.scroll tabindex="0" role="region" aria-label="Nodes" {
                table.numeric {
                    thead {
                        tr {
                            @for name in COLUMNS {
                                th scope="col" { (name) }
                            }
                        }
                    }
                    tbody {
                        @for node in &report.nodes {
                            tr.bad[node.lost.is_some()] {
                                th scope="row" {
                                    bdi { (node.name) }
                                    @if let Some(why) = &node.lost {
                                        ", lost: " bdi { (why) }
                                    }
                                }
                                td { (node.connections) }
                                td { (count(node.sent)) }
                                td { (count(node.succeeded)) }
                                td { (count(node.failed)) }
                                td { (count(node.errors)) }
                                td { (count(node.unfinished)) }
                                td { (count(node.missed)) }
                                td {
                                    @match node.unknown {
                                        Some(unknown) => (count(unknown)),
                                        None => "?",
                                    }
                                }
                                td { (duration(node.p50)) }
                                td { (duration(node.p99)) }
                                td { (duration(node.max)) }
                                td { (format!("{:+.1}", node.clock_ahead_ms)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

const COLUMNS: [&str; 13] = [
    "node",
    "connections",
    "sent",
    "succeeded",
    "failed",
    "errors",
    "unfinished",
    "missed",
    "unknown",
    "p50",
    "p99",
    "max",
    "clock, ms ahead",
];
