//! What a chapter shows of a program is what the program prints today.

use std::fs;
use std::io::{Read, pipe};
use std::process::Command;

use regex::Regex;

use crate::markdown::{chapters, overwrite};

const PROMPT: &str = "$ cargo run -- ";

#[test]
fn every_transcript_is_what_the_program_prints_today() {
    for chapter in chapters() {
        let mut text = chapter.text.clone();
        let mut blocks = chapter.blocks();
        blocks.retain(|block| block.language == "console");
        assert!(!blocks.is_empty(), "{}", chapter.name());
        for block in blocks {
            let (command, shown) = block.text.split_once('\n').unwrap();
            let arguments = command.strip_prefix(PROMPT);
            let arguments = arguments.expect("a transcript starts with `$`");
            let printed = run(arguments);
            if overwrite() {
                let block = format!("```console\n{}```", block.text);
                let new = format!("```console\n{command}\n{printed}```");
                text = text.replacen(&block, &new, 1);
                continue;
            }
            assert_eq!(
                redacted(shown),
                redacted(&printed),
                "{}: `{command}`; CHAPTERS=overwrite mends it",
                chapter.name()
            );
        }
        if overwrite() {
            fs::write(&chapter.path, text).unwrap();
        }
    }
}

/// Runs the program as at a terminal, where results and reports mix.
fn run(arguments: &str) -> String {
    let (mut terminal, screen) = pipe().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_book-notes"))
        .args(arguments.split(' '))
        .env_remove("RUST_LOG")
        .stdout(screen.try_clone().unwrap())
        .stderr(screen)
        .spawn()
        .unwrap();
    let mut printed = String::new();
    terminal.read_to_string(&mut printed).unwrap();
    assert!(program.wait().unwrap().success(), "{printed}");
    without_figures(&printed)
}

/// Takes out how fast something was: it says nothing of another machine, nor
/// of a build that is optimised.
fn without_figures(text: &str) -> String {
    let figures = r"(?m)^( +\d* +(?:server|table|times)) +[\d.]+ +[\d.-]+$";
    let figures = Regex::new(figures).unwrap();
    figures.replace_all(text, "$1               …           …").into_owned()
}

/// Takes out what differs from run to run, and from edit to edit.
fn redacted(text: &str) -> String {
    let mut text = text.trim_end().to_owned();
    for (differs, same) in [
        (r"<0\.\d+\.\d+>", "<pid>"),
        (r"#Ref<\d+>", "#Ref"),
        (r"Connection \d+", "Connection <number>"),
        (r"\b\d+(\.\d+)? ?(s|ms|µs|ns)\b", "<time>"),
        (r"memory_usage: (\d+ bytes|unknown)", "memory_usage: <size>"),
        (r"BEAM is .*(\n {6}.*)*", "BEAM is there or not"),
        (r"\.rs:\d+:\d+", ".rs"),
        (r"\n {6}", " "),
    ] {
        let differs = Regex::new(differs).unwrap();
        text = differs.replace_all(&text, same).into_owned();
    }
    text
}
