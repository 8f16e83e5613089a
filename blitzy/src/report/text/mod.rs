//! What a person reads when a run is over: at most 80 columns, the most
//! important first.
//!
//! The text has colours; who prints it does so through `anstream`, which takes
//! them out where they are not wanted.

mod nodes;
mod numbers;
mod page;

use std::time::Duration;

pub(crate) use numbers::{
    bytes, count, duration, per_second, printable, share,
};
pub(super) use page::{Mood, Page};

use super::Report;
use super::notes::{is_vague, notes};
use super::units::decimal;
use super::words::{self, ERRORS, VAGUE, connections, outcomes};
use crate::measure::{Tally, Times};
use crate::plan::{KeepAlive, Load};
use crate::run::Ended;

/// The percentiles that fit in a line.
const SHOWN: [f64; 6] = [50.0, 90.0, 95.0, 99.0, 99.9, 99.99];

/// Writes all that a person wants to know first about a run.
pub fn text(report: &Report) -> String {
    let mut page = Page::default();
    write_head(&mut page, report);
    write_requests(&mut page, report);
    write_latency(&mut page, report);
    write_statuses(&mut page, &report.tally);
    write_errors(&mut page, &report.tally);
    nodes::write(&mut page, &report.nodes);
    write_thresholds(&mut page, report);
    for note in notes(report) {
        page.note(&note);
    }
    write_circumstances(&mut page, report);
    page.finish()
}

fn write_head(page: &mut Page, report: &Report) {
    let about = &report.about;
    let plan = &report.plan;
    page.title(&format!("{} {}", about.method, about.target));
    let load = match plan.load {
        Load::Closed => "closed model".to_owned(),
        Load::Open { rate, .. } => format!("open model, {rate}"),
    };
    let connections = connections(plan);
    let renewed = match plan.keep_alive {
        KeepAlive::Yes => "",
        KeepAlive::No => ", a new one for each request",
    };
    let merged = match (report.parts.len(), report.nodes.len()) {
        (0, 0) => String::new(),
        (0, 1) => ", by 1 node".to_owned(),
        (0, nodes) => format!(", by {nodes} nodes"),
        (parts, _) => format!(", merged from {parts} runs"),
    };
    page.line(&format!(
        "{}, {load}, {connections}{renewed}, {}{merged}",
        about.engine,
        duration(report.elapsed),
    ));
}

fn write_requests(page: &mut Page, report: &Report) {
    let tally = &report.tally;
    let ended = match report.ended {
        Ended::Finished => "",
        Ended::Interrupted => " until it was interrupted",
    };
    page.heading(&format!("Requests{ended}"));
    let row = |name: &str, number: u64, whole: u64| {
        let share = share(number, whole);
        let rate = per_second(report.per_second(number));
        vec![name.to_owned(), count(number), share, rate]
    };
    let sent = tally.sent;
    let mut rows = vec![
        (Mood::Plain, row("sent", sent, sent)),
        (Mood::Good, row("succeeded", tally.succeeded.len(), sent)),
    ];
    let bad = [
        ("failed (status 400 and above)", tally.failed.len(), sent),
        ("errors (no whole answer)", tally.errors.len(), sent),
        ("unfinished at the end", tally.unfinished.len(), sent),
        ("missed (due and never sent)", tally.missed, sent + tally.missed),
    ];
    for (name, number, whole) in bad.into_iter().filter(|it| it.1 > 0) {
        rows.push((Mood::Bad, row(name, number, whole)));
    }
    if tally.warmup > 0 {
        let warmup =
            vec!["to warm up (not counted)".to_owned(), count(tally.warmup)];
        rows.push((Mood::Faint, warmup));
    }
    if tally.body_bytes > 0 {
        let body = tally.body_bytes;
        let rate = bytes(report.per_second(body));
        rows.push((
            Mood::Plain,
            vec![
                "bodies".to_owned(),
                bytes(decimal(body)),
                String::new(),
                format!("{rate}/s"),
            ],
        ));
    }
    page.table(rows);
}

fn write_latency(page: &mut Page, report: &Report) {
    let tally = &report.tally;
    let latency = report.latency();
    if latency.is_empty() {
        page.heading("Latency");
        page.line("none: no request was over, nor under way at the end");
        return;
    }
    let (heading, first) = if report.is_open() {
        ("Latency, from when a request was due", "from due")
    } else {
        ("Latency, from when a request was sent", "latency")
    };
    page.heading(heading);
    let names = SHOWN.map(|percent| format!("p{percent} "));
    let blank = [String::new()].into_iter();
    let head = blank.chain(names).chain(["max".to_owned()]);
    let mut rows = vec![(Mood::Faint, head.collect())];
    let overall = [(first, &latency)];
    let open = [("service", &tally.service), ("send lag", &tally.lag)];
    // If all requests had the same outcome, its line is the first again.
    let is_mixed = |times: &Times| times.len() < latency.len();
    let by_outcome = outcomes(tally).into_iter().filter(|it| is_mixed(it.1));
    let connects = [("connecting", &tally.connects)];
    let all = overall.into_iter().chain(open).chain(by_outcome);
    let mut has_vague = false;
    for (name, times) in all.chain(connects) {
        if times.is_empty() {
            continue;
        }
        let mood = if name == first { Mood::Strong } else { Mood::Plain };
        rows.push((mood, latency_row(name, times)));
        has_vague |= SHOWN.iter().any(|it| is_vague(times, *it));
    }
    page.table(rows);
    if has_vague {
        page.faint(VAGUE);
    }
    page.line(&spread(&latency));
}

fn latency_row(name: &str, times: &Times) -> Vec<String> {
    let percentiles = SHOWN.into_iter().map(|percent| {
        let time = times.percentile(percent).map(duration).unwrap_or_default();
        let mark = if is_vague(times, percent) { "*" } else { " " };
        time + mark
    });
    let max = times.max().map(duration).unwrap_or_default();
    [name.to_owned()].into_iter().chain(percentiles).chain([max]).collect()
}

/// Says what percentiles do not: average, least, and how many took long.
fn spread(latency: &Times) -> String {
    let of = |time: Option<Duration>| time.map(duration).unwrap_or_default();
    let slow = latency.longer_than(Duration::from_secs(1));
    format!(
        "mean {}, standard deviation {}, min {}; over 1 s: {} ({})",
        of(latency.mean()),
        of(latency.deviation()),
        of(latency.min()),
        count(slow),
        share(slow, latency.len()),
    )
}

fn write_statuses(page: &mut Page, tally: &Tally) {
    if tally.statuses.is_empty() {
        return;
    }
    page.heading("Statuses");
    let all = tally.statuses.values().sum();
    page.table(tally.statuses.iter().map(|(status, number)| {
        let mood = if *status < 400 { Mood::Good } else { Mood::Bad };
        let name = words::status(*status);
        (mood, vec![name, count(*number), share(*number, all)])
    }));
}

fn write_errors(page: &mut Page, tally: &Tally) {
    if tally.error_classes.is_empty() {
        return;
    }
    page.heading(ERRORS);
    page.sentences(tally.error_classes.iter().map(|(class, errors)| {
        let row = [
            class.to_string(),
            count(errors.count),
            printable(&errors.example),
        ];
        (Mood::Bad, row.to_vec())
    }));
}

fn write_thresholds(page: &mut Page, report: &Report) {
    if report.verdicts.is_empty() {
        return;
    }
    page.heading("Thresholds");
    page.sentences(report.verdicts.iter().map(|verdict| {
        let (mood, word) = if verdict.is_broken {
            (Mood::Bad, "broken")
        } else {
            (Mood::Good, "kept")
        };
        let row = [
            word.to_owned(),
            printable(&verdict.text),
            printable(&verdict.measured),
        ];
        (mood, row.to_vec())
    }));
}

fn write_circumstances(page: &mut Page, report: &Report) {
    let (about, cost) = (&report.about, &report.cost);
    let (user, system) = report.cost_per_request();
    page.gap();
    if !cost.wall.is_zero() {
        let who = match report.nodes.len() {
            0 => "This program",
            _ => "The nodes and this program",
        };
        page.faint(&format!(
            "{who} took {} of processor for a request ({} of it in the \
             kernel), {:.0} % of {} cores, and {} of memory.",
            duration(user + system),
            duration(system),
            100.0 * report.busy_share(),
            cost.cores,
            bytes(decimal(cost.peak_memory)),
        ));
    }
    let unnamed = about.host.is_empty();
    let host = if unnamed { "a machine without a name" } else { &about.host };
    page.faint(&format!(
        "Engine: {}, {}. On {host} at {}, with blitzy {}.",
        about.engine,
        about.reason,
        humantime::format_rfc3339_seconds(report.began),
        about.version,
    ));
}
