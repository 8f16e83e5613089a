//! What OTP saw, as text: the release, then a section for each scenario.

use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs};

use crate::scenario::{Lines, Scenario, side_by_side};

pub(crate) struct Recording {
    release: String,
    sections: Vec<(String, Lines)>,
}

impl Recording {
    /// Reads the file beside this one.
    pub(crate) fn read() -> Self {
        let text = fs::read_to_string(Self::path()).unwrap_or_default();
        Self::parse(&text)
    }

    /// Parses what the Erlang side prints; the file is the same.
    pub(crate) fn parse(text: &str) -> Self {
        let mut lines = text.lines().filter(|line| !line.is_empty());
        let release = lines.next().unwrap_or("nothing recorded").to_owned();
        let mut sections: Vec<(String, Lines)> = Vec::new();
        for line in lines {
            let name = line.strip_prefix('[').and_then(|l| l.strip_suffix(']'));
            match (name, sections.last_mut()) {
                (Some(name), _) => sections.push((name.to_owned(), vec![])),
                (None, Some((_, lines))) => lines.push(line.to_owned()),
                (None, None) => panic!("a line before any section: {line}"),
            }
        }
        Self { release, sections }
    }

    pub(crate) fn write(&self) {
        let mut text = format!("{}\n", self.release);
        for (name, lines) in &self.sections {
            let lines = lines.join("\n");
            writeln!(text, "\n[{name}]\n{lines}").expect("text can be written");
        }
        fs::write(Self::path(), text).expect("the recording can be written");
    }

    fn path() -> PathBuf {
        [env!("CARGO_MANIFEST_DIR"), "tests", "otp", "recorded.txt"]
            .iter()
            .collect()
    }

    /// Returns the release of OTP that this is from, as `otp 25`.
    pub(crate) fn release(&self) -> &str {
        &self.release
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.sections.iter().map(|(name, _)| name.as_str())
    }

    pub(crate) fn lines(&self, name: &str) -> Option<&[String]> {
        let mut sections = self.sections.iter();
        let (_, lines) = sections.find(|(section, _)| section == name)?;
        Some(lines)
    }

    pub(crate) fn agrees_with(&self, other: &Self) -> bool {
        self.sections == other.sections
    }

    /// Lists the scenarios in which this, which is live, the recording and
    /// Rust are not all the same.
    pub(crate) fn differences<'a>(
        &self,
        recorded: &Self,
        ours: impl Iterator<Item = &'a Scenario>,
    ) -> String {
        let none = ["(no such scenario)".to_owned()];
        let mut report = String::new();
        let ours: Vec<_> = ours.collect();
        for (name, live) in &self.sections {
            let ours = ours.iter().find(|scenario| scenario.name == name);
            let ours = ours.map_or_else(|| none.to_vec(), |s| s.run());
            let recorded_lines = recorded.lines(name).unwrap_or(&none);
            if *live != ours || live != recorded_lines {
                let table = side_by_side(&[
                    (&format!("live {}", self.release), live),
                    (&format!("recorded {}", recorded.release), recorded_lines),
                    ("Rust", &ours),
                ]);
                writeln!(report, "\n{name}:\n{table}")
                    .expect("text can be written");
            }
        }
        for name in recorded.names() {
            if self.lines(name).is_none() {
                writeln!(report, "\n{name}: recorded, and not in Erlang")
                    .expect("text can be written");
            }
        }
        report
    }
}
