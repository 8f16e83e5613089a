//! Every quote is in the file that it is from.

use std::fs;
use std::path::Path;

use crate::markdown::{Block, chapters};

/// A quote is a block of `rs`, which no documentation test compiles, because
/// its own crate does; the line above says `quote: path#name`.
#[test]
fn every_quote_is_in_its_source() {
    for chapter in chapters() {
        let mut blocks = chapter.blocks();
        blocks.retain(|block| block.language == "rs");
        assert!((2..=4).contains(&blocks.len()), "{}", chapter.name());
        for block in blocks {
            if let Err(problem) = check(&block) {
                let Block { comment, text, .. } = block;
                panic!("{}: {comment}: {problem}\n{text}", chapter.name());
            }
        }
    }
}

fn check(quote: &Block) -> Result<(), &'static str> {
    let place = quote.comment.strip_prefix("quote: ");
    let (path, name) = place
        .and_then(|place| place.split_once('#'))
        .ok_or("a quote needs `<!-- quote: path#name -->` above it")?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let source = fs::read_to_string(root.join(path));
    let source = source.map_err(|_| "there is no such file")?;
    let lines: Vec<_> = quote.text.lines().collect();
    if lines.len() >= 25 {
        return Err("a quote has less than 25 lines");
    }
    if !lines.iter().any(|line| line.contains(name)) {
        return Err("the quote does not contain what it is named after");
    }
    if !is_in(&lines, &source.lines().collect::<Vec<_>>()) {
        return Err("the source reads otherwise");
    }
    Ok(())
}

/// Returns whether the quote is in the source, at any indentation.
pub(crate) fn is_in(quote: &[&str], source: &[&str]) -> bool {
    source.windows(quote.len()).any(|window| {
        let indentation = window[0].len() - window[0].trim_start().len();
        let indentation = " ".repeat(indentation);
        let same = |(line, quoted): (&&str, &&str)| {
            line.strip_prefix(&indentation).unwrap_or(line.trim()) == *quoted
        };
        window.iter().zip(quote).all(same)
    })
}
