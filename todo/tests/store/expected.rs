//! What should be in a store.

use std::collections::BTreeMap;

use jiff::Timestamp;
use todo::list::{
    Draft, Edit, Limits, List, ListId, ListName, Request, RequestKey,
};
use todo::store::{Commit, What};

/// Lists, and the commits that lead to them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Expected {
    pub(crate) lists: BTreeMap<ListName, List>,
    pub(crate) begun: ListId,
}

impl Expected {
    /// Edits a list; returns what a store is told of it, if anything changes.
    pub(crate) fn edit(&mut self, name: &str, edit: Edit) -> Option<Commit> {
        self.request(name, &Request { edit, expected: None, key: None })
    }

    /// As `edit`, for a request with a key.
    pub(crate) fn edit_with_key(
        &mut self,
        name: &str,
        edit: Edit,
        key: &str,
    ) -> Option<Commit> {
        let key = RequestKey { key: key.into(), fingerprint: 7 };
        self.request(name, &Request { edit, expected: None, key: Some(key) })
    }

    /// Adds entries to a list.
    pub(crate) fn add(&mut self, name: &str, titles: &[&str]) -> Commit {
        self.edit(name, Edit::Add(drafts(titles))).unwrap()
    }

    fn request(&mut self, name: &str, request: &Request) -> Option<Commit> {
        let name = ListName::new(name).unwrap();
        let before = self.lists.get(&name);
        let mut list = before.cloned().unwrap_or_else(|| {
            self.begun += 1;
            // Ids are drawn by chance, so that they are in any order.
            List::new(self.begun.wrapping_mul(0x9e37_79b9_7f4a_7c15))
        });
        let limits = Limits { receipts: 2, ..Limits::default() };
        let edited = list.edit(request, &limits, now()).ok()?;
        if before == Some(&list) {
            return None;
        }
        let ended = matches!(request.edit, Edit::End);
        let old: Vec<_> = before.into_iter().flat_map(List::receipts).collect();
        let commit = Commit {
            builds_on: before.map(List::version),
            list: list.summary(&name),
            what: if ended {
                What::Ended
            } else {
                What::Changed(edited.changes)
            },
            receipts: list
                .receipts()
                .filter(|new| !old.contains(new))
                .cloned()
                .collect(),
            forgotten: old
                .iter()
                .filter(|old| list.receipts().all(|new| new.key != old.key))
                .map(|old| old.key.clone())
                .collect(),
        };
        if ended {
            self.lists.remove(&name);
        } else {
            self.lists.insert(name, list);
        }
        Some(commit)
    }
}

pub(crate) fn drafts(titles: &[&str]) -> Vec<Draft> {
    let draft = |title: &&str| Draft {
        title: (*title).to_owned(),
        date: Some(jiff::civil::date(2018, 12, 19)),
        done: false,
    };
    titles.iter().map(draft).collect()
}

fn now() -> Timestamp {
    Timestamp::new(1_545_000_000, 123_456_789).unwrap()
}
