//! What a browser makes of the page.

use blitzy::report::Report;
use blitzy::report::html;

use crate::browser::{Opened, open};
use crate::runs;

/// Measures the page when it is there, and writes what it found into it.
const PROBE: &str = "
window.addEventListener('load', () => {
  const box = (it) => it.getBoundingClientRect();
  const found = {
    title: document.title,
    plots: [...document.querySelectorAll('figure.plot')].map((plot) => ({
      id: plot.id,
      width: box(plot.querySelector('.frame > svg')).width,
      height: box(plot.querySelector('.frame > svg')).height,
      drawn: [...plot.querySelectorAll('.frame path')]
        .filter((path) => box(path).width > 0).length,
      name: plot.querySelector('.frame > svg > title').textContent,
      outside: [...plot.querySelectorAll('text')].filter((text) =>
        box(text).width > 0 && (box(text).left < box(plot).left ||
        box(text).right > box(plot).right)).length,
    })),
    scrolls: document.documentElement.scrollWidth > innerWidth,
    images: document.querySelectorAll('img').length,
    scripts: document.querySelectorAll('script').length,
    target: document.querySelector('h1 bdi:last-child').textContent,
    report: document.getElementById('report').textContent,
  };
  const frame = document.querySelector('#percentiles .frame');
  if (frame) {
    const key = 'ArrowRight';
    frame.dispatchEvent(new KeyboardEvent('keydown', { key }));
    found.reading = frame.querySelector('output').textContent;
  }
  const element = document.createElement('script');
  element.type = 'application/json';
  element.id = 'found';
  element.textContent = JSON.stringify(found).replaceAll('<', '\\\\u003c');
  document.body.append(element);
});";

/// Opens the page of a report with the probe in it, which the policy of the
/// page is told to allow.
fn probe(report: &Report, arguments: &[&str]) -> Option<Found> {
    let page = html(report);
    let allowed = page.replacen(
        "script-src 'sha256-",
        "script-src 'nonce-probe' 'sha256-",
        1,
    );
    assert_ne!(page, allowed, "the page has a policy for scripts");
    let script = format!("<script nonce=\"probe\">{PROBE}</script></head>");
    let probed = allowed.replacen("</head>", &script, 1);
    let opened = open(&probed, arguments)?;
    assert_calm(&opened);
    let begin = "id=\"found\">";
    let at = opened.document.rfind(begin).expect("the probe has run");
    let found = &opened.document[at + begin.len()..];
    let end = found.find("</script>").expect("the element ends");
    Some(serde_json::from_str(&found[..end]).expect("the probe writes JSON"))
}

/// Asserts that nothing was refused, missed or thrown.
fn assert_calm(opened: &Opened) {
    let is_ours = |line: &&str| line.contains("CONSOLE");
    let said: Vec<_> = opened.log.lines().filter(is_ours).collect();
    assert!(said.is_empty(), "the console says {said:#?}");
}

#[derive(serde::Deserialize)]
struct Found {
    title: String,
    plots: Vec<Plot>,
    scrolls: bool,
    images: usize,
    scripts: usize,
    target: String,
    report: String,
    reading: Option<String>,
}

#[derive(serde::Deserialize)]
struct Plot {
    id: String,
    name: String,
    width: f64,
    height: f64,
    drawn: usize,
    outside: usize,
}

#[test]
fn every_plot_has_a_size_and_something_drawn_in_it() {
    let Some(found) = probe(&runs::stalled(), &[]) else { return };
    let names: Vec<_> = found.plots.iter().map(|it| it.id.as_str()).collect();
    let wanted =
        ["percentiles", "spread", "latency", "throughput", "in-flight"];
    assert_eq!(names, wanted);
    for Plot { id, name, width, height, drawn, outside } in found.plots {
        assert!(width > 250.0 && height > 150.0, "{id}: {width} x {height}");
        assert!(drawn > 0, "{id} is empty");
        assert!(!name.is_empty(), "{id} has no name");
        assert_eq!(outside, 0, "{id} has labels outside of its figure");
    }
}

#[test]
fn a_telephone_need_not_scroll_to_the_side() {
    let narrow = ["--window-size=500,900"];
    for report in [runs::stalled(), runs::closed(), runs::hostile()] {
        let Some(found) = probe(&report, &narrow) else { return };
        assert!(!found.scrolls, "{} is too wide", found.target);
        assert!(found.plots.iter().all(|plot| plot.outside == 0));
    }
}

#[test]
fn the_page_has_the_report_that_it_was_made_of() {
    for report in [runs::stalled(), runs::hostile(), runs::empty()] {
        let Some(found) = probe(&report, &[]) else { return };
        let read: Report =
            serde_json::from_str(&found.report).expect("the document is whole");
        assert_eq!(read, report);
    }
}

#[test]
fn texts_of_strangers_stay_texts() {
    let report = runs::hostile();
    let Some(found) = probe(&report, &[]) else { return };
    assert_eq!(found.title, format!("{} – Blitzy", runs::HOSTILE));
    assert_eq!(found.target, runs::HOSTILE);
    assert_eq!(found.images, 0);
    assert_eq!(found.scripts, 3, "the probe, the report and the page's own");
}

#[test]
fn what_is_under_the_cursor_can_be_read() {
    let Some(found) = probe(&runs::stalled(), &[]) else { return };
    let reading = found.reading.expect("there is a plot");
    assert!(reading.contains("latency: 4"), "{reading:?}");
}

#[test]
fn runs_with_little_or_nothing_in_them_are_shown_too() {
    for (report, plots) in
        [(runs::single(), 4), (runs::refused(), 4), (runs::empty(), 0)]
    {
        let Some(found) = probe(&report, &[]) else { return };
        assert_eq!(found.plots.len(), plots, "{}", found.target);
        assert!(found.plots.iter().all(|plot| plot.height > 150.0));
    }
}

#[test]
fn the_policy_refuses_a_script_that_is_not_the_pages_own() {
    let page = html(&runs::single());
    let script = "<script>document.title = 'taken'</script></head>";
    let taken = page.replacen("</head>", script, 1);
    let Some(opened) = open(&taken, &[]) else { return };
    assert!(opened.log.contains("Content Security Policy"), "{}", opened.log);
    assert!(!opened.document.contains("<title>taken"));
}
