//! Who answers, and for how long nobody does: what asking all the time shows.

use std::io;
use std::time::{Duration, Instant};

use actor_core::NodeName;
use tokio::time::sleep;

use crate::client::{AskError, Client};

/// What the answers so far have shown.
#[derive(Debug, Default)]
pub struct Watch {
    asked: u64,
    answers: u64,
    last: Option<Answer>,
    /// Whether the last question had no answer.
    is_silent: bool,
    gaps: Vec<Gap>,
}

#[derive(Debug)]
struct Answer {
    at: Instant,
    node: NodeName,
}

/// What has changed with an answer, or with the lack of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// This node answers, and it is the first.
    First(NodeName),
    /// Nobody answers any more.
    Silence,
    /// Somebody answers again, or somebody else.
    Gap(Gap),
}

/// From the last answer before to the first one after a time without answers,
/// or of two nodes.
///
/// That includes how long it was until the next question was asked, so it is
/// never less than how long nobody would have answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Who answered last.
    pub from: NodeName,
    /// Who answers now.
    pub to: NodeName,
    /// How long that took.
    pub length: Duration,
}

impl Watch {
    /// Notes that a node has answered.
    pub fn answered(
        &mut self,
        now: Instant,
        node: &NodeName,
    ) -> Option<Change> {
        self.asked += 1;
        self.answers += 1;
        let answer = Answer { at: now, node: node.clone() };
        let was_silent = std::mem::take(&mut self.is_silent);
        let Some(last) = self.last.replace(answer) else {
            return Some(Change::First(node.clone()));
        };
        if !was_silent && last.node == *node {
            return None;
        }
        let length = now.duration_since(last.at);
        let gap = Gap { from: last.node, to: node.clone(), length };
        self.gaps.push(gap.clone());
        Some(Change::Gap(gap))
    }

    /// Notes that nobody has answered.
    pub fn failed(&mut self) -> Option<Change> {
        self.asked += 1;
        let was_silent = std::mem::replace(&mut self.is_silent, true);
        (!was_silent).then_some(Change::Silence)
    }

    /// Returns how many questions were asked.
    pub fn asked(&self) -> u64 {
        self.asked
    }

    /// Returns how many of them were answered.
    pub fn answers(&self) -> u64 {
        self.answers
    }

    /// Returns all gaps, in their order.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }
}

/// What is told of a change.
#[derive(Debug)]
pub struct Told<'a> {
    /// When it was noticed.
    pub at: Instant,
    /// What has changed.
    pub change: Change,
    /// Why nobody answers, if that is the change.
    pub error: Option<&'a AskError>,
}

/// Asks again and again, with a pause after each answer, and tells what
/// changes. What was seen is in `watch` also if it is dropped.
pub async fn watch(
    client: &Client,
    pause: Duration,
    watch: &mut Watch,
    mut tell: impl FnMut(Told<'_>) -> io::Result<()>,
) -> io::Result<()> {
    loop {
        let answer = client.fact().await;
        let at = Instant::now();
        let change = match &answer {
            Ok(told) => watch.answered(at, &told.node),
            Err(_) => watch.failed(),
        };
        if let Some(change) = change {
            tell(Told { at, change, error: answer.as_ref().err() })?;
            // Some may be there that were not, and they may be needed.
            client.connect();
        }
        sleep(pause).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_from_an_answer_to_the_next_one() {
        let [a, b]: [NodeName; 2] =
            ["a@host", "b@host"].map(|name| name.parse().unwrap());
        let began = Instant::now();
        let at = |ms| began + Duration::from_millis(ms);
        let mut watch = Watch::default();
        let gap = |from: &NodeName, to: &NodeName, ms| {
            let (from, to) = (from.clone(), to.clone());
            let length = Duration::from_millis(ms);
            Some(Change::Gap(Gap { from, to, length }))
        };
        assert_eq!(watch.failed(), Some(Change::Silence));
        assert_eq!(watch.answered(at(1), &a), Some(Change::First(a.clone())));
        assert_eq!(watch.answered(at(2), &a), None);
        assert_eq!(watch.failed(), Some(Change::Silence));
        assert_eq!(watch.failed(), None);
        assert_eq!(watch.answered(at(102), &b), gap(&a, &b, 100));
        assert_eq!(watch.answered(at(105), &a), gap(&b, &a, 3));
        assert_eq!(watch.failed(), Some(Change::Silence));
        assert_eq!(watch.answered(at(115), &a), gap(&a, &a, 10));
        assert_eq!([watch.asked(), watch.answers()], [9, 5]);
        assert_eq!(watch.gaps().len(), 3);
    }
}
