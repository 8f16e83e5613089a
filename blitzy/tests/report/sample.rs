//! Runs that never were, with numbers that can be checked by hand.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use blitzy::measure::{ErrorClass, Failure, Tally, Times};
use blitzy::plan::{Load, Plan, Rate, Until};
use blitzy::report::{About, Report};
use blitzy::run::{Cost, Ended, Measured, Second};

pub(crate) fn about() -> About {
    About {
        target: "http://127.0.0.1:8080/".to_owned(),
        method: "GET".to_owned(),
        engine: "HTTP/1.1 (hyper)".to_owned(),
        reason: "nothing asks for another".to_owned(),
        version: "0.1.0".to_owned(),
        host: "singapore".to_owned(),
    }
}

/// Ten seconds in which nothing happened.
pub(crate) fn nothing() -> Measured {
    Measured {
        ended: Ended::Finished,
        began: at("2026-11-22T09:00:02Z"),
        elapsed: Duration::from_secs(10),
        tally: Tally::default(),
        seconds: Vec::new(),
        lost: Vec::new(),
        nodes: Vec::new(),
        cost: Cost {
            user: Duration::from_millis(90),
            system: Duration::from_millis(210),
            peak_memory: 14 * 1024 * 1024,
            cores: 2,
            wall: Duration::from_secs(10),
        },
    }
}

pub(crate) fn open_plan() -> Plan {
    let rate = Rate::per_second(100.0).unwrap();
    Plan {
        load: Load::Open { rate, max_in_flight: 1000 },
        until: Until {
            requests: None,
            duration: Some(Duration::from_secs(30)),
        },
        connections: 10,
        warmup: Duration::from_secs(2),
        ..Plan::default()
    }
}

/// Half a minute at 100 a second, with a stall of two seconds: a fifteenth of
/// the requests had to wait, evenly up to the whole of it, at the target or
/// here for a connection.
pub(crate) fn stalled() -> Measured {
    let mut tally = Tally { sent: 3000, warmup: 200, ..Tally::default() };
    for number in 0..3000_u64 {
        let answer = Duration::from_micros(100 + number % 50);
        let is_late = (1000..1200).contains(&number);
        let waits = Duration::from_millis(10 * (1200 - number.min(1200)));
        let (lag, service) = match number {
            1000..1010 => (Duration::from_micros(30), waits + answer),
            1010..1200 => (waits, answer),
            _ => (Duration::from_micros(30), answer),
        };
        tally.lag.record(lag);
        tally.service.record(service);
        tally.succeeded.record(lag + service);
        assert!(is_late == (lag + service > Duration::from_millis(1)));
    }
    for _ in 0..10 {
        tally.connects.record(Duration::from_micros(250));
    }
    tally.statuses = BTreeMap::from([(200, 3000)]);
    tally.body_bytes = 39_000;
    let mut seconds: Vec<Second> = (0..32).map(second).collect();
    seconds[12].in_flight = 100;
    seconds[13].in_flight = 200;
    Measured {
        elapsed: Duration::from_secs(30),
        tally,
        seconds,
        cost: Cost { wall: Duration::from_secs(32), ..nothing().cost },
        ..nothing()
    }
}

/// A hundred requests, among them all that can go wrong.
pub(crate) fn mixed() -> Measured {
    let mut tally = Tally {
        sent: 100,
        missed: 7,
        body_bytes: 2_000_000,
        ..Tally::default()
    };
    tally.succeeded = times((1..=80).map(|it| it * 1_000_000));
    tally.failed = times((1..=10).map(|it| it * 2_000_000));
    tally.errors = times((1..=6).map(|it| it * 500_000_000));
    tally.unfinished = times([4_000_000_000; 4]);
    tally.statuses = BTreeMap::from([(200, 70), (302, 10), (404, 4), (503, 6)]);
    let reset = "connection reset by peer (os error 104), after a long while \
                 in which not a single byte of the head of an answer came";
    for (class, message, count) in [
        (ErrorClass::Refused, "connection refused", 2),
        (ErrorClass::Reset, reset, 4),
    ] {
        for _ in 0..count {
            tally.count_failure(Failure::new(class, message));
        }
    }
    let seconds = (0..10).map(second).collect();
    Measured { tally, seconds, ended: Ended::Interrupted, ..nothing() }
}

pub(crate) fn report(plan: &Plan, measured: &Measured) -> Report {
    Report::new(about(), plan, measured)
}

pub(crate) fn times(nanos: impl IntoIterator<Item = u64>) -> Times {
    let mut times = Times::default();
    for nanos in nanos {
        times.record(Duration::from_nanos(nanos));
    }
    times
}

pub(crate) fn at(moment: &str) -> SystemTime {
    humantime::parse_rfc3339(moment).unwrap()
}

pub(crate) fn second(at: u64) -> Second {
    Second {
        at,
        is_warmup: at < 2,
        completed: 100,
        failed: 3,
        errors: 1,
        missed: 0,
        in_flight: 4,
        body_bytes: 1300,
        p50: Duration::from_micros(125),
        p99: Duration::from_micros(149),
        max: Duration::from_micros(150 + at),
    }
}
