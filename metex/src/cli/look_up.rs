//! `metex CITY...`: asks for all cities at once, prints them in order.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use tokio::signal::ctrl_c;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::args::{Output, Source};
use super::cache_file::cache_file;
use super::output::{entry, line, note, print_line, problem};
use crate::client::{Answer, Client, Config, Saved};
use crate::{Error, Location};

pub(super) async fn run(
    cities: &[String],
    source: &Source,
    output: &Output,
) -> anyhow::Result<ExitCode> {
    let opened = source.open().await?;
    let file = cache_file(source, &opened.provider);
    let file = file.filter(|_| !output.no_cache);
    let saved = file.as_deref().map(Saved::load).unwrap_or_default();
    let client = Client::start_link(Config {
        provider: opened.provider,
        ttl: output.freshness(),
        saved,
    })
    .await?;
    let cities: Vec<_> = cities.iter().map(|c| Location::new(c)).collect();
    let rounds = async {
        loop {
            let code = round(&client, &cities, output).await?;
            if let Some(file) = &file {
                save(&client, file).await?;
            }
            match output.watch {
                Some(interval) => sleep(interval).await,
                None => return Ok(ExitCode::from(code)),
            }
        }
    };
    tokio::select! {
        outcome = rounds => outcome,
        _ = ctrl_c(), if output.watch.is_some() => Ok(ExitCode::SUCCESS),
    }
}

/// Leaves the answers to the next run, which can do without them.
async fn save(client: &Client, file: &Path) -> Result<(), Error> {
    let saved = client.save().await?;
    if let Err(error) = saved.store(file) {
        tracing::warn!(%error, file = %file.display(), "not saved");
    }
    Ok(())
}

impl Output {
    /// Each round of a watch shows something new.
    fn freshness(&self) -> Duration {
        if self.no_cache {
            return Duration::ZERO;
        }
        self.watch.map_or(self.ttl, |interval| self.ttl.min(interval))
    }
}

/// Asks once for all cities; returns the exit code.
async fn round(
    client: &Client,
    cities: &[Location],
    output: &Output,
) -> anyhow::Result<u8> {
    let bar = progress(cities.len());
    let questions: Vec<_> =
        cities.iter().map(|city| ask(client, city, &bar)).collect();
    let (mut code, mut entries, mut hints) = (0, Vec::new(), Vec::new());
    for (city, question) in cities.iter().zip(questions) {
        let outcome = question.await.unwrap_or(Err(Error::Crashed));
        if output.json {
            entries.push(entry(city, &outcome, output.units));
        } else {
            bar.suspend(|| show(city, &outcome, output))?;
        }
        if let Err(error) = outcome {
            code = code.max(error.exit_code());
            let hint = error.hint();
            if !hints.contains(&hint) {
                hints.push(hint);
            }
        }
    }
    bar.finish_and_clear();
    if output.json {
        print_line(&serde_json::to_string(&entries)?)?;
        return Ok(code);
    }
    for hint in hints {
        eprintln!("metex: hint: {hint}");
    }
    Ok(code)
}

fn ask(
    client: &Client,
    city: &Location,
    bar: &ProgressBar,
) -> JoinHandle<Result<Answer, Error>> {
    let (client, city, bar) = (client.clone(), city.clone(), bar.clone());
    tokio::spawn(async move {
        let answer = client.temperature(city).await;
        bar.inc(1);
        answer
    })
}

fn show(
    city: &Location,
    outcome: &Result<Answer, Error>,
    output: &Output,
) -> io::Result<()> {
    match outcome {
        Ok(answer) => {
            print_line(&line(city, answer, output.units))?;
            if let Some(note) = note(city, answer) {
                eprintln!("metex: {note}");
            }
        }
        Err(error) => eprintln!("metex: {}", problem(city, error)),
    }
    Ok(())
}

/// For one city there is nothing to count, and for a file nothing to see.
fn progress(cities: usize) -> ProgressBar {
    if cities < 2 || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{spinner} {pos} of {len} cities")
        .expect("the template is right");
    let bar = ProgressBar::new(cities as u64).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
