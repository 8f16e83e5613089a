//! What was measured.

use std::fmt;
use std::time::Duration;

use actor_core::NodeName;
use serde::{Serialize, Serializer};

/// What the story has shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// How long a lost node was waited for.
    #[serde(rename = "delay_ms", serialize_with = "in_milliseconds")]
    pub delay: Duration,
    /// How many questions were asked.
    pub questions: u64,
    /// How many of them were answered.
    pub answers: u64,
    /// How Chucky moved from node to node.
    pub transitions: Vec<Transition>,
}

/// A move of Chucky to another node.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Transition {
    /// Why.
    pub kind: Kind,
    /// Where it ran before.
    #[serde(serialize_with = "by_name")]
    pub from: NodeName,
    /// Where it runs now.
    #[serde(serialize_with = "by_name")]
    pub to: NodeName,
    /// From the last answer of the one to the first of the other.
    #[serde(rename = "gap_ms", serialize_with = "in_milliseconds")]
    pub gap: Duration,
}

/// Why Chucky moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Its node was lost.
    Failover,
    /// A node is back that goes before.
    Takeover,
}

impl Kind {
    /// Returns what the application says at its start.
    pub fn line(self, from: &NodeName, to: &NodeName) -> String {
        match self {
            Self::Failover => format!("{from} is failing over to {to}"),
            Self::Takeover => format!("{to} is taking over {from}"),
        }
    }
}

/// For a reader: a line for each move.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { delay, questions, answers, transitions } = self;
        writeln!(
            f,
            "{questions} questions, {answers} answers; none came for:"
        )?;
        for Transition { kind, from, to, gap } in transitions {
            let gap = gap.as_secs_f64() * 1000.0;
            write!(f, "{gap:9.1} ms  {}", kind.line(from, to))?;
            if *kind == Kind::Failover {
                write!(f, ", of which {delay:?} are the delay")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

fn in_milliseconds<S: Serializer>(
    time: &Duration,
    to: S,
) -> Result<S::Ok, S::Error> {
    to.serialize_f64(time.as_secs_f64() * 1000.0)
}

/// The name as a text: between nodes it would be an atom.
fn by_name<S: Serializer>(node: &NodeName, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(node.as_str())
}
