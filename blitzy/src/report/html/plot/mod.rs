//! Plots, as SVG that fits any width: lines are stretched with the page, and
//! what is written is not.
//!
//! A plot is complete without colours and without a script: its series differ
//! in their strokes too, and a table beneath it has its numbers.

mod axis;
mod path;
mod scale;

use maud::{Markup, Render, html};

use axis::Room;
pub(crate) use axis::{Axis, clock};
pub(crate) use path::{Bar, area, bars, dots, line};

/// A plot with its legend and its numbers.
#[derive(Debug)]
pub(crate) struct Plot {
    /// Its name in the page.
    pub(crate) id: &'static str,
    /// What it shows, in a few words.
    pub(crate) title: &'static str,
    /// How it is read.
    pub(crate) about: String,
    /// What one would see in it.
    pub(crate) finding: String,
    /// The horizontal axis.
    pub(crate) x: Axis,
    /// The vertical axis.
    pub(crate) y: Axis,
    /// A part of the horizontal axis that does not count, and what it is.
    pub(crate) shade: Option<((f64, f64), &'static str)>,
    /// What is drawn, the first beneath the others.
    pub(crate) series: Vec<Series>,
    /// The heads of the columns of its numbers.
    pub(crate) columns: Vec<&'static str>,
    /// Its numbers, from left to right.
    pub(crate) rows: Vec<Row>,
}

/// Something that is drawn.
#[derive(Debug)]
pub(crate) struct Series {
    /// What the legend calls it.
    pub(crate) name: &'static str,
    /// Its classes in the style sheet: how it is drawn, and in which colour.
    pub(crate) class: &'static str,
    /// Its outline, in SVG's path language.
    pub(crate) path: String,
}

/// A row of a plot's numbers.
#[derive(Debug)]
pub(crate) struct Row {
    /// Where on the horizontal axis it is, from 0 to 1.
    pub(crate) place: f64,
    /// The first is what the row is of.
    pub(crate) cells: Vec<String>,
}

impl Render for Plot {
    fn render(&self) -> Markup {
        let drawn = || self.series.iter().filter(|it| !it.path.is_empty());
        html! {
            figure.plot id=(self.id) {
                figcaption {
                    h2 { (self.title) }
                    p { (self.about) }
                }
                @if drawn().count() > 1 {
                    ul.legend {
                        @for series in drawn() {
                            li {
                                svg aria-hidden="true" viewBox="0 0 24 12" {
                                    path class=(series.class)
                                        d=(sample(series.class)) {}
                                }
                                (series.name)
                            }
                        }
                    }
                }
                div.frame {
                    (self.drawing())
                    output.reading hidden {}
                }
                (self.numbers())
            }
        }
    }
}

impl Plot {
    fn drawing(&self) -> Markup {
        let (title, about) =
            (format!("{}-title", self.id), format!("{}-about", self.id));
        html! {
            svg role="img" aria-labelledby={ (title) " " (about) } {
                title id=(title) { (self.title) }
                desc id=(about) { (self.finding) }
                @if let Some(((from, to), _)) = self.shade {
                    rect.shade x=(percent(from)) y="0"
                        width=(percent(to - from)) height="100%" {}
                }
                g.y {
                    @for tick in &self.y.ticks {
                        @let y = percent(1.0 - tick.place);
                        line x1="0" x2="100%" y1=(y) y2=(y) {}
                        text x="-8" y=(y) dy="0.35em" { (tick.label) }
                    }
                }
                g.x {
                    @for (tick, room) in self.x.ticks.iter().zip(self.x.room()) {
                        @let x = percent(tick.place);
                        line x1=(x) x2=(x) y1="0" y2="100%" {}
                        @if room != Room::Nowhere {
                            text.wide[room == Room::Wide] x=(x) y="100%"
                                dy="1.6em" { (tick.label) }
                        }
                    }
                }
                text.name.vertical x="0" y="0" dx="-56" dy="-14" {
                    (self.y.name)
                }
                text.name.horizontal x="100%" y="100%" dy="3.2em" {
                    (self.x.name)
                }
                svg viewBox="0 0 1000 1000" preserveAspectRatio="none"
                    width="100%" height="100%" {
                    @for series in &self.series {
                        @if !series.path.is_empty() {
                            path class=(series.class) d=(series.path) {}
                        }
                    }
                }
                @if let Some(((from, _), name)) = self.shade {
                    text x=(percent(from)) y="0" dx="6" dy="16" { (name) }
                }
                line.cursor x1="0" x2="0" y1="0" y2="100%" {}
            }
        }
    }

    fn numbers(&self) -> Markup {
        html! {
            details.numbers {
                summary { "The numbers" }
                div.scroll {
                    table {
                        thead {
                            tr {
                                @for column in &self.columns {
                                    th scope="col" { (column) }
                                }
                            }
                        }
                        tbody {
                            @for row in &self.rows {
                                tr data-x=(format!("{:.4}", row.place)) {
                                    @for cell in &row.cells { td { (cell) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Draws what the legend shows of a series.
fn sample(class: &str) -> &'static str {
    if class.starts_with("line") {
        "M1 6h22"
    } else if class.starts_with("dots") {
        "M4 6h0M12 6h0M20 6h0"
    } else {
        "M3 2h18v8h-18z"
    }
}

fn percent(share: f64) -> String {
    format!("{:.2}%", 100.0 * share)
}
