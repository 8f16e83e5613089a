//! `chucky demo`: the chapter's story, with real programs.

use std::env;
use std::process::ExitCode;
use std::time::Duration;

use anstyle::{AnsiColor, Style};

use super::output::{print_line, seconds};
use crate::demo::{self, Page, Plan};

const SAID: Style = AnsiColor::Cyan.on_default();

pub(super) async fn run(
    delay: Duration,
    in_json: bool,
) -> anyhow::Result<ExitCode> {
    let plan = Plan { executable: env::current_exe()?, delay };
    if in_json {
        let report = demo::run(plan, &mut Nowhere).await?;
        print_line(&serde_json::to_string_pretty(&report)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let report = demo::run(plan, &mut Terminal).await?;
    print_line(&format!("\n{report}"))?;
    Ok(ExitCode::SUCCESS)
}

struct Terminal;

impl Page for Terminal {
    fn say(&mut self, text: &str) {
        // Whoever reads no further gets no report either.
        let _ = print_line(&format!("\n{SAID}{text}{SAID:#}"));
    }

    fn show(&mut self, at: Duration, text: &str) {
        let _ = print_line(&format!("{}  {text}", seconds(at)));
    }
}

struct Nowhere;

impl Page for Nowhere {
    fn say(&mut self, _: &str) {}

    fn show(&mut self, _: Duration, _: &str) {}
}
