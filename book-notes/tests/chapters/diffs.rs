//! Every difference that a chapter shows is one between the two files.

use std::fs;
use std::path::Path;

use crate::markdown::{Block, chapters};
use crate::quotes::is_in;

/// A difference is a block of `diff`; the line above says `diff: path path`.
/// A line `@@` is between parts that are not next to each other.
#[test]
fn every_difference_is_one_between_its_files() {
    for chapter in chapters() {
        let mut blocks = chapter.blocks();
        blocks.retain(|block| block.language == "diff");
        for block in blocks {
            if let Err(problem) = check(&block) {
                let Block { comment, text, .. } = block;
                panic!("{}: {comment}: {problem}\n{text}", chapter.name());
            }
        }
    }
}

fn check(diff: &Block) -> Result<(), &'static str> {
    let files = diff.comment.strip_prefix("diff: ");
    let (before, after) = files
        .and_then(|files| files.split_once(' '))
        .ok_or("a difference needs `<!-- diff: path path -->` above it")?;
    let [before, after] = [before, after].map(source);
    let (before, after) = (before?, after?);
    for part in diff.text.split("@@\n") {
        let old = side(part, '-', '+');
        let new = side(part, '+', '-');
        if old == new {
            return Err("nothing changed");
        }
        if !is_in(&old, &before.lines().collect::<Vec<_>>()) {
            return Err("the first file reads otherwise");
        }
        if !is_in(&new, &after.lines().collect::<Vec<_>>()) {
            return Err("the second file reads otherwise");
        }
    }
    Ok(())
}

fn source(path: &str) -> Result<String, &'static str> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    fs::read_to_string(root.join(path)).map_err(|_| "there is no such file")
}

/// Returns the lines of one of the two files.
fn side(part: &str, its: char, other: char) -> Vec<&str> {
    let lines = part.lines().filter(|line| !line.starts_with(other));
    lines.map(|line| line.strip_prefix([its, ' ']).unwrap_or(line)).collect()
}
