//! The outlines of what a plot shows, in SVG's path language.
//!
//! Their coordinates are thousandths of the plot, from its upper left corner.

use std::fmt::Write;

/// A point: its place along both axes, each from 0 to 1.
pub(crate) type Point = (f64, f64);

/// A bar: from where to where it goes along the horizontal axis, and along the
/// vertical one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bar {
    pub(crate) across: (f64, f64),
    pub(crate) up: (f64, f64),
}

/// Draws a line through points. Where there is none the line is interrupted; a
/// point between two interruptions is a dot.
pub(crate) fn line(points: impl IntoIterator<Item = Option<Point>>) -> String {
    let mut path = String::new();
    let mut is_drawing = false;
    for point in points {
        match point {
            None => is_drawing = false,
            Some(point) if is_drawing => push(&mut path, "L", point),
            Some(point) => {
                // A line of no length has round ends all the same.
                push(&mut path, "M", point);
                path.push_str("h0");
                is_drawing = true;
            }
        }
    }
    path
}

/// Draws points, each by itself.
pub(crate) fn dots(points: impl IntoIterator<Item = Option<Point>>) -> String {
    line(points.into_iter().flat_map(|point| [point, None]))
}

/// Draws bars, each by itself. Those without a height are left out.
pub(crate) fn bars(bars: &[Bar]) -> String {
    let mut path = String::new();
    for Bar { across, up } in bars.iter().filter(|bar| bar.up.0 < bar.up.1) {
        push(&mut path, "M", (across.0, up.0));
        push(&mut path, "L", (across.0, up.1));
        push(&mut path, "L", (across.1, up.1));
        push(&mut path, "L", (across.1, up.0));
        path.push('Z');
    }
    path
}

/// Draws the outline of bars that touch each other, as one; nothing if none has
/// a height.
pub(crate) fn area(bars: &[Bar]) -> String {
    let mut path = String::new();
    let is_flat = |bar: &Bar| bar.up.0 >= bar.up.1;
    let Some(first) = bars.first() else { return path };
    if bars.iter().all(is_flat) {
        return path;
    }
    push(&mut path, "M", (first.across.0, first.up.0));
    for Bar { across, up } in bars {
        push(&mut path, "L", (across.0, up.1));
        push(&mut path, "L", (across.1, up.1));
    }
    for Bar { across, up } in bars.iter().rev() {
        push(&mut path, "L", (across.1, up.0));
        push(&mut path, "L", (across.0, up.0));
    }
    path.push('Z');
    path
}

fn push(path: &mut String, command: &str, (across, up): Point) {
    let (x, y) = (round(1000.0 * across), round(1000.0 - 1000.0 * up));
    // A string takes all that is written to it.
    let _ = write!(path, "{command}{x} {y}");
}

fn round(thousandths: f64) -> f64 {
    (thousandths * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_interrupted_where_there_is_no_point() {
        let points =
            [Some((0.0, 0.0)), Some((0.5, 1.0)), None, Some((1.0, 0.5))];
        assert_eq!(line(points), "M0 1000h0L500 0M1000 500h0");
        assert_eq!(line([]), "");
    }

    #[test]
    fn bars_that_touch_have_one_outline() {
        let left = Bar { across: (0.0, 0.5), up: (0.0, 0.5) };
        let right = Bar { across: (0.5, 1.0), up: (0.0, 1.0) };
        assert_eq!(
            area(&[left, right]),
            "M0 1000L0 500L500 500L500 0L1000 0L1000 1000L500 1000\
             L500 1000L0 1000Z"
        );
        let flat = Bar { across: (0.5, 1.0), up: (0.2, 0.2) };
        assert_eq!((bars(&[flat]), area(&[flat])), Default::default());
    }
}
