//! How entries are found in a list.

use std::ops::Bound;

use super::{Entry, EntryId, Found, List, ListName, Query};

impl List {
    /// Returns the entries that are asked for.
    pub fn find(&self, name: &ListName, query: &Query) -> Found {
        let text = query.text.as_ref().map(|text| text.to_lowercase());
        let matching = |entry: &Entry| {
            query.done.is_none_or(|done| entry.done == done)
                && text
                    .as_ref()
                    .is_none_or(|t| entry.title.to_lowercase().contains(t))
        };
        let mut found = self.candidates(query).filter(|(_, e)| matching(e));
        let page = found.by_ref().take(query.limit);
        let entries: Vec<_> = page.map(|(id, e)| (id, e.clone())).collect();
        let next = match (found.next(), entries.last()) {
            (Some(_), Some((last, _))) => Some(*last),
            _ => None,
        };
        Found { list: self.summary(name), entries, next }
    }

    /// Returns those of the day that is asked for, which are few, or all; in
    /// the order of their numbers.
    fn candidates(
        &self,
        query: &Query,
    ) -> Box<dyn Iterator<Item = (EntryId, &Entry)> + '_> {
        let after = query.after.unwrap_or(0);
        let Some(date) = query.date else {
            let later = (Bound::Excluded(after), Bound::Unbounded);
            let entries = self.entries.range(later);
            return Box::new(entries.map(|(id, entry)| (*id, entry)));
        };
        let first = Bound::Excluded((date, after));
        let last = Bound::Included((date, EntryId::MAX));
        let of_that_day = self.by_date.range((first, last));
        Box::new(of_that_day.filter_map(|(_, id)| {
            self.entries.get(id).map(|entry| (*id, entry))
        }))
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::{Date, date};

    use super::*;
    use crate::list::{Draft, Edit, Limits, Patch, Request};

    const DENTIST: Date = date(2018, 12, 19);

    fn list() -> List {
        let mut list = List::new(1);
        let draft = |title: &str, date| Draft {
            title: title.to_owned(),
            date,
            done: false,
        };
        let drafts = vec![
            draft("Dentist", Some(DENTIST)),
            draft("Shopping", Some(date(2018, 12, 20))),
            draft("Movies", Some(DENTIST)),
            draft("ÄRZTE anrufen", None),
        ];
        edit(&mut list, Edit::Add(drafts));
        let done = Patch { done: Some(true), ..Patch::default() };
        edit(&mut list, Edit::Change(3, done));
        list
    }

    fn edit(list: &mut List, edit: Edit) {
        let request = Request { edit, expected: None, key: None };
        let limits = Limits::default();
        list.edit(&request, &limits, Timestamp::UNIX_EPOCH).unwrap();
    }

    fn found(list: &List, query: &Query) -> Vec<EntryId> {
        let name = ListName::new("bob").unwrap();
        let found = list.find(&name, query);
        found.entries.iter().map(|(id, _)| *id).collect()
    }

    #[test]
    fn entries_are_found_by_their_day() {
        let date = Some(DENTIST);
        let query = Query { date, ..Query::all() };
        assert_eq!(found(&list(), &query), [1, 3]);
        let query = Query { after: Some(1), ..query };
        assert_eq!(found(&list(), &query), [3]);
        let query = Query { after: Some(EntryId::MAX), ..query };
        assert!(found(&list(), &query).is_empty());
    }

    #[test]
    fn an_entry_of_another_day_now_is_found_there_only() {
        let mut list = list();
        let tomorrow = DENTIST.tomorrow().unwrap();
        let date = Some(Some(tomorrow));
        edit(&mut list, Edit::Change(1, Patch { date, ..Patch::default() }));
        let on = |date| Query { date: Some(date), ..Query::all() };
        assert_eq!(found(&list, &on(DENTIST)), [3]);
        assert_eq!(found(&list, &on(tomorrow)), [1, 2]);
        edit(&mut list, Edit::Remove(3));
        assert!(found(&list, &on(DENTIST)).is_empty());
    }

    #[test]
    fn entries_are_found_by_what_is_done() {
        let query = Query { done: Some(true), ..Query::all() };
        assert_eq!(found(&list(), &query), [3]);
        let query = Query { done: Some(false), ..query };
        assert_eq!(found(&list(), &query), [1, 2, 4]);
    }

    #[test]
    fn a_title_is_found_in_upper_or_lower_case() {
        let query =
            |text: &str| Query { text: Some(text.to_owned()), ..Query::all() };
        assert_eq!(found(&list(), &query("dEnT")), [1]);
        assert_eq!(found(&list(), &query("ärzte")), [4]);
        assert!(found(&list(), &query("pizza")).is_empty());
    }

    #[test]
    fn what_the_limit_cuts_off_is_found_after_the_last() {
        let name = ListName::new("bob").unwrap();
        let query = Query { limit: 2, ..Query::all() };
        let first = list().find(&name, &query);
        assert_eq!(first.next, Some(2));
        let second = list().find(&name, &Query { after: first.next, ..query });
        let ids = second.entries.iter().map(|(id, _)| *id);
        assert_eq!(ids.collect::<Vec<_>>(), [3, 4]);
        assert_eq!(second.next, None);
    }
}
