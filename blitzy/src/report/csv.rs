//! The seconds of a run, for a spreadsheet.

use std::fmt::Write;

use super::Report;
use super::units::millis;
use crate::run::Second;

/// The names of the columns, with their units.
const HEAD: &str = "at_s,is_warmup,completed,succeeded,failed,errors,missed,\
                    in_flight,body_bytes,p50_ms,p99_ms,max_ms";

/// Writes one line for each second, below one with the names of the columns.
/// Numbers have a point, and no line has a quote or a blank.
pub fn csv(report: &Report) -> String {
    let mut text = format!("{HEAD}\n");
    for second in &report.seconds {
        write_line(&mut text, second)
            .expect("a string takes what is written to it");
    }
    text
}

fn write_line(text: &mut String, second: &Second) -> std::fmt::Result {
    let Second { at, is_warmup, completed, failed, errors, .. } = second;
    let Second { missed, in_flight, body_bytes, .. } = second;
    let succeeded = completed.saturating_sub(*failed).saturating_sub(*errors);
    let [p50, p99, max] = [second.p50, second.p99, second.max].map(millis::of);
    writeln!(
        text,
        "{at},{is_warmup},{completed},{succeeded},{failed},{errors},{missed},\
         {in_flight},{body_bytes},{p50:.6},{p99:.6},{max:.6}",
    )
}
