//! Terms that BEAM has written, in `golden.txt`.
//!
//! A line there is a term as an expression of Erlang, its bytes and how it is
//! printed, with tabs between. Expressions that start with `fun` are another
//! term each time.

use std::fs;

use actor_core::etf::Term;

use crate::beam::{ask, from_hex, hex};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/etf/golden.txt");

/// If set, `golden.txt` is written again by the BEAM on this machine.
const RECORD: &str = "ACTOR_CORE_RECORD";

fn lines() -> Vec<Vec<String>> {
    let text = fs::read_to_string(FILE).expect("the file is there");
    let lines = text.lines().map(|line| line.split('\t'));
    lines.map(|parts| parts.map(str::to_owned).collect()).collect()
}

#[test]
fn terms_are_written_as_beam_writes_them() {
    let lines = lines();
    assert!(lines.len() > 150, "there are only {}", lines.len());
    for line in lines {
        let [source, bytes, _] = &line[..] else { continue };
        let term = Term::from_bytes(&from_hex(bytes));
        let term = term.unwrap_or_else(|error| panic!("{source}: {error}"));
        assert_eq!(&hex(&term.to_bytes().unwrap()), bytes, "{source}");
    }
}

#[test]
fn terms_are_printed_as_beam_prints_them() {
    for line in lines() {
        let [source, bytes, printed] = &line[..] else { continue };
        let term = Term::from_bytes(&from_hex(bytes)).unwrap();
        let print = term.to_string();
        // BEAM has a number for each node, which says nothing elsewhere.
        if !printed.contains("<13") && !printed.contains("#Fun<") {
            assert_eq!(&print, printed, "{source}");
        }
    }
}

#[test]
fn old_forms_are_read_as_beam_reads_them() {
    let mut old = 0;
    for line in lines() {
        let Some(given) = given_bytes(&line[0]) else { continue };
        old += 1;
        let term = Term::from_bytes(&given);
        match &line[1..] {
            [bytes, _] => {
                let same = Term::from_bytes(&from_hex(bytes));
                assert_eq!(term, same, "{}", line[0]);
            }
            _ => assert!(term.is_err(), "{} is {term:?}", line[0]),
        }
    }
    assert!(old > 40, "there are only {old}");
}

/// Returns the bytes of an expression `binary_to_term(<<1,2,3>>)`.
fn given_bytes(source: &str) -> Option<Vec<u8>> {
    let bytes = source.strip_prefix("binary_to_term(<<")?;
    let bytes = bytes.strip_suffix(">>)")?.split(',');
    Some(bytes.map(|byte| byte.parse().expect("a byte")).collect())
}

#[test]
fn a_live_beam_writes_what_was_recorded() {
    let lines = lines();
    let questions: Vec<_> =
        lines.iter().map(|line| format!("s {}", line[0])).collect();
    let Some(answers) = ask(&questions) else {
        eprintln!("skipped: there is no `escript` to compare with");
        return;
    };
    assert_eq!(answers.len(), lines.len());
    let mut record = String::new();
    for (line, answer) in lines.iter().zip(&answers) {
        record.extend([&line[0], "\t", answer, "\n"]);
        if std::env::var_os(RECORD).is_none() && !line[0].starts_with("fun") {
            assert_eq!(&line[1..].join("\t"), answer, "{}", line[0]);
        }
    }
    if std::env::var_os(RECORD).is_some() {
        fs::write(FILE, record).expect("the file can be written");
    }
}
