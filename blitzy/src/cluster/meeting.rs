//! Before the start of a run: who is there, who takes part, and what time it
//! is there.

use std::fmt;
use std::time::{Duration, Instant};

use actor_core::node::ConnectError;
use actor_core::{
    CallError, Event, Mailbox, Node, NodeName, Pid, ProcessRef, process,
};

use super::Work;
use super::clock::Clock;
use super::coordinator::Told;
use super::host::{self, HOST};
use super::order::{Accepted, Order, Refusal};
use super::roll::{Member, Shift, State};
use super::share::Share;
use crate::plan::Plan;
use crate::target::TargetError;

/// Why a run on a cluster did not begin. Nobody has sent anything then.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// This system is no node, so that it can reach none.
    #[error("this program is no node of a cluster")]
    NoNode,
    /// There are no nodes, or one is there twice.
    #[error("{0}")]
    Names(String),
    /// What is asked is wrong.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// Some nodes cannot take part; each says what can be done.
    #[error("nobody has begun:{}", listed(.0))]
    Nodes(Vec<(NodeName, Problem)>),
    /// The coordinator crashed.
    #[error("the coordinator crashed before the run began")]
    Crashed,
}

/// Why a node cannot take part in a run.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// It cannot be connected to.
    #[error("{error}{}", advice(.error))]
    Unreachable {
        /// Why.
        #[source]
        error: ConnectError,
    },
    /// It is a node, but takes part in no runs.
    #[error("it is a node, but not of blitzy; start it by: blitzy node")]
    NotServing,
    /// It does not want to.
    #[error("{0}")]
    Refused(Refusal),
    /// It did not answer, or its connections were not open in time.
    #[error("it was not ready in time ({0:?})")]
    Late(Duration),
    /// It ended meanwhile.
    #[error("it was lost before the start: {0}")]
    Lost(String),
}

fn listed(problems: &[(NodeName, Problem)]) -> impl fmt::Display + use<> {
    let lines = problems.iter().map(|(node, it)| format!("\n  {node}: {it}"));
    lines.collect::<String>()
}

fn advice(error: &ConnectError) -> String {
    match error {
        ConnectError::Unknown(name) => {
            format!("; start it by: blitzy node --name {name}")
        }
        ConnectError::Handshake { .. } => {
            "; give --cookie (or BLITZY_COOKIE) the same value on both sides"
                .to_owned()
        }
        ConnectError::OtherKind { .. } => {
            "; give names with a dot after the @ on both sides, or none"
                .to_owned()
        }
        _ => String::new(),
    }
}

/// All that a run is when everybody is ready.
pub(super) struct Met {
    pub(super) work: Work,
    pub(super) members: Vec<Member>,
    pub(super) shifts: Vec<Shift>,
}

/// Connects to all nodes, gives each its share, waits until all are ready, and
/// compares clocks.
pub(super) async fn meet(
    mailbox: &mut Mailbox<Told>,
    node: &Node,
    names: Vec<NodeName>,
    work: Work,
) -> Result<Met, ClusterError> {
    check(&names)?;
    mailbox.open();
    let mut problems = Vec::new();
    for name in &names {
        if let Err(error) = node.connect(name).await {
            problems.push((name.clone(), Problem::Unreachable { error }));
        }
    }
    none(problems)?;
    let of = names.len();
    let mut met = Met { work, members: Vec::new(), shifts: Vec::new() };
    let mut problems = Vec::new();
    for (number, name) in names.into_iter().enumerate() {
        let plan = Share { number, of }.of_plan(&met.work.plan, 0);
        match order(node, &met.work, &name, number, plan.clone()).await {
            Ok(Accepted { shift, host }) => {
                met.members.push(Member::new(name, host));
                met.shifts.push(Shift::new(number, shift, plan));
            }
            Err(problem) => problems.push((name, problem)),
        }
    }
    none(problems)?;
    all_are_ready(mailbox, &met).await?;
    for member in &mut met.members {
        let host = ProcessRef::across((HOST, member.name.clone()));
        let clock = Clock::of(&host, met.work.patience).await;
        member.clock = clock.map_err(|error| {
            let problem = Problem::Lost(error.to_string());
            ClusterError::Nodes(vec![(member.name.clone(), problem)])
        })?;
    }
    Ok(met)
}

fn check(names: &[NodeName]) -> Result<(), ClusterError> {
    if names.is_empty() {
        return Err(ClusterError::Names("there are no nodes".to_owned()));
    }
    let mut sorted = names.to_vec();
    sorted.sort_unstable();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(()),
        Some(pair) => Err(ClusterError::Names(format!(
            "{} is there twice; name each node once",
            pair[0]
        ))),
    }
}

fn none(problems: Vec<(NodeName, Problem)>) -> Result<(), ClusterError> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(ClusterError::Nodes(problems))
    }
}

/// Tells a node to get ready for a share.
pub(super) async fn order(
    node: &Node,
    work: &Work,
    name: &NodeName,
    shift: usize,
    plan: Plan,
) -> Result<Accepted, Problem> {
    let order = Order {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        from: node.name().to_string(),
        shift: shift as u64,
        plan,
        shape: work.shape.clone(),
        engine: work.engine.clone(),
        coordinator: process::this(),
    };
    let host = ProcessRef::<host::Message>::across((HOST, name.clone()));
    let order = Box::new(order);
    let answer = host
        .call(|reply| host::Message::Prepare(order, reply))
        .within(work.patience)
        .await;
    match answer {
        Ok(answer) => answer.map_err(Problem::Refused),
        Err(CallError::NoProc) => Err(Problem::NotServing),
        Err(CallError::Timeout(time)) => Err(Problem::Late(time)),
        Err(error) => Err(Problem::Lost(error.to_string())),
    }
}

/// Waits until all connections are open, or could not be opened.
async fn all_are_ready(
    mailbox: &mut Mailbox<Told>,
    met: &Met,
) -> Result<(), ClusterError> {
    let time = met.work.plan.connect_timeout + met.work.patience;
    let end = Instant::now() + time;
    let mut waiting: Vec<usize> = (0..met.shifts.len()).collect();
    let problem = |shift: usize, problem| {
        let name = met.members[met.shifts[shift].member].name.clone();
        ClusterError::Nodes(vec![(name, problem)])
    };
    while let Some(first) = waiting.first() {
        let left = end.saturating_duration_since(Instant::now());
        match mailbox.next().within(left).await {
            None => return Err(problem(*first, Problem::Late(time))),
            Some(Event::Message(Told::Ready(shift))) => {
                waiting.retain(|it| *it as u64 != shift);
            }
            Some(Event::Down(down)) => {
                let lost = |shift: &Shift| shift.monitor == down.reference;
                if let Some(shift) = met.shifts.iter().position(lost) {
                    let why = Problem::Lost(down.reason.to_string());
                    return Err(problem(shift, why));
                }
            }
            Some(_) => {}
        }
    }
    Ok(())
}

impl Shift {
    /// Returns one that has not begun.
    pub(super) fn new(member: usize, pid: Pid, plan: Plan) -> Self {
        Self {
            member,
            pid,
            monitor: process::monitor(pid),
            plan,
            began: None,
            heard: Instant::now(),
            next: 0,
            done: 0,
            state: State::AtWork,
        }
    }
}
