//! The report as a document: how it is written, and checked when it is read.

mod client;
mod config;
mod node;
mod second;

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::distribution::Distribution;
use super::merge::Part;
use super::threshold::Verdict;
use super::units::{millis, moment};
use super::{About, Report, SCHEMA};
use crate::measure::{ErrorClass, Errors, Tally};
use crate::plan::Plan;
use crate::run::{Ended, NodeShare, Second};
use client::Client;
use config::Config;
use node::Node;
use second::{Row, is_possible};

/// What every program that reads JSON can hold exactly, and so many of them
/// still fit in 64 bits.
const MOST: u64 = 1 << 53;

/// The document. What is left out on reading is worked out anew.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Document {
    schema: u64,
    about: About,
    config: Config,
    #[serde(with = "moment")]
    began: SystemTime,
    #[serde(with = "millis")]
    elapsed_ms: Duration,
    ended: Ended,
    counts: Counts,
    #[serde(skip_deserializing)]
    rates: Rates,
    statuses: BTreeMap<u16, u64>,
    errors: BTreeMap<ErrorClass, Errors>,
    latency: Latency,
    service: Distribution,
    lag: Distribution,
    connect: Distribution,
    seconds: Vec<Row>,
    client: Client,
    lost_groups: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    nodes: Vec<Node>,
    thresholds: Vec<Verdict>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    merged_from: Vec<Part>,
}

/// Numbers of a document that cannot both be true.
#[derive(Debug, thiserror::Error)]
#[error("{0} contradict each other")]
pub(super) struct Contradiction(pub(super) String);

#[derive(Clone, Serialize, Deserialize)]
struct Counts {
    planned: Option<u64>,
    sent: u64,
    succeeded: u64,
    failed: u64,
    errors: u64,
    unfinished: u64,
    missed: u64,
    warmup: u64,
    body_bytes: u64,
}

#[derive(Clone, Default, Serialize)]
#[expect(clippy::struct_field_names, reason = "names of fields have units")]
struct Rates {
    sent_per_s: f64,
    succeeded_per_s: f64,
    body_bytes_per_s: f64,
}

#[derive(Clone, Serialize, Deserialize)]
struct Latency {
    overall: Distribution,
    succeeded: Distribution,
    failed: Distribution,
    errors: Distribution,
    unfinished: Distribution,
}

impl From<Report> for Document {
    fn from(report: Report) -> Self {
        let tally = &report.tally;
        let rates = Rates {
            sent_per_s: report.sent_per_second(),
            succeeded_per_s: report.succeeded_per_second(),
            body_bytes_per_s: report.per_second(tally.body_bytes),
        };
        Self {
            schema: SCHEMA,
            rates,
            config: Config::from(&report.plan),
            counts: Counts::new(&report.plan, tally),
            client: Client::from(&report),
            began: report.began,
            elapsed_ms: report.elapsed,
            ended: report.ended,
            latency: Latency {
                overall: tally.latency().into(),
                succeeded: tally.succeeded.clone().into(),
                failed: tally.failed.clone().into(),
                errors: tally.errors.clone().into(),
                unfinished: tally.unfinished.clone().into(),
            },
            service: tally.service.clone().into(),
            lag: tally.lag.clone().into(),
            connect: tally.connects.clone().into(),
            about: report.about,
            statuses: report.tally.statuses,
            errors: report.tally.error_classes,
            seconds: report.seconds.into_iter().map(Row::from).collect(),
            lost_groups: report.lost,
            nodes: report.nodes.into_iter().map(Node::from).collect(),
            thresholds: report.verdicts,
            merged_from: report.parts,
        }
    }
}

impl TryFrom<Document> for Report {
    type Error = Contradiction;

    fn try_from(document: Document) -> Result<Self, Contradiction> {
        let Document { counts, latency, .. } = document;
        let overall = latency.overall.checked("latency.overall")?;
        let tally = Tally {
            sent: counts.sent,
            succeeded: latency.succeeded.checked("latency.succeeded")?,
            failed: latency.failed.checked("latency.failed")?,
            errors: latency.errors.checked("latency.errors")?,
            unfinished: latency.unfinished.checked("latency.unfinished")?,
            missed: counts.missed,
            service: document.service.checked("service")?,
            lag: document.lag.checked("lag")?,
            connects: document.connect.checked("connect")?,
            statuses: document.statuses,
            error_classes: document.errors,
            body_bytes: counts.body_bytes,
            warmup: counts.warmup,
        };
        let agree = |is_so: bool, what: &str| {
            is_so.then_some(()).ok_or_else(|| Contradiction(what.to_owned()))
        };
        agree(counts.are_of(&tally), "counts and histograms")?;
        agree(
            overall == tally.latency(),
            "latency.overall and the histograms that it is the sum of",
        )?;
        let lost = document.lost_groups;
        let ended = tally.completed().saturating_add(tally.unfinished.len());
        // What a group had sent when it crashed may not have ended anywhere.
        let is_whole =
            counts.sent == ended || (!lost.is_empty() && counts.sent > ended);
        agree(is_whole, "counts.sent and what came of it")?;
        agree(
            tally.statuses.values().fold(0, |all, it| it.saturating_add(all))
                == tally.succeeded.len() + tally.failed.len(),
            "statuses and counts",
        )?;
        agree(
            tally
                .error_classes
                .values()
                .fold(0, |all: u64, it| all.saturating_add(it.count))
                == tally.errors.len(),
            "errors and counts.errors",
        )?;
        let nodes: Vec<NodeShare> =
            document.nodes.into_iter().map(NodeShare::from).collect();
        agree(nodes.iter().all(node::is_possible), "the numbers of a node")?;
        let sent =
            nodes.iter().fold(0, |all: u64, it| all.saturating_add(it.sent));
        agree(
            nodes.is_empty() || sent == counts.sent,
            "counts.sent and what the nodes have sent",
        )?;
        let seconds: Vec<Second> =
            document.seconds.into_iter().map(Second::from).collect();
        agree(
            seconds.iter().all(is_possible)
                && seconds.is_sorted_by(|a, b| a.at < b.at),
            "the numbers of a second, or the order of the seconds,",
        )?;
        Ok(Self {
            about: document.about,
            plan: document.config.into(),
            began: document.began,
            elapsed: document.elapsed_ms,
            ended: document.ended,
            tally,
            seconds,
            cost: document.client.into(),
            lost,
            nodes,
            verdicts: document.thresholds,
            parts: document.merged_from,
        })
    }
}

impl Counts {
    fn new(plan: &Plan, tally: &Tally) -> Self {
        Self {
            planned: plan.until.requests,
            sent: tally.sent,
            succeeded: tally.succeeded.len(),
            failed: tally.failed.len(),
            errors: tally.errors.len(),
            unfinished: tally.unfinished.len(),
            missed: tally.missed,
            warmup: tally.warmup,
            body_bytes: tally.body_bytes,
        }
    }

    fn are_of(&self, tally: &Tally) -> bool {
        let own = [
            (self.succeeded, &tally.succeeded),
            (self.failed, &tally.failed),
            (self.errors, &tally.errors),
            (self.unfinished, &tally.unfinished),
        ];
        let all = [
            self.sent,
            self.missed,
            self.warmup,
            self.body_bytes,
            tally.service.len(),
            tally.lag.len(),
            tally.connects.len(),
        ];
        own.iter().all(|(count, times)| *count == times.len())
            && own
                .map(|(count, _)| count)
                .iter()
                .chain(&all)
                .all(|it| *it <= MOST)
    }
}
