//! `blitzy chapter8`: the book's steps.

use std::process::ExitCode;

use actor_core::{Node, System};
use anstyle::{AnsiColor, Style};

use super::args::Chapter8;
use super::output::print_line;
use super::usage::UsageError;
use crate::book::demo::{self, Page, Step, Whom};
use crate::plan::Plan;
use crate::run::limits;
use crate::target::Shape;
use crate::target::safety::{self, Permission, SafetyError};

const SAID: Style = AnsiColor::Cyan.on_default();

/// How many requests a step sends unless somebody says so.
const REQUESTS: usize = 10;

pub(super) async fn run(chapter: Chapter8) -> anyhow::Result<ExitCode> {
    if chapter.is_whole() {
        demo::chapter8(&mut Terminal)
            .await
            .map_err(anyhow::Error::from_boxed)?;
        return Ok(ExitCode::SUCCESS);
    }
    let requests = chapter.requests.unwrap_or(REQUESTS);
    limits::allow(requests)?;
    let whom = match &chapter.url {
        None => Whom::LocalTarget,
        Some(url) => {
            check(url, requests, chapter.remote.permission()).await?;
            Whom::Url(url.parse()?)
        }
    };
    if let Whom::Url(url) = &whom
        && !chapter.nodes.is_empty()
    {
        let node = chapter.member.apply(Node::named(chapter.name.as_str()))?;
        let node = node.start(&System::current()).await?;
        let slaves = &chapter.nodes;
        demo::on_nodes(&mut Terminal, &node, slaves, requests, url.clone())
            .await
            .map_err(anyhow::Error::from_boxed)?;
        node.stop().await;
        return Ok(ExitCode::SUCCESS);
    }
    let step = chapter.step.map_or(Step::Supervised, Step::from);
    demo::one_step(&mut Terminal, step, requests, whom)
        .await
        .map_err(anyhow::Error::from_boxed)?;
    Ok(ExitCode::SUCCESS)
}

/// All requests are sent at once, each on a connection of its own.
async fn check(
    url: &str,
    requests: usize,
    permission: Permission,
) -> Result<(), UsageError> {
    let target = Shape::of(url).target().map_err(UsageError::new)?;
    let plan = Plan { connections: requests, ..Plan::default() };
    let checked = safety::check(&target, &plan, permission).await;
    checked.map_err(|SafetyError::Remote { host, address }| {
        UsageError(format!(
            "{host} is another machine, at {address}; if it is yours to test, \
             add --allow-remote"
        ))
    })
}

/// The terminal, as what a demonstration is shown on.
struct Terminal;

impl Page for Terminal {
    fn say(&mut self, text: &str) {
        // There is nobody to tell if nobody reads it.
        let _ = print_line(format_args!("\n{SAID}{text}{SAID:#}"));
    }

    fn show(&mut self, text: &str) {
        for line in text.lines() {
            let _ = print_line(format_args!("    {line}"));
        }
    }
}
