//! What each node of a cluster had to do with a run.

use std::time::Duration;

use super::{Mood, Page, count, duration, printable};
use crate::run::NodeShare;

const MILLISECOND: Duration = Duration::from_millis(1);

/// Writes a line for each node, if there are any.
pub(super) fn write(page: &mut Page, nodes: &[NodeShare]) {
    if nodes.is_empty() {
        return;
    }
    page.heading("Nodes");
    let mut columns = vec!["", "sent", "succeeded", "p50", "p99", "max", "CPU"];
    let has = |number: fn(&NodeShare) -> bool| nodes.iter().any(number);
    let bad = has(|node| node.failed + node.errors + node.unfinished > 0);
    let missed = has(|node| node.missed > 0);
    let lost = has(|node| node.lost.is_some());
    columns.extend(bad.then_some("not"));
    columns.extend(missed.then_some("missed"));
    columns.extend(lost.then_some("unknown"));
    // Nobody has to know that all have the same time.
    let off = has(|node| {
        node.clock_ahead_ms.abs() >= 1.0 || node.clock_within >= MILLISECOND
    });
    columns.extend(off.then_some("clock"));
    let head = columns.into_iter().map(str::to_owned).collect();
    let rows = nodes.iter().map(|node| {
        let times = [node.p50, node.p99, node.max];
        let mut row = vec![
            printable(&node.name),
            count(node.sent),
            count(node.succeeded),
        ];
        row.extend(times.map(|time| match node.sent {
            0 => String::new(),
            _ => duration(time),
        }));
        row.push(duration(per_request(node)));
        let not = node.sent - node.succeeded.min(node.sent);
        row.extend(bad.then(|| count(not)));
        row.extend(missed.then(|| count(node.missed)));
        row.extend(lost.then(|| match (&node.lost, node.unknown) {
            (None, _) => String::new(),
            (Some(_), Some(unknown)) => count(unknown),
            (Some(_), None) => "?".to_owned(),
        }));
        row.extend(off.then(|| clock(node)));
        let mood = if node.lost.is_some() { Mood::Bad } else { Mood::Plain };
        (mood, row)
    });
    page.table([(Mood::Faint, head)].into_iter().chain(rows));
}

/// Returns the processors' time for each request.
fn per_request(node: &NodeShare) -> Duration {
    let used = node.cost.user.saturating_add(node.cost.system);
    let requests = u128::from(node.sent.max(1));
    Duration::from_nanos_u128(used.as_nanos() / requests)
}

/// Writes how far a clock is ahead, and how exactly that is known.
fn clock(node: &NodeShare) -> String {
    let within = node.clock_within.as_secs_f64() * 1e3;
    format!("{:+.1} ±{within:.1} ms", node.clock_ahead_ms)
}
