//! Asks the BEAM on this machine, if there is one.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::thread;

/// Returns an answer to each question; nothing if there is no `escript`.
///
/// What the questions are is said in `terms.escript`.
pub(crate) fn ask(questions: &[String]) -> Option<Vec<String>> {
    let script =
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/etf/terms.escript");
    let mut escript = Command::new("escript")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut input = escript.stdin.take().expect("the input is a pipe");
    let questions: String = questions.iter().fold(String::new(), |all, it| {
        assert!(!it.contains('\n'), "a question is one line: {it}");
        all + it + "\n"
    });
    let writing = thread::spawn(move || input.write_all(questions.as_bytes()));
    let mut answers = String::new();
    let mut output = escript.stdout.take().expect("the output is a pipe");
    output.read_to_string(&mut answers).expect("BEAM prints text");
    assert!(escript.wait().expect("BEAM ends").success());
    writing.join().expect("no panic").expect("BEAM reads all");
    Some(answers.lines().map(str::to_owned).collect())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16);
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(digit).collect()
}

pub(crate) fn from_hex(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    let byte = |digits: &[u8]| {
        let digits = str::from_utf8(digits).expect("hex is ASCII");
        u8::from_str_radix(digits, 16).expect("two digits")
    };
    digits.map(byte).collect()
}
