//! What was said, as a text.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

/// How many bytes all frames of an interaction may have.
const MOST: usize = 8_000;

const HEAD: &str = "\
# Recorded with ACTOR_CORE_RECORD=1, from OTP 25: `!` is how Erlang's node
# greets, `-` begins an interaction, `<` is a frame of theirs, `>` one of ours;
# the frames of `/` are left out.
";

/// The greeting of Erlang's node, and what came then.
#[derive(Default)]
pub(super) struct Trace {
    pub(super) greeting: Vec<u8>,
    pub(super) entries: Vec<Entry>,
    /// The interactions whose frames are not kept.
    left_out: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// An interaction begins.
    Begin(String),
    /// A frame of theirs, without its length.
    Theirs(Vec<u8>),
    /// A frame of ours, without its length.
    Ours(Vec<u8>),
}

impl Trace {
    pub(super) fn read(name: &str) -> Self {
        let text = fs::read_to_string(path(name)).unwrap();
        let mut trace = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (mark, rest) = line.split_once(' ').unwrap();
            match mark {
                "!" => trace.greeting = bytes(rest),
                "-" => trace.entries.push(Entry::Begin(rest.to_owned())),
                "<" => trace.entries.push(Entry::Theirs(bytes(rest))),
                ">" => trace.entries.push(Entry::Ours(bytes(rest))),
                "/" => trace.left_out.push(rest.to_owned()),
                mark => panic!("{mark}"),
            }
        }
        trace
    }

    /// Returns whether it has an interaction, which may be left out.
    pub(super) fn has(&self, name: &str) -> bool {
        let begins = |entry: &Entry| *entry == Entry::Begin(name.to_owned());
        self.entries.iter().any(begins)
            || self.left_out.iter().any(|it| it == name)
    }

    /// Returns how many interactions it has, with those that are left out.
    pub(super) fn len(&self) -> usize {
        let begins = |entry: &&Entry| matches!(entry, Entry::Begin(_));
        self.entries.iter().filter(begins).count() + self.left_out.len()
    }

    /// Writes it, but for interactions that are long, or in which ours says
    /// where in its source something has happened.
    pub(super) fn write(&self, name: &str) {
        let mut text = String::from(HEAD);
        text += &line('!', &hex(&self.greeting));
        let mut entries = self.entries.as_slice();
        while let [Entry::Begin(name), rest @ ..] = entries {
            let is_next = |entry: &Entry| matches!(entry, Entry::Begin(_));
            let next = rest.iter().position(is_next).unwrap_or(rest.len());
            let (frames, others) = rest.split_at(next);
            entries = others;
            let lines: String = frames.iter().map(Entry::line).collect();
            // As hex it is twice as long.
            if lines.len() / 2 <= MOST && !lines.contains(&hex(b".rs:")) {
                text += &line('-', name);
                text += &lines;
            } else {
                text += &line('/', name);
            }
        }
        fs::write(path(name), text).unwrap();
    }
}

impl Entry {
    fn line(&self) -> String {
        match self {
            Self::Begin(name) => line('-', name),
            Self::Theirs(frame) => line('<', &hex(frame)),
            Self::Ours(frame) => line('>', &hex(frame)),
        }
    }
}

fn line(mark: char, rest: &str) -> String {
    format!("{mark} {rest}\n")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes all");
        text
    })
}

fn bytes(hex: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(byte).collect()
}

fn path(name: &str) -> PathBuf {
    let folder = env!("CARGO_MANIFEST_DIR");
    PathBuf::from(folder).join(format!("tests/beam/recorded/{name}.txt"))
}
