//! Which fault the next answer gets, and what has been used up.

use std::collections::HashMap;

use super::{fault::Fault, lookup};

/// Bounds what requests can make the plan remember.
const MOST_ENTRIES: usize = 1024;

/// Remembers the faults planned for cities, and how often a fault that ends
/// has been served.
#[derive(Debug, Default)]
pub(super) struct Plan {
    planned: HashMap<String, (Fault, u32)>,
    asked_for: HashMap<String, u32>,
}

impl Plan {
    /// Plans a fault for a city, instead of what was planned before.
    pub(super) fn set(&mut self, city: &str, fault: Fault) {
        if self.planned.len() < MOST_ENTRIES {
            self.planned.insert(subject(city), (fault, 0));
        }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Returns what goes wrong with the next answer about these cities.
    pub(super) fn next(&mut self, subjects: &[String]) -> Option<Fault> {
        let all = String::from("*");
        for subject in subjects.iter().chain([&all]) {
            if let Some((fault, served)) = self.planned.get_mut(subject) {
                return serve(*fault, served);
            }
        }
        None
    }

    /// Returns what goes wrong with an answer whose request asked for a
    /// fault. A fault that ends is counted for each question by itself.
    pub(super) fn next_asked(
        &mut self,
        fault: Fault,
        question: &str,
    ) -> Option<Fault> {
        let Fault::Fails { .. } = fault else { return Some(fault) };
        if self.asked_for.len() >= MOST_ENTRIES {
            self.asked_for.clear();
        }
        let key = format!("{fault} {question}");
        serve(fault, self.asked_for.entry(key).or_default())
    }
}

/// Names a city the way that answers and plans agree on, whatever spelling
/// was used.
pub(super) fn subject(text: &str) -> String {
    if text.trim() == "*" {
        return "*".to_owned();
    }
    match lookup::find(text) {
        Some(city) => city.label.clone(),
        None => lookup::fold(text),
    }
}

fn serve(fault: Fault, served: &mut u32) -> Option<Fault> {
    let Fault::Fails { status, times } = fault else { return Some(fault) };
    if *served >= times {
        return None;
    }
    *served += 1;
    Some(Fault::Status(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_that_ends_is_served_so_many_times() {
        let mut plan = Plan::default();
        plan.set("sao paulo", Fault::Fails { status: 500, times: 2 });
        let about = [String::from("São Paulo")];
        assert_eq!(plan.next(&about), Some(Fault::Status(500)));
        assert_eq!(plan.next(&about), Some(Fault::Status(500)));
        assert_eq!(plan.next(&about), None);
    }

    #[test]
    fn a_city_comes_before_the_rule_for_all() {
        let mut plan = Plan::default();
        plan.set("*", Fault::Reset);
        plan.set("London", Fault::Stall);
        assert_eq!(plan.next(&["London".into()]), Some(Fault::Stall));
        assert_eq!(plan.next(&["Berlin".into()]), Some(Fault::Reset));
        plan.clear();
        assert_eq!(plan.next(&["London".into()]), None);
    }
}
