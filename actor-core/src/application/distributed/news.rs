//! What other nodes say about applications, and what follows from it.

use super::Rule;
use super::controller::Controller;
use super::message::{Outcome, Verdict, ranks_of};
use super::runner::Order;
use super::shared::{Decision, State};
use crate::etf::{Atom, Term};
use crate::node::NodeName;
use crate::pid::Name;

impl Controller {
    /// Does what follows from a start on another node.
    pub(super) fn started(
        &mut self,
        node: NodeName,
        name: &Name,
        outcome: Outcome,
    ) {
        let Some(shared) = self.shared.get_mut(name) else { return };
        if !shared.is_started {
            if let Outcome::Ok = outcome {
                self.remote.insert(name.clone(), node.clone());
                self.set(name, State::Undefined);
            }
            return;
        }
        match outcome {
            Outcome::Ok => {
                if shared.state == State::Here {
                    shared.runner.send(Order::Yield);
                }
                self.settle(name, State::On(node), Verdict::StandBy);
            }
            // A node that was to take it over could not. OTP stops it here
            // too, so that it runs nowhere.
            Outcome::Error(_) if shared.state == State::Here => {
                shared.runner.send(Order::GoOn);
            }
            Outcome::Error(_) if !shared.waits_for(&node) => {}
            Outcome::Error(reason) => {
                let reason = match reason.as_text() {
                    Some(text) => text.to_owned(),
                    None => reason.to_string(),
                };
                let failed = Verdict::Failed { node, reason };
                self.settle(name, State::Undefined, failed);
            }
        }
    }

    /// Does what follows from the end of an application on another node.
    pub(super) fn stopped_elsewhere(&mut self, name: &Name) {
        self.remote.remove(name);
        let Some(shared) = self.shared.get(name) else { return };
        match (&shared.state, shared.spec.rule) {
            // It may be for want of a majority, which this node will notice
            // too; if not, `withdrawn` follows.
            (State::On(_) | State::Lost(_), Rule::InMajority) => {
                self.set(name, State::NoMajority);
            }
            (State::On(_) | State::Lost(_), Rule::Anywhere) => {
                self.set(name, State::Undefined);
            }
            _ => self.show(name),
        }
    }

    /// Does what follows when a node does not run an application any more: if
    /// that has stopped it, and not the want of a majority, nobody starts it.
    pub(super) fn withdrawn(&mut self, name: &Name) {
        let Some(shared) = self.shared.get(name) else { return };
        let was_stopped = shared.state == State::NoMajority
            && shared.decision.is_none()
            && shared.can_run_among(&self.connected())
            && self.has_met_all(shared);
        if was_stopped {
            self.set(name, State::Undefined);
        }
    }

    /// Notes that a node has loaded an application. Returns false if it would
    /// have it run on other nodes than this one.
    pub(super) fn loaded(
        &mut self,
        node: &NodeName,
        name: &Atom,
        ranks: &Term,
        may: bool,
        knows_me: bool,
    ) -> bool {
        let Some(shared) = self.shared.get(name.as_str()) else {
            return true;
        };
        let theirs = ranks_of(ranks);
        if !theirs.is_some_and(|theirs| shared.spec.is_as(&theirs)) {
            return false;
        }
        let name = name.as_str().into();
        self.permit(node, &name, may);
        if !knows_me {
            self.tell_loaded_to(&name, node, true);
        }
        true
    }

    /// Notes whether a node may run an application.
    pub(super) fn permit(&mut self, node: &NodeName, name: &Name, may: bool) {
        if let Some(shared) = self.shared.get_mut(name) {
            shared.permit(node, may);
            self.decide(name);
        }
    }

    /// Does what follows when a node that runs an application may not any more:
    /// it runs it until another one does.
    pub(super) fn leaves(&mut self, node: &NodeName, name: &Name) {
        let Some(shared) = self.shared.get_mut(name) else { return };
        let is_there = shared.state == State::On(node.clone());
        if is_there && shared.is_started && shared.decision.is_none() {
            shared.decision = Some(Decision::Unasked);
            self.decide(name);
        }
    }
}
