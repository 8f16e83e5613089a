//! What changes from one version to the next, as the chapters show it.
//!
//! `DIFFS=overwrite cargo test -p pooly --test diffs` writes the files.

use std::collections::BTreeSet;
use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use similar::TextDiff;

#[test]
fn the_differences_are_those_of_the_versions() {
    for version in 2..=4 {
        let before = version - 1;
        let path = root().join(format!("diffs/v{before}-v{version}.diff"));
        let fresh = difference(version);
        if env::var("DIFFS").is_ok_and(|how| how == "overwrite") {
            fs::write(&path, &fresh).unwrap();
        }
        // Not `assert_eq`, which would print both.
        let is_fresh = fs::read_to_string(&path).is_ok_and(|old| old == fresh);
        assert!(
            is_fresh,
            "{} is stale: DIFFS=overwrite mends it",
            path.display()
        );
    }
}

/// A version with a file that it does not change would show nothing of it.
#[test]
fn every_file_of_a_version_changes() {
    for version in 2..=4 {
        for file in files(version) {
            let (before, _) = before(version, &file);
            let now = read(version, &file).unwrap();
            assert_ne!(before, now, "v{version}/{file} is that of before");
        }
    }
}

/// Returns how the files that a version has differ from those before it.
fn difference(version: u32) -> String {
    let mut difference = String::new();
    for file in files(version) {
        let (before, name) = before(version, &file);
        let now = read(version, &file).unwrap();
        let changes = TextDiff::from_lines(&before, &now);
        let mut changes = changes.unified_diff();
        let changes = changes.header(&name, &format!("v{version}/{file}"));
        write!(difference, "{changes}").unwrap();
    }
    difference
}

/// Returns a file as it was before a version, and its name; nothing if the
/// version adds it. One that the version before does not have was not changed
/// by it.
fn before(version: u32, file: &str) -> (String, String) {
    let last = (1..version).rev().find_map(|version| {
        Some((read(version, file)?, format!("v{version}/{file}")))
    });
    last.unwrap_or_else(|| (String::new(), "/dev/null".to_owned()))
}

/// Returns the names of a version's files, sorted; without `mod.rs`, which is
/// a table of them.
fn files(version: u32) -> BTreeSet<String> {
    let folder = folder(version).read_dir().unwrap();
    folder
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|file| file != "mod.rs")
        .collect()
}

fn read(version: u32, file: &str) -> Option<String> {
    fs::read_to_string(folder(version).join(file)).ok()
}

fn folder(version: u32) -> PathBuf {
    root().join(format!("src/v{version}"))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
