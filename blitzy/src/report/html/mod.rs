//! A run as one page for a browser, which needs nothing but itself.
//!
//! | file | part of the page |
//! |---|---|
//! | `head` | what was asked, how, when, and what came of the thresholds |
//! | `figures` | the numbers that matter most |
//! | `truths` | what is to be known before they are believed |
//! | `percentiles`, `spread`, `seconds` | the plots |
//! | `tables`, `nodes` | what came back, what it cost, and who sent it |
//! | `data` | the report's JSON, so that the page is data too |
//! | `policy` | what a browser may do with the page: hardly anything |
//!
//! What is plotted is in `plot`, which knows nothing of load tests. URLs and
//! messages of errors come from strangers; all of them are written by `maud`,
//! which escapes them.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is drawn or rounded for reading needs three digits"
)]

mod data;
mod figures;
mod head;
mod nodes;
mod percentiles;
mod plot;
mod policy;
mod seconds;
mod slices;
mod spread;
mod tables;
mod truths;

use std::time::Duration;

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

use super::Report;
use super::text::duration;
use seconds::OverTime;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Writes a report as one HTML page with plots, tables and its own data.
///
/// The page loads nothing and says so in a content security policy. It can be
/// read without its script, on paper and on a telephone. It has the report's
/// JSON document in it, in a script element with the name `report`; a run of
/// more than two hours is there without its seconds.
pub fn html(report: &Report) -> String {
    let page = markup! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy"
                    content=(policy::of(STYLE, SCRIPT));
                meta name="viewport"
                    content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (report.about.target) " – Blitzy" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (head::markup(report))
                main {
                    (figures::markup(report))
                    (truths::markup(report))
                    (plots(report))
                    (tables::markup(report))
                }
                (footer(report))
                (data::markup(report))
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

/// Writes a time that may not be there.
fn maybe(time: Option<Duration>) -> String {
    time.map_or_else(|| "–".to_owned(), duration)
}

fn plots(report: &Report) -> Markup {
    let over_time = OverTime::of(report);
    markup! {
        div.plots {
            @if !report.latency().is_empty() {
                (percentiles::plot(report))
                (spread::plot(report))
            } @else {
                p.nothing { "No request was sent: there is nothing to plot." }
            }
            @if let Some(over_time) = over_time {
                (over_time.latency())
                (over_time.throughput())
                @if report.is_open() { (over_time.in_flight()) }
            }
        }
    }
}

fn footer(report: &Report) -> Markup {
    let about = &report.about;
    markup! {
        footer {
            "Written by Blitzy " bdi { (about.version) }
            @if !about.host.is_empty() { " on " bdi { (about.host) } }
            ". All numbers of the report are in this page, as JSON in the "
            "element with the name " code { "report" } "."
        }
    }
}
