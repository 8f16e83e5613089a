//! What is written, whether or not there is a browser.

use blitzy::report::Report;
use blitzy::report::html;

use crate::runs;

/// The elements that HTML has no end of.
const VOID: [&str; 3] = ["!DOCTYPE", "meta", "link"];

/// Asserts that elements end in the order in which they began, and returns the
/// names of all of them.
fn elements(page: &str) -> Vec<&str> {
    let (mut open, mut all): (Vec<&str>, Vec<&str>) = (vec![], vec![]);
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        let tag = &rest[at + 1..];
        let end = tag.find('>').expect("a tag ends");
        let tag_text = &tag[..end];
        let name = tag_text.split([' ', '\n']).next().expect("there is one");
        rest = &tag[end + 1..];
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "before {rest:.80}");
            continue;
        }
        all.push(name);
        if VOID.contains(&name) {
            continue;
        }
        open.push(name);
        if name == "script" || name == "style" {
            let end = rest.find(&format!("</{name}")).expect("it ends");
            rest = &rest[end..];
        }
    }
    assert_eq!(open, [""; 0]);
    all
}

#[test]
fn every_element_ends() {
    let reports = [
        runs::closed(),
        runs::stalled(),
        runs::refused(),
        runs::single(),
        runs::empty(),
        runs::hostile(),
    ];
    for report in reports {
        let page = html(&report);
        let elements = elements(&page);
        assert!(elements.contains(&"h1"));
        assert!(!elements.contains(&"img"), "{}", report.about.target);
        let scripts = elements.iter().filter(|name| **name == "script");
        assert_eq!(scripts.count(), 2, "the report and the page's own");
    }
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let page = html(&runs::stalled());
    for loader in ["src=", "href=", "url(", "@import", "fetch(", "import("] {
        assert!(!page.contains(loader), "{loader}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn a_text_of_a_stranger_is_nowhere_as_it_came() {
    let page = html(&runs::hostile());
    assert!(!page.contains(runs::HOSTILE));
    assert!(!page.contains("<img"));
    assert!(!page.contains("<!--"));
    assert!(page.contains("&lt;img src=x onerror=&quot;"));
}

#[test]
fn the_page_of_a_day_is_small_and_keeps_all_but_the_seconds() {
    let report = runs::day();
    let page = html(&report);
    assert!(page.len() < 500_000, "{} bytes", page.len());
    let begin = "type=\"application/json\">";
    let at = page.find(begin).expect("there is the report") + begin.len();
    let end = page[at..].find("</script>").expect("it ends");
    let read: Report =
        serde_json::from_str(&page[at..at + end]).expect("it is whole");
    assert_eq!(read.tally, report.tally);
    assert_eq!(read.seconds, []);
}

#[test]
fn plots_have_names_and_tables_that_say_the_same() {
    let page = html(&runs::stalled());
    let names = elements(&page);
    let count = |name| names.iter().filter(|it| **it == name).count();
    let plots = count("figure");
    assert_eq!(plots, 5);
    assert_eq!(count("desc"), plots);
    assert_eq!(count("details"), plots);
    // One is the page's.
    assert_eq!(count("title"), plots + 1);
}
