//! A scenario, and the test that compares it with the recording.

use std::fmt::Write;
use std::pin::Pin;
use std::time::Duration;

use actor_core::System;
use tokio::runtime::Builder;

use crate::recording::Recording;

/// What a scenario saw.
pub(crate) type Lines = Vec<String>;

/// Longer than any scenario takes; on a paused clock that costs nothing.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) struct Scenario {
    /// The module and the function, as in Erlang.
    pub(crate) name: &'static str,
    pub(crate) run: fn(System) -> Pin<Box<dyn Future<Output = Lines>>>,
}

impl Scenario {
    /// Runs it in a system and on a clock of its own.
    pub(crate) fn run(&self) -> Lines {
        let runtime = Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .expect("a runtime can be started");
        runtime.block_on(async {
            let run = (self.run)(System::new(self.name));
            tokio::time::timeout(PATIENCE, run)
                .await
                .unwrap_or_else(|_| vec!["did not end".to_owned()])
        })
    }

    /// Compares it with what OTP saw.
    pub(crate) fn check(&self) {
        let recording = Recording::read();
        let Some(recorded) = recording.lines(self.name) else {
            panic!("OTP was never asked for {}", self.name)
        };
        let ours = self.run();
        assert!(
            ours == recorded,
            "{}:\n{}",
            self.name,
            side_by_side(&[(recording.release(), recorded), ("Rust", &ours),])
        );
    }
}

/// Lists the lines of several versions beside each other.
pub(crate) fn side_by_side(versions: &[(&str, &[String])]) -> String {
    let width = |(title, lines): &(&str, &[String])| {
        let widths = lines.iter().map(|line| line.chars().count());
        widths.max().unwrap_or_default().max(title.len()) + 3
    };
    let widths: Vec<_> = versions.iter().map(width).collect();
    let row = |cells: Vec<&str>| {
        let mut row = String::new();
        for (cell, &width) in cells.iter().zip(&widths) {
            write!(row, "{cell:width$}").expect("text can be written");
        }
        row.trim_end().to_owned() + "\n"
    };
    let mut table = row(versions.iter().map(|(title, _)| *title).collect());
    let height = versions.iter().map(|(_, lines)| lines.len()).max();
    for at in 0..height.unwrap_or_default() {
        let cell =
            |lines: &&[String]| lines.get(at).cloned().unwrap_or_default();
        let cells: Vec<_> = versions.iter().map(|(_, l)| cell(l)).collect();
        table += &row(cells.iter().map(String::as_str).collect());
    }
    table
}

/// Lists the scenarios of a module, and makes a test of each.
macro_rules! scenarios {
    ($module:ident: $($name:ident)*) => {
        pub(crate) const ALL: &[$crate::scenario::Scenario] = &[
            $($crate::scenario::Scenario {
                name: concat!(stringify!($module), ".", stringify!($name)),
                run: |system| Box::pin(async move {
                    system.enter_with($name).await
                }),
            }),*
        ];

        mod as_in_otp {
            $(
                #[test]
                fn $name() {
                    let name = concat!(
                        stringify!($module), ".", stringify!($name)
                    );
                    let named = |s: &&$crate::scenario::Scenario| {
                        s.name == name
                    };
                    super::ALL.iter().find(named).unwrap().check();
                }
            )*
        }
    };
}
pub(crate) use scenarios;
