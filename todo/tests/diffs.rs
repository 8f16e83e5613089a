//! What changes from one step to the next, as the chapters show it.
//!
//! `DIFFS=overwrite cargo test -p todo --test diffs` writes the files.

use std::collections::BTreeSet;
use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use similar::TextDiff;

#[test]
fn the_differences_are_those_of_the_steps() {
    let steps = steps();
    let is_overwrite = env::var("DIFFS").is_ok_and(|how| how == "overwrite");
    for place in 1..steps.len() {
        let path = root().join(format!("diffs/{}.diff", steps[place]));
        let fresh = difference(&steps[..place], &steps[place]);
        if is_overwrite {
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
    let there: BTreeSet<_> = names(&root().join("diffs")).collect();
    let expected = steps[1..].iter().map(|step| format!("{step}.diff"));
    assert_eq!(there, expected.collect(), "a difference of no step");
}

#[test]
fn there_are_nineteen_steps() {
    let steps = steps();
    let numbers = steps.iter().map(|step| step[1..3].parse::<u32>().unwrap());
    assert!(numbers.eq(1..=19), "{steps:?}");
}

/// A step with a file that it does not change would show nothing of it.
#[test]
fn every_file_of_a_step_changes() {
    let steps = steps();
    for (place, step) in steps.iter().enumerate() {
        for file in files(step) {
            let (before, _) = before(&steps[..place], &file);
            let now = read(step, &file).unwrap();
            assert_ne!(before, now, "{step}/{file} is that of before");
        }
    }
}

/// Returns how the files that a step has differ from those before it.
fn difference(earlier: &[String], step: &str) -> String {
    let mut difference = String::new();
    for file in files(step) {
        let (before, name) = before(earlier, &file);
        let now = read(step, &file).unwrap();
        let changes = TextDiff::from_lines(&before, &now);
        let mut changes = changes.unified_diff();
        let changes = changes.header(&name, &format!("{step}/{file}"));
        write!(difference, "{changes}").unwrap();
    }
    difference
}

/// Returns a file as it was before a step, and its name; nothing if the step
/// adds it. One that the step before does not have was not changed by it.
fn before(earlier: &[String], file: &str) -> (String, String) {
    let last = earlier
        .iter()
        .rev()
        .find_map(|step| Some((read(step, file)?, format!("{step}/{file}"))));
    last.unwrap_or_else(|| (String::new(), "/dev/null".to_owned()))
}

/// Returns the folders of the steps, in their order.
fn steps() -> Vec<String> {
    let is_step = |name: &String| {
        let mut name = name.bytes();
        name.next() == Some(b's')
            && name.by_ref().take(2).all(|byte| byte.is_ascii_digit())
            && name.next() == Some(b'_')
    };
    let mut steps: Vec<_> =
        names(&root().join("src")).filter(is_step).collect();
    steps.sort();
    steps
}

/// Returns the names of a step's files, sorted; without `mod.rs`, which is a
/// table of them.
fn files(step: &str) -> BTreeSet<String> {
    names(&folder(step)).filter(|file| file != "mod.rs").collect()
}

fn names(folder: &Path) -> impl Iterator<Item = String> + use<> {
    let files = folder.read_dir().unwrap();
    files.map(|file| file.unwrap().file_name().into_string().unwrap())
}

fn read(step: &str, file: &str) -> Option<String> {
    fs::read_to_string(folder(step).join(file)).ok()
}

fn folder(step: &str) -> PathBuf {
    root().join("src").join(step)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
