//! `todo step` and `todo steps`: the book's system, step by step.

use std::process::ExitCode;

use actor_core::{Mailbox, System};
use anstyle::{AnsiColor, Style};
use clap::Args;

use super::output::print_line;
use crate::demo::{self, Finished, Page};

const TITLE: Style = Style::new().bold().underline();
const SAID: Style = AnsiColor::Cyan.on_default();

/// Which step is shown.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct StepArgs {
    /// Its number, from 1 to 19; see todo steps.
    #[arg(value_parser = clap::value_parser!(u8).range(1..=19))]
    number: u8,
}

/// A step of the book.
struct Step {
    number: u8,
    /// Of Elixir in Action.
    chapter: u8,
    module: &'static str,
    adds: &'static str,
}

const fn step(
    number: u8,
    chapter: u8,
    module: &'static str,
    adds: &'static str,
) -> Step {
    Step { number, chapter, module, adds }
}

const STEPS: &[Step] = &[
    step(1, 4, "s01_list", "a list, which is data"),
    step(2, 5, "s02_server_by_hand", "a list in a process, by hand"),
    step(
        3,
        6,
        "s03_server_process",
        "the same on a generic server made by hand",
    ),
    step(4, 6, "s04_gen_server", "the same on the library's servers"),
    step(5, 7, "s05_cache", "many lists, each with a server"),
    step(6, 7, "s06_database", "lists are kept in files"),
    step(
        7,
        7,
        "s07_database_workers",
        "three processes read and write the files",
    ),
    step(8, 8, "s08_supervised", "the cache has a supervisor"),
    step(9, 8, "s09_links", "everybody is linked to whom they need"),
    step(
        10,
        9,
        "s10_supervised_database",
        "the database is supervised beside the cache",
    ),
    step(
        11,
        9,
        "s11_pool_supervision",
        "the database is a supervisor, its workers are in a registry",
    ),
    step(
        12,
        9,
        "s12_dynamic_servers",
        "the cache is a supervisor, the servers are in the registry",
    ),
    step(13, 10, "s13_metrics", "a task prints how much there is"),
    step(14, 10, "s14_agent", "the server is an agent"),
    step(15, 10, "s15_expiry", "a server that nobody needs stops"),
    step(16, 11, "s16_application", "the system is an application"),
    step(17, 11, "s17_pool", "the workers are lent by Pooly"),
    step(18, 11, "s18_web", "the lists are on the web"),
    step(19, 11, "s19_config", "what can be set is set outside"),
];

/// Shows a step, in a system of its own.
///
/// # Errors
///
/// If it does not go as it should.
pub(super) fn run(args: StepArgs) -> anyhow::Result<ExitCode> {
    let outcome =
        System::new("todo").run_with(async move |mut mailbox: Mailbox<()>| {
            show(args, &mut mailbox).await
        });
    match outcome {
        Ok(Ok(())) => Ok(ExitCode::SUCCESS),
        Ok(Err(error)) => Err(anyhow::anyhow!(error)),
        Err(reason) => Err(anyhow::anyhow!("crashed: {reason}")),
    }
}

/// Prints what there is to show.
///
/// # Errors
///
/// If it cannot be written.
pub(super) fn list() -> anyhow::Result<ExitCode> {
    print_line(format_args!(
        "{TITLE}step  chapter  module                   what it adds{TITLE:#}"
    ))?;
    for Step { number, chapter, module, adds } in STEPS {
        print_line(format_args!(
            "{number:>4}  {chapter:>7}  {module:<23}  {adds}"
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn show(args: StepArgs, mailbox: &mut Mailbox<()>) -> Finished {
    let page = &mut Terminal;
    match args.number {
        1 => demo::s01(page, mailbox).await,
        2 => demo::s02(page, mailbox).await,
        3 => demo::s03(page, mailbox).await,
        4 => demo::s04(page, mailbox).await,
        5 => demo::s05(page, mailbox).await,
        6 => demo::s06(page, mailbox).await,
        7 => demo::s07(page, mailbox).await,
        8 => demo::s08(page, mailbox).await,
        9 => demo::s09(page, mailbox).await,
        10 => demo::s10(page, mailbox).await,
        11 => demo::s11(page, mailbox).await,
        12 => demo::s12(page, mailbox).await,
        13 => demo::s13(page, mailbox).await,
        14 => demo::s14(page, mailbox).await,
        15 => demo::s15(page, mailbox).await,
        16 => demo::s16(page, mailbox).await,
        17 => demo::s17(page, mailbox).await,
        18 => demo::s18(page, mailbox).await,
        19 => demo::s19(page, mailbox).await,
        number => Err(format!("there is no step {number}").into()),
    }
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// The table of the crate says the same, and each module is there.
    #[test]
    fn every_step_is_in_the_table_of_the_crate() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let table = fs::read_to_string(source.join("lib.rs")).unwrap();
        for (place, step) in STEPS.iter().enumerate() {
            let Step { number, chapter, module, adds } = step;
            assert_eq!(usize::from(*number), place + 1);
            let row =
                format!("| {number} | {chapter} | [`{module}`] | {adds} |");
            assert!(table.contains(&row), "{row}");
            assert!(source.join(module).is_dir(), "{module}");
        }
        let rows = table.lines().filter(|line| line.contains(" | [`s"));
        assert_eq!(rows.count(), STEPS.len());
    }
}
