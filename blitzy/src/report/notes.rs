//! What somebody must know who believes a report.

use std::time::Duration;

use super::Report;
use super::text::{count, duration, printable, share};
use super::units::decimal;
use crate::measure::Times;
use crate::plan::Load;
use crate::run::{Ended, NodeShare, Second};

/// Above this a percentile says something about the target, and not only about
/// the few requests that happened to be slow.
const ENOUGH: f64 = 10.0;

/// A processor's share above which what waits for it may wait long.
const BUSY: f64 = 0.9;

/// How many milliseconds the clocks of two machines may be apart before
/// somebody should look at them.
const CLOCKS_APART: f64 = 1000.0;

/// Returns whether so few times are above a percentile that it means little.
pub(super) fn is_vague(times: &Times, percent: f64) -> bool {
    decimal(times.len()) * (100.0 - percent) / 100.0 < ENOUGH - 1e-9
}

/// Says in whole sentences what somebody must know who believes a report: what
/// its model hides, and whether it was this program that was slow.
pub fn notes(report: &Report) -> Vec<String> {
    let all = [
        closed_model(report),
        interruption(report),
        missed(report),
        busy_connections(report),
        busy_processors(report),
        late_sending(report),
        lost_groups(report),
        lost_nodes(report),
        clocks(report),
    ];
    all.into_iter().flatten().collect()
}

fn closed_model(report: &Report) -> Option<String> {
    let latency = report.latency();
    let max = latency.max().filter(|_| !report.is_open())?;
    let slow = match latency.longer_than(Duration::from_secs(1)) {
        0 => "none".to_owned(),
        slow => count(slow),
    };
    Some(format!(
        "Closed model: a target that stalls is asked less while it does, so \
         these percentiles hide it; --rate does not. The longest request took \
         {}, and {} took over 1 s.",
        duration(max),
        slow,
    ))
}

fn interruption(report: &Report) -> Option<String> {
    let is_short = report.ended == Ended::Interrupted;
    is_short
        .then(|| "Interrupted: this is what was done until then.".to_owned())
}

fn missed(report: &Report) -> Option<String> {
    let missed = report.tally.missed;
    let Load::Open { max_in_flight, .. } = report.plan.load else {
        return None;
    };
    (missed > 0).then(|| {
        format!(
            "{} requests were due and never sent ({} of all), because {} were \
             in flight or the time was up. No latency has them: it would have \
             been higher.",
            count(missed),
            share(missed, missed + report.tally.sent),
            count(max_in_flight as u64),
        )
    })
}

fn busy_connections(report: &Report) -> Option<String> {
    let seconds = counted(report).filter(|it| it.in_flight > places(report));
    let busy = seconds.count() as u64;
    (report.is_open() && busy > 0).then(|| {
        format!(
            "All {} connections were busy at the end of {} of {} seconds, and \
             more requests were due. They waited here: latency has that, \
             service time has not. More connections (-c) would let them reach \
             the target.",
            count(report.plan.connections as u64),
            count(busy),
            count(counted(report).count() as u64),
        )
    })
}

fn busy_processors(report: &Report) -> Option<String> {
    let share = report.busy_share();
    (share > BUSY).then(|| {
        format!(
            "This program used {:.0} % of the processors it ran on: what was \
             measured may be it, and not the target.",
            100.0 * share,
        )
    })
}

/// Says that requests went out late although connections were free.
fn late_sending(report: &Report) -> Option<String> {
    let lag = report.tally.lag.percentile(99.0)?;
    let latency = report.latency().percentile(99.0)?;
    let was_full = counted(report).any(|it| it.in_flight > places(report));
    let is_late = lag.as_millis() >= 1 && lag * 5 > latency && !was_full;
    is_late.then(|| {
        format!(
            "Requests were sent late (1 % by more than {}, of a p99 of {}), \
             because the connections were busy for moments or this program was \
             slow: that part of latency is not the target's.",
            duration(lag),
            duration(latency),
        )
    })
}

fn lost_groups(report: &Report) -> Option<String> {
    let reasons = report.lost.iter().map(|reason| printable(reason));
    let reasons: Vec<String> = reasons.collect();
    (!reasons.is_empty()).then(|| {
        format!(
            "Groups of connections crashed, and what they counted in their \
             last second is not here: {}.",
            reasons.join("; "),
        )
    })
}

/// Says which nodes were lost, and what is not known because of that.
fn lost_nodes(report: &Report) -> Option<String> {
    let lost = report.nodes.iter().filter_map(|node| {
        let reason = printable(node.lost.as_deref()?);
        let unknown = match (node.unknown, node.redistributed) {
            (None, _) => "what it sent after its last second is not \
                          known"
                .to_owned(),
            (Some(0), _) => "all that it was to send is counted".to_owned(),
            (Some(unknown), 0) => format!(
                "{} of its requests are unknown: sent after its last second, \
                 or never",
                count(unknown)
            ),
            (Some(unknown), _) => format!(
                "{} of its requests are unknown, and were sent by the other \
                 nodes, so that the target may have got up to as many more \
                 than planned",
                count(unknown)
            ),
        };
        Some(format!("{} ({reason}): {unknown}", printable(&node.name)))
    });
    let lost: Vec<_> = lost.collect();
    let result = if report.is_partial() { "a part" } else { "the whole" };
    (!lost.is_empty()).then(|| {
        format!("Nodes were lost, and this is {result}. {}.", lost.join("; "))
    })
}

/// Says that clocks differ by more than what was measured with them bears.
fn clocks(report: &Report) -> Option<String> {
    let away = |node: &&NodeShare| node.clock_ahead_ms.abs();
    let worst = report.nodes.iter().max_by(|a, b| away(a).total_cmp(&away(b)));
    let worst = worst.filter(|node| away(node) > CLOCKS_APART)?;
    Some(format!(
        "The clock of {} is {:.0} ms {} that of the coordinator. The start is \
         corrected for that; its logs are not.",
        printable(&worst.name),
        worst.clock_ahead_ms.abs(),
        if worst.clock_ahead_ms < 0.0 { "behind" } else { "ahead of" },
    ))
}

/// How many requests can be under way without one that waits.
fn places(report: &Report) -> u64 {
    (report.plan.connections as u64).saturating_mul(report.plan.streams as u64)
}

fn counted(report: &Report) -> impl Iterator<Item = &Second> {
    report.seconds.iter().filter(|second| !second.is_warmup)
}
