//! Who is registered.

use std::collections::BTreeMap;

use super::wire::Entry;

/// Erlang gives these to nodes that have none; others must not get them.
const RESERVED: std::ops::RangeInclusive<u32> = 0..=3;

/// The names of a machine's nodes, each with the creation that it got.
#[derive(Debug)]
pub(super) struct Directory {
    names: BTreeMap<String, Entry>,
    /// Counts up, so no two registrations in a row get the same. It starts
    /// anywhere, so that the port mapper after this one gives others.
    next: u32,
}

impl Directory {
    pub(super) fn starting_at(next: u32) -> Self {
        Self { names: BTreeMap::new(), next }
    }

    /// Registers a node, unless another has its name, and returns its creation.
    pub(super) fn insert(&mut self, entry: Entry) -> Option<u32> {
        if self.names.contains_key(&entry.name) {
            return None;
        }
        if RESERVED.contains(&self.next) {
            self.next = RESERVED.end() + 1;
        }
        let creation = self.next;
        self.next = self.next.wrapping_add(1);
        self.names.insert(entry.name.clone(), entry);
        Some(creation)
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.names.remove(name);
    }

    pub(super) fn find(&self, name: &str) -> Option<&Entry> {
        self.names.get(name)
    }

    /// Lists all nodes, as `epmd -names` and Erlang's `net_adm` expect it.
    pub(super) fn listing(&self) -> String {
        use std::fmt::Write as _;

        let mut text = String::new();
        for Entry { name, port, .. } in self.names.values() {
            writeln!(text, "name {name} at port {port}")
                .expect("a string takes any text");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::epmd::{NodeKind, Registration};

    fn entry(name: &str) -> Entry {
        let (name, port) = (name.to_owned(), 4000);
        Entry::from(&Registration { name, port, kind: NodeKind::Visible })
    }

    #[test]
    fn a_name_is_taken_until_it_is_freed() {
        let mut directory = Directory::starting_at(7);
        assert_eq!(directory.insert(entry("chucky")), Some(7));
        assert_eq!(directory.insert(entry("chucky")), None);
        assert!(directory.find("chucky").is_some());
        directory.remove("chucky");
        assert!(directory.find("chucky").is_none());
        assert_eq!(directory.insert(entry("chucky")), Some(8));
    }

    #[test]
    fn creations_that_mean_something_else_are_not_given() {
        let mut directory = Directory::starting_at(u32::MAX);
        assert_eq!(directory.insert(entry("a")), Some(u32::MAX));
        assert_eq!(directory.insert(entry("b")), Some(4));
        assert_eq!(directory.insert(entry("c")), Some(5));
    }

    #[test]
    fn the_listing_has_a_line_for_each_node() {
        let mut directory = Directory::starting_at(7);
        assert_eq!(directory.listing(), "");
        directory.insert(entry("b"));
        directory.insert(entry("a"));
        assert_eq!(
            directory.listing(),
            "name a at port 4000\nname b at port 4000\n"
        );
    }
}
