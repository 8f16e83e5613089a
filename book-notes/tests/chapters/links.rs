//! Every link within the project leads somewhere.

use std::fs;

use regex::Regex;

use crate::markdown::{folder, pages};

#[test]
fn every_link_within_the_project_leads_somewhere() {
    let link = Regex::new(r"\]\(([^)]+)\)").unwrap();
    for page in pages() {
        let prose = page.prose().join("\n");
        for [target] in link.captures_iter(&prose).map(|c| c.extract().1) {
            if target.starts_with("https://") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let file = match file {
                "" => page.path.clone(),
                file => folder().join(file),
            };
            assert!(file.exists(), "{}: {target}", page.name());
            if !anchor.is_empty() {
                let text = fs::read_to_string(file).unwrap();
                let there = anchors(&text).any(|there| there == anchor);
                assert!(there, "{}: {target}", page.name());
            }
        }
    }
}

/// Returns the anchors of all headings, as GitHub makes them.
fn anchors(text: &str) -> impl Iterator<Item = String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings.map(|heading| {
        let heading = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = heading
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.collect::<String>().replace(' ', "-")
    })
}
