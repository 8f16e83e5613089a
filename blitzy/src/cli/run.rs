//! `blitzy run`: puts a server under load, and reports.

use std::process::{self, ExitCode};

use actor_core::{Mailbox, ProcessRef};
use nix::unistd::gethostname;

use super::args::{How, HowMuch, Run};
use super::choice::Choice;
use super::cluster::Nodes;
use super::live;
use super::output::note;
use super::shape;
use super::signals::Signals;
use super::usage::UsageError;
use crate::cluster::ClusterRef;
use crate::engine::Kind;
use crate::plan::Plan;
use crate::report::{About, Report};
use crate::run::{self, Ended, Job, Measured, Progress, RunRef, limits};
use crate::target::{Target, safety};

/// What a shell says of a program that ctrl-c ended.
pub(super) const INTERRUPTED: u8 = 130;

/// What other load testers say of a threshold that is broken.
pub(super) const BROKEN: u8 = 99;

pub(super) async fn run(
    run: Run,
    main: Mailbox<Progress>,
) -> anyhow::Result<ExitCode> {
    let Run { url, how_much, what, how, cluster, shown, quiet } = run;
    let plan = plan(&how_much, &how)?;
    let nodes = Nodes::of(&cluster, &plan)?;
    let shape = shape::shape(url, what, &how)?;
    let target = shape::target(&shape)?;
    let choice = Choice::of(&how, target.origins.len())?;
    shown.check()?;
    if nodes.is_none() {
        limits::allow(plan.connections)?;
    }
    let reached = reached(&target, &how)?;
    safety::check(&reached, &plan, how.remote.permission())
        .await
        .map_err(UsageError::new)?;
    let about = about(&target, &choice);
    let view =
        if quiet { live::start_link_quiet() } else { live::start_link(&plan) };
    let mut signals = Signals::listen()?;
    if how_much.until_eof {
        signals.heed_input();
    }
    let (engine, plan_of_all) = (choice.settings, plan.clone());
    let measured = match nodes {
        None => {
            let job = Job { plan: plan_of_all, target, engine };
            let start = run::start_link(job, main.this());
            let start = async { Ok(Started::Here(start.await?)) };
            watch(start, &view, main, signals).await?
        }
        Some(nodes) => {
            let work = nodes.work(plan_of_all, shape, engine);
            let start = nodes.start_link(work, main.this());
            let start = async { Ok(Started::OnNodes(start.await?)) };
            watch(start, &view, main, signals).await?
        }
    };
    view.call(live::Message::Clear).await?;
    let report = Report::new(about, &plan, &measured);
    let report = report.with_thresholds(&shown.fail_if);
    shown.publish(&report)?;
    Ok(exit_code(&report))
}

fn plan(how_much: &HowMuch, how: &How) -> Result<Plan, UsageError> {
    let plan = how_much.plan();
    if let Some(duration) = plan.until.duration
        && plan.ramp > plan.warmup + duration
    {
        let text = "--ramp is longer than the run, which never gets to the \
                    whole load: make it shorter, or --duration longer";
        return Err(UsageError::new(text));
    }
    Ok(Plan {
        streams: how.streams,
        connect_timeout: how.connect_timeout,
        request_timeout: how.timeout,
        keep_alive: how.keep_alive(),
        ..plan
    })
}

/// Returns the target with its proxy among the servers, since it gets the load.
fn reached(target: &Target, how: &How) -> Result<Target, UsageError> {
    let Some(proxy) = &how.proxy else { return Ok(target.clone()) };
    // The text may have a password in it, and is not repeated.
    target.clone().with_proxy(proxy).ok_or_else(|| {
        UsageError::new(
            "--proxy takes the URL of a proxy, such as http://localhost:3128",
        )
    })
}

pub(super) fn about(target: &Target, choice: &Choice) -> About {
    let description = target.description();
    let (method, url) = description.split_once(' ').unwrap_or_default();
    let engine = match choice.settings.kind {
        Kind::Http1 => "HTTP/1.1",
        Kind::Http2 => "HTTP/2",
        Kind::General => "general HTTP/1.1",
    };
    About {
        target: url.to_owned(),
        method: method.to_owned(),
        engine: engine.to_owned(),
        reason: choice.why.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        host: gethostname()
            .map_or_else(|_| String::new(), |it| it.to_string_lossy().into()),
    }
}

/// A run that was started.
enum Started {
    Here(RunRef),
    OnNodes(ClusterRef),
}

impl Started {
    fn stop(&self) {
        match self {
            Self::Here(run) => run.stop(),
            Self::OnNodes(run) => run.stop(),
        }
    }
}

/// Runs it, lets `view` know how it goes, and stops it when the user wants to.
async fn watch(
    start: impl Future<Output = anyhow::Result<Started>>,
    view: &ProcessRef<live::Message>,
    mut main: Mailbox<Progress>,
    mut signals: Signals,
) -> anyhow::Result<Measured> {
    let run = tokio::select! {
        run = start => run?,
        () = signals.next() => {
            note("ended before the first request");
            process::exit(INTERRUPTED.into());
        }
    };
    let mut is_stopped = false;
    loop {
        tokio::select! {
            progress = main.receive() => match progress {
                Progress::Started => view.send(live::Message::Started),
                Progress::Second(second) => {
                    view.send(live::Message::Second(second));
                }
                Progress::Ended(measured) => return Ok(*measured),
            },
            () = signals.next() => {
                if is_stopped {
                    note("ended at once, without a report");
                    process::exit(INTERRUPTED.into());
                }
                is_stopped = true;
                view.send(live::Message::Stopping);
                run.stop();
            }
        }
    }
}

/// Of several, the one that says most about the others.
fn exit_code(report: &Report) -> ExitCode {
    let tally = &report.tally;
    let answers = tally.succeeded.len() + tally.failed.len();
    let is_silent = answers == 0 && tally.sent + tally.missed > 0;
    if report.ended == Ended::Interrupted {
        ExitCode::from(INTERRUPTED)
    } else if is_silent || report.is_partial() {
        ExitCode::FAILURE
    } else if report.is_broken() {
        ExitCode::from(BROKEN)
    } else {
        ExitCode::SUCCESS
    }
}
