//! What clients know of their writes, to be compared with what is there.

use std::collections::HashMap;
use std::time::Instant;

/// A write, as its client saw it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Write {
    pub(crate) asked: Instant,
    /// When it was acknowledged; nothing if it never was.
    pub(crate) answered: Option<Instant>,
}

/// All writes by their titles, each of which is used once.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    writes: HashMap<String, (String, Write)>,
}

impl Ledger {
    pub(crate) fn note(&mut self, list: &str, title: String, write: Write) {
        let old = self.writes.insert(title, (list.to_owned(), write));
        assert!(old.is_none(), "a title is used once");
    }

    pub(crate) fn acknowledged(&self) -> usize {
        let writes = self.writes.values();
        writes.filter(|(_, write)| write.answered.is_some()).count()
    }

    /// Compares the ledger with what the lists have: every acknowledged write
    /// is there, none is there twice or in another list, and no write stands
    /// before one that was acknowledged when it was asked for.
    pub(crate) fn check(&self, lists: &[(String, Vec<String>)]) {
        let mut there = HashMap::new();
        for (list, titles) in lists {
            let mut latest: Option<Instant> = None;
            for title in titles {
                let old = there.insert(title.as_str(), list.as_str());
                assert_eq!(old, None, "{title} is there twice");
                let (its, write) = self
                    .writes
                    .get(title)
                    .unwrap_or_else(|| panic!("nobody wrote {title}"));
                assert_eq!(its, list, "{title} is in another list");
                if let (Some(answered), Some(latest)) = (write.answered, latest)
                {
                    assert!(answered >= latest, "{title} is out of order");
                }
                latest = latest.max(Some(write.asked));
            }
        }
        for (title, (list, write)) in &self.writes {
            if write.answered.is_some() {
                let found = there.get(title.as_str());
                assert_eq!(found, Some(&list.as_str()), "{title} is lost");
            }
        }
    }
}
