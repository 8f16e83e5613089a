//! The table of chapters says what the program says, and what can be run.

use std::fs;

use book_notes::cli::Cli;
use book_notes::contents::{CHAPTERS, as_markdown};
use clap::Parser;

use crate::markdown::{folder, overwrite};

#[test]
fn the_page_has_the_table_of_the_program() {
    let path = folder().join("README.md");
    let page = fs::read_to_string(&path).unwrap();
    let (above, table) = page.split_at(page.find("## ").unwrap());
    if overwrite() {
        fs::write(&path, format!("{above}{}", as_markdown())).unwrap();
        return;
    }
    assert_eq!(table, as_markdown(), "CHAPTERS=overwrite mends it");
}

#[test]
fn every_command_of_the_table_is_understood() {
    for command in CHAPTERS.iter().flat_map(|chapter| chapter.commands) {
        let words = command.split(' ').skip_while(|word| *word != "--");
        let understood = if command.starts_with("cargo run --bin metex -- ") {
            metex::cli::Cli::try_parse_from(words).is_ok()
        } else if command.starts_with("cargo run --bin pooly -- ") {
            pooly::cli::Cli::try_parse_from(words).is_ok()
        } else if command.starts_with("cargo run --bin blitzy -- ") {
            blitzy::cli::Cli::try_parse_from(words).is_ok()
        } else if command.starts_with("cargo run --bin chucky -- ") {
            chucky::cli::Cli::try_parse_from(words).is_ok()
        } else if command.starts_with("cargo run --bin todo -- ") {
            todo::cli::Cli::try_parse_from(words).is_ok()
        } else {
            command.starts_with("cargo run -- ")
                && Cli::try_parse_from(words).is_ok()
        };
        assert!(understood, "{command}");
    }
}
