//! `chucky fact`, `chucky where`: asking a cluster from outside.

use std::io;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use actor_core::System;
use serde_json::json;
use tokio::signal::ctrl_c;

use super::args::{Ask, Cluster};
use super::output::{milliseconds, print_line, seconds};
use crate::client::Client;
use crate::watch::{self, Change, Gap, Told, Watch};

pub(super) async fn once(
    cluster: Cluster,
    ask: &Ask,
) -> anyhow::Result<ExitCode> {
    let client = client(cluster, ask).await?;
    let told = client.fact().await?;
    if ask.json {
        let line = json!({ "fact": told.fact, "node": told.node.as_str() });
        print_line(&line.to_string())?;
    } else {
        print_line(&told.fact)?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn whereis(
    cluster: Cluster,
    ask: &Ask,
) -> anyhow::Result<ExitCode> {
    let node = client(cluster, ask).await?.whereis().await?;
    if ask.json {
        print_line(&json!({ "node": node.as_str() }).to_string())?;
    } else {
        print_line(node.as_str())?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn watch(
    cluster: Cluster,
    ask: &Ask,
    every: Duration,
) -> anyhow::Result<ExitCode> {
    let client = client(cluster, ask).await?;
    let began = Instant::now();
    let show = if ask.json { show_in_json } else { show };
    let mut watch = Watch::default();
    let watching = watch::watch(&client, every, &mut watch, |told| {
        show(told.at.duration_since(began), &told)
    });
    tokio::select! {
        outcome = watching => outcome?,
        _ = ctrl_c() => {}
    }
    if !ask.json {
        let (asked, answers) = (watch.asked(), watch.answers());
        let longest = watch.gaps().iter().map(|gap| gap.length).max();
        let longest = longest.map(milliseconds);
        let gaps = watch.gaps().len();
        let longest = longest
            .map(|it| format!(", the longest of {it}"))
            .unwrap_or_default();
        print_line(&format!(
            "{asked} questions, {answers} answers, {gaps} gaps{longest}"
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn show(at: Duration, told: &Told<'_>) -> io::Result<()> {
    let what = match (&told.change, told.error) {
        (Change::First(node), _) => format!("{node} answers"),
        (Change::Gap(Gap { from, to, length }), _) if from == to => {
            format!("{to} answers again, after {}", milliseconds(*length))
        }
        (Change::Gap(Gap { from, to, length }), _) => {
            let length = milliseconds(*length);
            format!("{to} answers, {length} after {from}")
        }
        (Change::Silence, Some(error)) => format!("nobody answers: {error}"),
        (Change::Silence, None) => "nobody answers".to_owned(),
    };
    print_line(&format!("{}  {what}", seconds(at)))
}

fn show_in_json(at: Duration, told: &Told<'_>) -> io::Result<()> {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    let at_ms = milliseconds(at);
    let line = match &told.change {
        Change::First(node) => {
            json!({ "at_ms": at_ms, "node": node.as_str() })
        }
        Change::Gap(Gap { from, to, length }) => json!({
            "at_ms": at_ms,
            "node": to.as_str(),
            "before": from.as_str(),
            "gap_ms": milliseconds(*length),
        }),
        Change::Silence => {
            let error = told.error.map(ToString::to_string);
            json!({ "at_ms": at_ms, "node": null, "error": error })
        }
    };
    print_line(&line.to_string())
}

async fn client(cluster: Cluster, ask: &Ask) -> anyhow::Result<Client> {
    let settings = cluster.settings(ask)?;
    Ok(Client::start(&System::current(), settings).await?)
}
