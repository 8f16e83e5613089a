//! The same scenarios on OTP and on this crate, and what they saw compared.
//!
//! Every scenario is a function in `erlang/` and one of the same name here.
//! Here it is compared with what was recorded from OTP; where `erl` is
//! installed, OTP itself is asked too. See the README beside this file.

mod child;
mod erlang;
mod journal;
mod probe;
mod recording;
mod say;
mod scenario;
mod tree;
mod worker;

mod answers;
mod callers;
mod calls;
mod dynamic_supervisors;
mod ends;
mod events;
mod exits;
mod links;
mod messages;
mod monitors;
mod names;
mod reasons;
mod servers;
mod starts;
mod statems;
mod supervisor_auto_shutdown;
mod supervisor_children;
mod supervisor_intensity;
mod supervisor_restarts;
mod supervisor_starts;
mod supervisor_stops;
mod supervisor_strategies;
mod tables;
mod timers;

use recording::Recording;
use scenario::Scenario;

/// Written by the comparison below if this variable is set.
const RECORD: &str = "ACTOR_CORE_RECORD";

fn scenarios() -> impl Iterator<Item = &'static Scenario> {
    [
        messages::ALL,
        links::ALL,
        reasons::ALL,
        exits::ALL,
        monitors::ALL,
        names::ALL,
        tables::ALL,
        timers::ALL,
        calls::ALL,
        callers::ALL,
        answers::ALL,
        starts::ALL,
        servers::ALL,
        ends::ALL,
        statems::ALL,
        events::ALL,
        supervisor_starts::ALL,
        supervisor_restarts::ALL,
        supervisor_strategies::ALL,
        supervisor_children::ALL,
        supervisor_stops::ALL,
        supervisor_intensity::ALL,
        supervisor_auto_shutdown::ALL,
        dynamic_supervisors::ALL,
    ]
    .into_iter()
    .flatten()
}

#[test]
fn every_scenario_of_one_side_is_on_the_other() {
    let recording = Recording::read();
    let ours: Vec<_> = scenarios().map(|scenario| scenario.name).collect();
    let here = ours.iter().filter(|name| recording.lines(name).is_none());
    let there = recording.names().filter(|name| !ours.contains(name));
    let here: Vec<_> = here.collect();
    let there: Vec<_> = there.collect();
    assert!(
        here.is_empty() && there.is_empty(),
        "only in Rust: {here:#?}\nonly in Erlang: {there:#?}"
    );
}

#[test]
fn a_live_otp_sees_what_was_recorded() {
    let Some(live) = erlang::run() else {
        eprintln!("skipped: there is no `erl` to compare with");
        return;
    };
    if std::env::var_os(RECORD).is_some() {
        live.write();
    }
    let recorded = Recording::read();
    // A machine that was busy may have been late: what is different must be
    // so twice.
    let live = if live.agrees_with(&recorded) {
        live
    } else {
        erlang::run().expect("`erl` was there a moment ago")
    };
    let report = live.differences(&recorded, scenarios());
    if live.release() == recorded.release() {
        assert!(report.is_empty(), "{report}");
    } else if !report.is_empty() {
        // The recorded release is the one that is promised.
        eprintln!("{report}");
    }
}
