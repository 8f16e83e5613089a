//! Every chapter has the same sections, and one sentence per line.

use regex::Regex;

use crate::markdown::chapters;

const SECTIONS: [&str; 8] = [
    "In the book",
    "In Rust",
    "Run it",
    "Read it",
    "What changed",
    "Break it",
    "Exercises",
    "Left out",
];

#[test]
fn every_chapter_has_all_sections_in_order() {
    for chapter in chapters() {
        let headings = chapter.prose().into_iter();
        let sections = headings.filter_map(|line| line.strip_prefix("## "));
        let sections: Vec<_> = sections.collect();
        assert_eq!(sections, SECTIONS, "{}", chapter.name());
    }
}

#[test]
fn a_sentence_has_a_line_of_its_own() {
    let two_sentences = Regex::new(r"[a-z`)][.?!] [A-Z`]").unwrap();
    for chapter in chapters() {
        for line in chapter.prose() {
            let is_table = line.starts_with('|');
            let is_wrong = !is_table && two_sentences.is_match(line);
            assert!(!is_wrong, "{}: {line}", chapter.name());
        }
    }
}
