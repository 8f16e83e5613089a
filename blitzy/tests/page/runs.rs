//! Runs that never were, as reports.

use std::time::{Duration, SystemTime};

use blitzy::measure::{ErrorClass, Failure, Tally, Times};
use blitzy::plan::{Load, Plan, Rate, Until};
use blitzy::report::threshold::Threshold;
use blitzy::report::{About, Report};
use blitzy::run::{Cost, Ended, Measured, Second};
use fastrand::Rng;

/// A text that tries all that a page could fall for.
pub(crate) const HOSTILE: &str = "http://\u{202e}gnp.x/?a=1&b=\"'></title></script>\
     <!--<script>document.title='taken'</script>\
     <img src=x onerror=\"document.title='taken'\">";

/// Twelve seconds with fifty connections, some of them spent waiting.
pub(crate) fn closed() -> Report {
    let mut random = Rng::with_seed(8);
    let mut run = Run::new(&mut random);
    for second in 0..12 {
        let slow = if second == 7 { 40.0 } else { 1.0 };
        run.second(second, 4_000, |random, tally| {
            let time = slow * 0.8e-3 / random.f64().powf(0.45);
            succeed(tally, time.min(1.9));
        });
    }
    run.tally.statuses.insert(304, 211);
    run.report(&Plan::default(), "http://localhost:4000/", &[])
}

/// Thirty seconds at 100/s, with a target that stands still for two of them.
pub(crate) fn stalled() -> Report {
    let mut random = Rng::with_seed(9);
    let mut run = Run::new(&mut random);
    for second in 0..32 {
        let is_stalled = (12..14).contains(&second);
        let due = if is_stalled { 0 } else { 100 };
        let missed = if second == 13 { 40 } else { 0 };
        run.second(second, due, |random, tally| {
            let time = 0.4e-3 / random.f64().powf(0.3);
            tally.service.record(seconds(time));
            tally.lag.record(seconds(random.f64() * 80e-6));
            succeed(tally, time);
        });
        let last = run.seconds.last_mut().expect("there is a second");
        last.missed = missed;
        last.is_warmup = second < 2;
        last.in_flight = if is_stalled { 100 } else { 1 };
        run.tally.missed += missed;
    }
    for request in 0..160 {
        let waited = 0.001 + f64::from(request) / 80.0;
        succeed(&mut run.tally, waited);
        run.tally.service.record(seconds(0.5e-3));
        run.tally.lag.record(seconds(waited));
    }
    for status in [404, 503] {
        run.tally.failed.record(seconds(2e-3));
        run.tally.sent += 1;
        run.tally.statuses.insert(status, 1);
    }
    let rate = Rate::per_second(100.0).expect("it is a rate");
    let load = Load::Open { rate, max_in_flight: 100 };
    let plan = Plan {
        load,
        connections: 10,
        warmup: Duration::from_secs(2),
        until: Until {
            requests: None,
            duration: Some(Duration::from_secs(30)),
        },
        ..Plan::default()
    };
    let thresholds = ["p99>250ms", "errors>1%", "missed>0"];
    run.report(&plan, "http://localhost:4000/stall", &thresholds)
}

/// Twenty requests to a port where nobody listens.
pub(crate) fn refused() -> Report {
    let mut random = Rng::with_seed(10);
    let mut run = Run::new(&mut random);
    run.second(0, 20, |random, tally| {
        tally.sent += 1;
        tally.errors.record(seconds(50e-6 + 40e-6 * random.f64()));
        tally.count_failure(Failure::new(
            ErrorClass::Refused,
            "Connection refused (os error 111)",
        ));
    });
    run.seconds[0].errors = 20;
    let until = Until { requests: Some(20), duration: None };
    let plan = Plan { until, connections: 1, ..Plan::default() };
    run.report(&plan, "http://localhost:1/", &["errors>1%"])
}

/// A run in which a single request was sent.
pub(crate) fn single() -> Report {
    let mut random = Rng::with_seed(11);
    let mut run = Run::new(&mut random);
    run.second(0, 1, |_, tally| succeed(tally, 1.5e-3));
    let until = Until { requests: Some(1), duration: None };
    let plan = Plan { until, connections: 1, ..Plan::default() };
    run.report(&plan, "http://localhost:4000/", &["p99>1s"])
}

/// A run in which nothing was asked.
pub(crate) fn empty() -> Report {
    let mut random = Rng::with_seed(12);
    let until = Until { requests: Some(0), duration: None };
    let plan = Plan { until, ..Plan::default() };
    Run::new(&mut random).report(&plan, "http://localhost:4000/", &[])
}

/// A day, of which each minute is as the first.
pub(crate) fn day() -> Report {
    let mut random = Rng::with_seed(13);
    let mut run = Run::new(&mut random);
    for second in 0..60 {
        run.second(second, 20, |random, tally| {
            succeed(tally, 1e-3 / random.f64().powf(0.6));
        });
    }
    let minute = run.seconds.clone().into_iter().cycle();
    let day = minute.zip(0..86_400).map(|(second, at)| Second { at, ..second });
    run.seconds = day.collect();
    run.report(&Plan::default(), "http://localhost:4000/", &[])
}

/// A run whose every text comes from somebody who means harm.
pub(crate) fn hostile() -> Report {
    let mut report = stalled();
    HOSTILE.clone_into(&mut report.about.target);
    HOSTILE.clone_into(&mut report.about.method);
    HOSTILE.clone_into(&mut report.about.engine);
    HOSTILE.clone_into(&mut report.about.reason);
    HOSTILE.clone_into(&mut report.about.version);
    HOSTILE.clone_into(&mut report.about.host);
    report.lost.push(HOSTILE.to_owned());
    for verdict in &mut report.verdicts {
        HOSTILE.clone_into(&mut verdict.text);
        HOSTILE.clone_into(&mut verdict.measured);
    }
    for class in ErrorClass::ALL {
        report.tally.count_failure(Failure::new(class, HOSTILE));
        report.tally.errors.record(seconds(0.1));
        report.tally.sent += 1;
    }
    report
}

struct Run<'a> {
    random: &'a mut Rng,
    tally: Tally,
    seconds: Vec<Second>,
}

impl<'a> Run<'a> {
    fn new(random: &'a mut Rng) -> Self {
        Self { random, tally: Tally::default(), seconds: Vec::new() }
    }

    fn second(
        &mut self,
        at: u64,
        requests: u64,
        mut request: impl FnMut(&mut Rng, &mut Tally),
    ) {
        let mut tally = Tally::default();
        (0..requests).for_each(|_| request(self.random, &mut tally));
        let latency = tally.latency();
        let at_most = |percent| latency.percentile(percent).unwrap_or_default();
        self.seconds.push(Second {
            at,
            is_warmup: false,
            completed: requests,
            failed: 0,
            errors: 0,
            missed: 0,
            in_flight: 50.min(requests),
            body_bytes: tally.body_bytes,
            p50: at_most(50.0),
            p99: at_most(99.0),
            max: at_most(100.0),
        });
        self.tally.merge(&tally);
    }

    fn report(self, plan: &Plan, url: &str, thresholds: &[&str]) -> Report {
        let mut connects = Times::default();
        connects.record(seconds(120e-6));
        let elapsed = Duration::from_secs(self.seconds.len() as u64);
        let measured = Measured {
            ended: Ended::Finished,
            began: SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_000_000),
            elapsed,
            tally: Tally { connects, ..self.tally },
            seconds: self.seconds,
            lost: Vec::new(),
            nodes: Vec::new(),
            cost: Cost {
                user: elapsed.mul_f64(0.31),
                system: elapsed.mul_f64(0.72),
                peak_memory: 14_800_000,
                cores: 2,
                wall: elapsed,
            },
        };
        let about = About {
            target: url.to_owned(),
            method: "GET".to_owned(),
            engine: "HTTP/1.1 (hyper)".to_owned(),
            reason: "nothing that was asked for needs another".to_owned(),
            version: "0.1.0".to_owned(),
            host: "bench".to_owned(),
        };
        let thresholds = thresholds.iter().map(|text| text.parse());
        let thresholds: Result<Vec<Threshold>, _> = thresholds.collect();
        Report::new(about, plan, &measured)
            .with_thresholds(&thresholds.expect("they are thresholds"))
    }
}

fn succeed(tally: &mut Tally, took: f64) {
    tally.sent += 1;
    tally.succeeded.record(seconds(took));
    *tally.statuses.entry(200).or_default() += 1;
    tally.body_bytes += 13;
}

fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}
