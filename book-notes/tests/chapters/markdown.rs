//! Reads the chapters, as far as the tests need it.

use std::fs;
use std::path::{Path, PathBuf};

/// A page of Markdown.
pub(crate) struct Page {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

/// A fenced block of code.
pub(crate) struct Block {
    /// What follows the opening fence: `rust`, `console`.
    pub(crate) language: String,
    pub(crate) text: String,
    /// The HTML comment on the line above the fence, without its brackets.
    pub(crate) comment: String,
}

/// Returns the folder of the chapters.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("chapters")
}

/// Returns all pages.
pub(crate) fn pages() -> Vec<Page> {
    let files = fs::read_dir(folder()).unwrap();
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    let page = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        Page { path, text }
    };
    paths.into_iter().map(page).collect()
}

/// Returns the chapters: all pages but the table of contents.
pub(crate) fn chapters() -> Vec<Page> {
    let mut pages = pages();
    pages.retain(|page| !page.path.ends_with("README.md"));
    assert!(!pages.is_empty());
    pages
}

/// Returns whether a test should write what it expected to find.
pub(crate) fn overwrite() -> bool {
    std::env::var("CHAPTERS").is_ok_and(|value| value == "overwrite")
}

impl Page {
    pub(crate) fn name(&self) -> String {
        self.path.file_name().unwrap().to_string_lossy().into_owned()
    }

    /// Returns the lines outside of blocks.
    pub(crate) fn prose(&self) -> Vec<&str> {
        let mut in_block = false;
        let is_prose = |line: &&str| {
            let is_fence = line.starts_with("```");
            in_block ^= is_fence;
            !is_fence && !in_block
        };
        self.text.lines().filter(is_prose).collect()
    }

    pub(crate) fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut above = "";
        let mut lines = self.text.lines();
        while let Some(line) = lines.next() {
            if let Some(language) = line.strip_prefix("```") {
                let code = lines.by_ref().take_while(|line| *line != "```");
                let text = code.flat_map(|line| [line, "\n"]).collect();
                let comment = above.strip_prefix("<!-- ");
                let comment = comment.and_then(|c| c.strip_suffix(" -->"));
                let comment = comment.unwrap_or_default().to_owned();
                let language = language.to_owned();
                blocks.push(Block { language, text, comment });
            }
            above = line;
        }
        blocks
    }
}
