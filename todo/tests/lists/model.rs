//! A list does what a simple one does, whatever is done to it.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use todo::list::{Draft, Edit, EditError, EntryId, Limits, List, Patch, Query};

use crate::world::{bob, request};

const LIMITS: Limits = Limits { entries: 6, title_bytes: 8, receipts: 3 };

/// The entries in the order of their numbers; nothing if there is no list.
#[derive(Clone, Debug, Default)]
struct Model {
    begun: Option<Vec<(EntryId, Draft)>>,
    last_id: EntryId,
}

impl Model {
    /// Does an edit; nothing if it cannot be done.
    fn edit(&mut self, edit: &Edit) -> Option<()> {
        if let Edit::Begin | Edit::Add(_) = edit {
            self.begun.get_or_insert_default();
        }
        let entries = self.begun.as_mut()?;
        match edit {
            Edit::Begin => {}
            Edit::Add(drafts) => {
                for draft in drafts {
                    self.last_id += 1;
                    entries.push((self.last_id, draft.clone()));
                }
            }
            Edit::Put(id, draft) => {
                (1..=self.last_id).contains(id).then_some(())?;
                entries.retain(|(other, _)| other != id);
                entries.push((*id, draft.clone()));
                entries.sort_by_key(|(id, _)| *id);
            }
            Edit::Change(id, patch) => {
                let mut found = entries.iter_mut();
                let (_, draft) = found.find(|(other, _)| other == id)?;
                change(draft, patch);
            }
            Edit::Remove(id) => {
                entries.iter().find(|(other, _)| other == id)?;
                entries.retain(|(other, _)| other != id);
            }
            Edit::ChangeAll { done, patch } => {
                let title = patch.title.as_deref().unwrap_or_default();
                (title.len() <= 8).then_some(())?;
                for (_, draft) in entries.iter_mut() {
                    if done.is_none_or(|done| draft.done == done) {
                        change(draft, patch);
                    }
                }
            }
            Edit::RemoveDone => entries.retain(|(_, draft)| !draft.done),
            Edit::End => {
                *self = Self::default();
                return Some(());
            }
        }
        let is_short = |(_, draft): &(_, Draft)| draft.title.len() <= 8;
        let fits = entries.len() <= 6 && entries.iter().all(is_short);
        fits.then_some(())
    }
}

fn change(draft: &mut Draft, patch: &Patch) {
    let Patch { title, date, done } = patch.clone();
    draft.title = title.unwrap_or(std::mem::take(&mut draft.title));
    draft.date = date.unwrap_or(draft.date);
    draft.done = done.unwrap_or(draft.done);
}

fn days() -> impl Strategy<Value = Option<Date>> {
    prop::option::of((1..4_i8).prop_map(|day| date(2018, 12, day)))
}

fn drafts() -> impl Strategy<Value = Draft> {
    ("[a-c]{0,9}", days(), any::<bool>())
        .prop_map(|(title, date, done)| Draft { title, date, done })
}

fn patches() -> impl Strategy<Value = Patch> {
    let title = prop::option::of("[a-c]{0,9}");
    let (date, done) = (prop::option::of(days()), any::<Option<bool>>());
    (title, date, done).prop_map(|(title, date, done)| Patch {
        title,
        date,
        done,
    })
}

fn edits() -> impl Strategy<Value = Edit> {
    let add = prop::collection::vec(drafts(), 0..4).prop_map(Edit::Add);
    prop_oneof![
        1 => Just(Edit::Begin),
        6 => add,
        3 => (0..12_u64, drafts()).prop_map(|(id, d)| Edit::Put(id, d)),
        3 => (0..12_u64, patches()).prop_map(|(id, p)| Edit::Change(id, p)),
        3 => (0..12_u64).prop_map(Edit::Remove),
        2 => (any::<Option<bool>>(), patches())
            .prop_map(|(done, patch)| Edit::ChangeAll { done, patch }),
        1 => Just(Edit::RemoveDone),
        1 => Just(Edit::End),
    ]
}

fn draft_of(entry: &todo::list::Entry) -> Draft {
    let title = entry.title.to_string();
    Draft { title, date: entry.date, done: entry.done }
}

/// Checks that the list is as the model says, however it is looked at.
fn compare(list: &List, model: &Model) {
    let expected = model.begun.clone().unwrap_or_default();
    assert_eq!(list.has_begun(), model.begun.is_some());
    let entries = list.entries().map(|(id, entry)| (id, draft_of(entry)));
    assert_eq!(entries.collect::<Vec<_>>(), expected);

    let summary = list.summary(&bob());
    assert_eq!(summary.last_id, model.last_id);
    assert_eq!(summary.entries, expected.len());
    let open = expected.iter().filter(|(_, draft)| !draft.done).count();
    assert_eq!(summary.open, open);

    for day in 1..4 {
        let day = Some(date(2018, 12, day));
        let query = Query { date: day, ..Query::all() };
        let found = list.find(&bob(), &query).entries;
        let found = found.iter().map(|(id, _)| *id);
        let expected = expected.iter().filter(|(_, draft)| draft.date == day);
        assert!(found.eq(expected.map(|(id, _)| *id)), "{day:?}");
    }

    let kept = list.entries().map(|(id, entry)| (id, entry.clone()));
    let receipts = list.receipts().cloned();
    assert_eq!(List::restore(&summary, kept, receipts), *list);
}

proptest! {
    #[test]
    fn a_list_is_as_its_model(edits in prop::collection::vec(edits(), 1..40)) {
        let (mut list, mut model) = (List::new(7), Model::default());
        for edit in edits {
            let before = (list.clone(), model.clone());
            let request = request(edit.clone());
            let edited = list.edit(&request, &LIMITS, Timestamp::UNIX_EPOCH);
            let done = model.edit(&edit);
            match edited {
                Ok(edited) => {
                    prop_assert_eq!(done, Some(()), "{:?}", edit);
                    let number = edited.version.number;
                    let was = before.0.version().number;
                    let is_news = edited.began
                        || edit == Edit::End
                        || !edited.changes.is_empty();
                    prop_assert_eq!(number, was + u64::from(is_news));
                }
                Err(error) => {
                    let is_known = edit != Edit::End
                        || error == EditError::NoList;
                    prop_assert!(is_known, "{:?}", error);
                    prop_assert_eq!(done, None, "{:?}: {:?}", edit, error);
                    prop_assert_eq!(&list, &before.0);
                    model = before.1;
                }
            }
            compare(&list, &model);
        }
    }

    #[test]
    fn pages_come_to_the_same_as_all_at_once(
        all in prop::collection::vec(drafts(), 0..6),
        done in any::<Option<bool>>(),
        day in days(),
        text in prop::option::of("[a-c]{0,2}"),
        limit in 1..4_usize,
    ) {
        let limits = Limits { title_bytes: 9, ..LIMITS };
        let mut list = List::new(7);
        let adding = request(Edit::Add(all));
        list.edit(&adding, &limits, Timestamp::UNIX_EPOCH).unwrap();
        let query = Query { date: day, done, text, ..Query::all() };
        let whole = list.find(&bob(), &query);
        prop_assert_eq!(whole.next, None);

        let mut pages = Vec::new();
        let mut page = list.find(&bob(), &Query { limit, ..query.clone() });
        while let after @ Some(_) = page.next {
            prop_assert_eq!(page.entries.len(), limit);
            pages.append(&mut page.entries);
            page = list.find(&bob(), &Query { limit, after, ..query.clone() });
        }
        pages.append(&mut page.entries);
        prop_assert_eq!(pages, whole.entries);
    }
}
