//! What the programs report besides their results: crashes and warnings.

use std::fmt::{self, Write};
use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};

use anstyle::{AnsiColor, Style};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

use crate::page;

/// What is shown unless `RUST_LOG` chooses: every crash, messages that nobody
/// knows, and the words of the servers of the books.
const DEFAULT: [(&str, LevelFilter); 4] = [
    ("actor_core", LevelFilter::WARN),
    ("chucky", LevelFilter::INFO),
    ("metex::server", LevelFilter::INFO),
    ("todo", LevelFilter::INFO),
];

const REPORT: Style = AnsiColor::Yellow.on_default();

/// Writes reports to stderr, each as one short line.
pub fn to_stderr() {
    let chosen = std::env::var("RUST_LOG").ok();
    let chosen = chosen.and_then(|chosen| chosen.parse::<Targets>().ok());
    let filter = chosen.unwrap_or_else(|| Targets::new().with_targets(DEFAULT));
    let wants_colour =
        std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(io::stderr)
        // Who closes a pipe has read enough.
        .log_internal_errors(false)
        .with_ansi(wants_colour && io::stderr().is_terminal())
        .event_format(Short)
        .finish()
        .with(filter)
        .init();
}

/// For the whole program: reports come from processes on all its threads.
static SILENT: AtomicBool = AtomicBool::new(false);

/// Leaves out all reports until it is dropped, where a program ends so many
/// processes that its results would be lost among them.
#[derive(Debug)]
pub(crate) struct Silence(());

/// Leaves out all reports from now on.
#[must_use]
pub(crate) fn silence() -> Silence {
    SILENT.store(true, Ordering::Relaxed);
    Silence(())
}

impl Drop for Silence {
    fn drop(&mut self) {
        SILENT.store(false, Ordering::Relaxed);
    }
}

/// Level, message, and the fields that a reader of the book knows.
struct Short;

impl<S, N> FormatEvent<S, N> for Short
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        // What Chucky says of its moves is what chapter 9 is about.
        let is_told = event.metadata().target().starts_with("chucky");
        if SILENT.load(Ordering::Relaxed) && !is_told {
            return Ok(());
        }
        let level = event.metadata().level().as_str().to_lowercase();
        let text = format!("[{level}]");
        let mut line = Line { text, has_child: false };
        event.record(&mut line);
        let text = page::indented(&line.text);
        if writer.has_ansi_escapes() {
            writeln!(writer, "{REPORT}{text}{REPORT:#}")
        } else {
            writeln!(writer, "{text}")
        }
    }
}

/// A report as far as it is written.
struct Line {
    text: String,
    has_child: bool,
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let before = match field.name() {
            "pid" if self.has_child => " ",
            "message" | "name" => " ",
            "child" | "pid" | "text" => ": ",
            "reason" => ", because of ",
            _ => return,
        };
        self.has_child |= field.name() == "child";
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{before}{value:?}");
    }
}
