//! What leads to a decision about an application, and what follows from one.

use std::time::Duration;

use tokio::time::Instant;

use super::Rule;
use super::choice::Choice;
use super::controller::Controller;
use super::message::{Message, Verdict};
use super::runner::Order;
use super::shared::{Decision, State};
use crate::application::StartType;
use crate::etf::Atom;
use crate::node::{NodeAtom, NodeName};
use crate::pid::Name;
use crate::process;

/// How long a node says of itself what it said before: as long as nodes may
/// need, one after the other, to see that another one is lost.
const SAME_WEIGHT: Duration = Duration::from_secs(15);

impl Controller {
    /// Decides about an application, if somebody waits for that and all is
    /// known that is needed.
    pub(super) fn decide(&mut self, name: &Name) {
        let Some(shared) = self.shared.get(name) else { return };
        if shared.decision.is_none() {
            return;
        }
        if !shared.can_run_among(&self.connected()) {
            self.settle(name, State::NoMajority, Verdict::StandBy);
            return;
        }
        if shared.spec.rule == Rule::InMajority && !self.has_met_all(shared) {
            // One of them may run it, or be about to.
            return;
        }
        match self.choose(name, shared) {
            Choice::Here => self.run(name),
            Choice::Runs(node) => {
                self.settle(name, State::On(node), Verdict::StandBy);
            }
            // It will be told by who starts it, or by the end of that node.
            Choice::Starts(_) | Choice::Unknown | Choice::NotYet => {}
            Choice::Tell(nodes) => {
                for node in nodes {
                    self.tell_weight(name, &node);
                }
                // All may have said already how much runs there.
                self.decide(name);
            }
            Choice::Nobody => {
                self.settle(name, State::Undefined, Verdict::StandBy);
            }
        }
    }

    /// Runs an application here.
    fn run(&mut self, name: &Name) {
        let runs_on = self.remote.remove(name);
        let Some(shared) = self.shared.get_mut(name) else { return };
        let start_type = match (runs_on, shared.state.clone()) {
            (Some(node), _) | (None, State::On(node)) => {
                StartType::Takeover(node)
            }
            (None, State::Lost(node)) => StartType::Failover(node),
            (None, _) => StartType::Normal,
        };
        shared.forget_weights();
        match shared.decision.take() {
            Some(Decision::Asked(reply)) => {
                reply.send(Verdict::Run(start_type));
            }
            _ => shared.runner.send(Order::Run(start_type)),
        }
        self.set(name, State::Starting);
    }

    /// Ends a decision.
    pub(super) fn settle(
        &mut self,
        name: &Name,
        state: State,
        verdict: Verdict,
    ) {
        if let State::On(_) = state {
            self.remote.remove(name);
        }
        let Some(shared) = self.shared.get_mut(name) else { return };
        if let State::On(node) = &state
            && shared.state != state
        {
            tracing::info!(
                target: "actor_core::application",
                application = %name,
                runs_on = %node,
                "stands by"
            );
        }
        shared.forget_weights();
        let decision = shared.decision.take();
        self.set(name, state);
        if let Some(Decision::Asked(reply)) = decision {
            let has_failed = matches!(verdict, Verdict::Failed { .. });
            reply.send(verdict);
            if has_failed {
                // Whoever asked takes it for not started.
                self.withdraw(name);
            }
        }
    }

    /// Takes note of how much runs on a node that has to choose. It is told the
    /// same of this one, once.
    pub(super) fn weighed(
        &mut self,
        name: &Name,
        weight: i64,
        node: &NodeName,
    ) {
        let Some(shared) = self.shared.get_mut(name) else { return };
        if !shared.has_node(node) {
            return;
        }
        let weights = &mut shared.weights;
        let was_heard = weights.heard.insert(node.clone(), weight).is_some();
        let is_answer = match &shared.state {
            // A node that says it again has begun anew.
            _ if shared.decision.is_some() => {
                !was_heard && weights.told.contains_key(node)
            }
            // It is answered when this node decides too.
            State::Undefined => return,
            _ => false,
        };
        if !is_answer && weights.may_tell(node) {
            self.tell_weight(name, node);
        }
        self.decide(name);
    }

    fn tell_weight(&mut self, name: &Name, node: &NodeName) {
        let mut weight = self.weight();
        let Some(shared) = self.shared.get_mut(name) else { return };
        if shared.state == State::NoMajority {
            // It will not be this one; also in its own eyes, if there are
            // enough nodes in a moment.
            weight = i64::from(i32::MAX);
        }
        let weights = &mut shared.weights;
        let said = weights.own.filter(|own| own.0.elapsed() < SAME_WEIGHT);
        let (when, weight) = said.unwrap_or((Instant::now(), weight));
        weights.own = Some((when, weight));
        weights.note_told(node);
        let weight = match shared.state {
            // It is decided.
            State::Starting | State::Moving => 0,
            _ => weight,
        };
        let Ok(name) = Atom::new(name.as_str()) else { return };
        let own = NodeAtom(self.own.clone());
        self.tell(node, Message::DistAcWeight(name, weight, own));
    }

    /// Does what follows from the loss of a node.
    pub(super) fn node_down(&mut self, node: &NodeName) {
        self.known.remove(node);
        self.introduction.lose(node);
        self.remote.retain(|_, runs_on| runs_on != node);
        let names: Vec<_> = self.shared.keys().cloned().collect();
        for name in &names {
            self.lost(name, node);
        }
        let connected = self.connected();
        for name in &names {
            if !self.shared[name].can_run_among(&connected) {
                self.stand_still(name);
            }
            self.decide(name);
        }
    }

    fn lost(&mut self, name: &Name, node: &NodeName) {
        let Some(shared) = self.shared.get_mut(name) else { return };
        shared.lose(node);
        if shared.state != State::On(node.clone()) {
            return self.show(name);
        }
        if !shared.is_started || !shared.is_permitted(&self.own) {
            return self.set(name, State::Undefined);
        }
        shared.losses += 1;
        let (delay, loss) = (shared.spec.restart_after, shared.losses);
        shared.weights.told.clear();
        shared.weights.heard.clear();
        self.set(name, State::Lost(node.clone()));
        if delay.is_zero() {
            self.restart(name, loss);
        } else if delay < Duration::MAX {
            let restart = Message::Restart(name.clone(), loss);
            process::send_after(&process::this(), restart, delay);
        }
    }

    /// Starts an application anew, if the node that ran it is still lost.
    pub(super) fn restart(&mut self, name: &Name, loss: u64) {
        let Some(shared) = self.shared.get_mut(name) else { return };
        let is_lost = matches!(shared.state, State::Lost(_));
        if is_lost && shared.losses == loss && shared.decision.is_none() {
            shared.decision = Some(Decision::Unasked);
            self.decide(name);
        }
    }

    /// Keeps an application from running here, for want of a majority.
    pub(super) fn stand_still(&mut self, name: &Name) {
        let Some(shared) = self.shared.get_mut(name) else { return };
        match shared.state.clone() {
            State::Here => {
                shared.runner.send(Order::Stop);
                self.tell_all(|_, it| Message::DistAcAppStopped(it), name);
            }
            State::On(node) => {
                self.remote.insert(name.clone(), node);
            }
            State::Lost(_) => {}
            // It is stopped when it has started.
            State::Starting | State::Moving => return,
            State::Undefined | State::NoMajority => {
                if shared.decision.is_none() {
                    return;
                }
            }
        }
        self.settle(name, State::NoMajority, Verdict::StandBy);
    }

    /// Looks again at all that may have been missed, where only a majority may
    /// run something: begins anew with decisions that stand still.
    pub(super) fn renew(&mut self) {
        let kept = self.shared.values_mut();
        let kept = kept.filter(|it| it.spec.rule == Rule::InMajority);
        let mut late = Vec::new();
        for shared in kept.filter(|it| it.decision.is_some()) {
            shared.forget_weights();
            late.push(shared.spec.application.clone());
        }
        for name in &late {
            self.decide(name);
        }
        self.meet_the_rest();
        self.ask_again();
    }

    /// Decides about what no node could run for want of a majority.
    pub(super) fn try_again(&mut self) {
        let connected = self.connected();
        let waits = self.shared.iter_mut().filter(|(_, shared)| {
            shared.state == State::NoMajority
                && shared.is_started
                && shared.can_run_among(&connected)
        });
        let mut names = Vec::new();
        for (name, shared) in waits {
            shared.decision.get_or_insert(Decision::Unasked);
            names.push(name.clone());
        }
        for name in names {
            self.decide(&name);
        }
    }
}
