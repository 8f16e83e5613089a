//! What an edit does, and what it refuses. It is long, because each kind of
//! edit has its own of both.

use jiff::civil::date;

use super::*;
use crate::list::{Query, RequestKey};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;
const LIMITS: Limits = Limits { entries: 3, title_bytes: 20, receipts: 2 };

fn draft(title: &str) -> Draft {
    Draft { title: title.to_owned(), ..Draft::default() }
}

fn done() -> Patch {
    Patch { done: Some(true), ..Patch::default() }
}

fn titled(title: &str) -> Patch {
    Patch { title: Some(title.to_owned()), ..Patch::default() }
}

fn request(edit: Edit) -> Request {
    Request { edit, expected: None, key: None }
}

fn do_to(list: &mut List, edit: Edit) -> Result<Edited, EditError> {
    list.edit(&request(edit), &LIMITS, NOW)
}

/// A list with Dentist (1) and Shopping (2).
fn list() -> List {
    let mut list = List::new(7);
    let drafts = vec![draft("Dentist"), draft("Shopping")];
    do_to(&mut list, Edit::Add(drafts)).unwrap();
    list
}

fn titles(list: &List) -> Vec<&str> {
    list.entries().map(|(_, entry)| &*entry.title).collect()
}

fn version(number: u64) -> Version {
    Version { list: 7, number }
}

/// Does an edit that must fail, and checks that the list is as it was.
fn refused(list: &mut List, request: &Request) -> EditError {
    let before = list.clone();
    let error = list.edit(request, &LIMITS, NOW).unwrap_err();
    assert_eq!(*list, before);
    error
}

#[test]
fn a_list_begins_with_its_first_entries() {
    let mut list = List::new(7);
    assert!(!list.has_begun());
    let edited = do_to(&mut list, Edit::Add(vec![draft("Dentist")])).unwrap();
    assert!(edited.began && list.has_begun());
    assert_eq!(edited.version, version(1));
    let [change] = &*edited.changes else { panic!("{edited:?}") };
    assert_eq!(change.id, 1);
    assert_eq!(change.entry.as_ref(), list.entry(1));
    assert_eq!(list.entry(1).unwrap().version, 1);
}

#[test]
fn a_list_begins_once() {
    let mut list = List::new(7);
    let first = do_to(&mut list, Edit::Begin).unwrap();
    assert_eq!((first.began, first.version), (true, version(1)));
    let second = do_to(&mut list, Edit::Begin).unwrap();
    assert_eq!((second.began, second.version), (false, version(1)));
}

#[test]
fn nothing_else_begins_a_list() {
    let patch = Patch::default();
    let edits = [
        Edit::Put(1, draft("Dentist")),
        Edit::Change(1, patch.clone()),
        Edit::Remove(1),
        Edit::ChangeAll { done: None, patch },
        Edit::RemoveDone,
        Edit::End,
    ];
    for edit in edits {
        let error = refused(&mut List::new(7), &request(edit));
        assert_eq!(error, EditError::NoList);
    }
}

#[test]
fn each_edit_that_changes_something_is_one_version() {
    let mut list = list();
    let edits = [
        (Edit::Change(1, done()), 2),
        (Edit::Change(1, done()), 2),
        (Edit::Put(1, Draft { done: true, ..draft("Dentist") }), 2),
        (Edit::ChangeAll { done: None, patch: done() }, 3),
        (Edit::ChangeAll { done: Some(false), patch: done() }, 3),
        (Edit::RemoveDone, 4),
        (Edit::RemoveDone, 4),
        (Edit::Add(Vec::new()), 4),
    ];
    for (edit, expected) in edits {
        let before = list.version;
        let edited = do_to(&mut list, edit.clone()).unwrap();
        assert_eq!(edited.version, version(expected), "{edit:?}");
        let is_news = expected > before;
        assert_eq!(!edited.changes.is_empty(), is_news, "{edit:?}");
    }
}

#[test]
fn an_entry_says_which_version_changed_it_and_when() {
    let mut list = list();
    let later = Timestamp::from_second(60).unwrap();
    let change = request(Edit::Change(2, titled("Movies")));
    list.edit(&change, &LIMITS, later).unwrap();
    let entry = list.entry(2).unwrap();
    assert_eq!((entry.version, entry.created, entry.updated), (2, NOW, later));
    assert_eq!(list.entry(1).unwrap().version, 1);
}

#[test]
fn a_patch_can_take_the_day_away() {
    let mut list = list();
    let day = Some(date(2018, 12, 19));
    let dated = |date| Patch { date: Some(date), ..Patch::default() };
    do_to(&mut list, Edit::Change(1, dated(day))).unwrap();
    assert_eq!(list.entry(1).unwrap().date, day);
    do_to(&mut list, Edit::Change(1, dated(None))).unwrap();
    assert_eq!(list.entry(1).unwrap().date, None);
}

#[test]
fn a_removed_entry_can_be_put_back() {
    let mut list = list();
    do_to(&mut list, Edit::Remove(1)).unwrap();
    assert_eq!(titles(&list), ["Shopping"]);
    do_to(&mut list, Edit::Put(1, draft("Dentist"))).unwrap();
    assert_eq!(titles(&list), ["Dentist", "Shopping"]);
}

#[test]
fn a_replaced_entry_was_added_when_it_was() {
    let mut list = list();
    let later = Timestamp::from_second(60).unwrap();
    let put = request(Edit::Put(1, draft("Doctor")));
    list.edit(&put, &LIMITS, later).unwrap();
    let entry = list.entry(1).unwrap();
    assert_eq!((entry.created, entry.updated), (NOW, later));
}

#[test]
fn only_a_number_that_was_given_can_be_put() {
    let mut list = list();
    for id in [0, 3, EntryId::MAX] {
        let error = refused(&mut list, &request(Edit::Put(id, draft("?"))));
        assert_eq!(error, EditError::NoEntry(id));
    }
}

#[test]
fn what_is_not_there_is_neither_changed_nor_removed() {
    let mut list = list();
    do_to(&mut list, Edit::Remove(2)).unwrap();
    for edit in [Edit::Change(2, done()), Edit::Remove(2)] {
        let error = refused(&mut list, &request(edit));
        assert_eq!(error, EditError::NoEntry(2));
    }
}

#[test]
fn a_number_is_never_given_again() {
    let mut list = list();
    do_to(&mut list, Edit::Remove(2)).unwrap();
    do_to(&mut list, Edit::Add(vec![draft("Movies")])).unwrap();
    assert!(list.entry(2).is_none());
    assert_eq!(&*list.entry(3).unwrap().title, "Movies");
}

#[test]
fn an_ended_list_has_not_begun() {
    let mut list = list();
    let edited = do_to(&mut list, Edit::End).unwrap();
    assert_eq!(edited.version, version(2));
    assert_eq!(list, List::new(7));
}

#[test]
fn entries_are_added_all_or_none() {
    let mut list = list();
    let two = vec![draft("Movies"), draft("Pizza")];
    let error = refused(&mut list, &request(Edit::Add(two)));
    assert_eq!(error, EditError::Full(3));
    let one_is_bad = vec![draft("Movies\n")];
    let error = refused(&mut list, &request(Edit::Add(one_is_bad)));
    assert_eq!(error, EditError::TitleControl);
}

#[test]
fn a_full_list_takes_no_entry_back_but_changes_those_it_has() {
    let mut list = list();
    do_to(&mut list, Edit::Remove(1)).unwrap();
    let two = vec![draft("Movies"), draft("Pizza")];
    do_to(&mut list, Edit::Add(two)).unwrap();
    let put = |id| request(Edit::Put(id, draft("Dentist")));
    assert_eq!(refused(&mut list, &put(1)), EditError::Full(3));
    list.edit(&put(2), &LIMITS, NOW).unwrap();
}

#[test]
fn titles_are_one_short_line() {
    let mut list = list();
    let long = "0123456789ABCDEF01234";
    for (title, expected) in [
        (long, EditError::TitleTooLong(20)),
        ("a\u{85}b", EditError::TitleControl),
    ] {
        let edits = [
            Edit::Add(vec![draft(title)]),
            Edit::Put(1, draft(title)),
            Edit::Change(1, titled(title)),
            Edit::ChangeAll { done: None, patch: titled(title) },
        ];
        for edit in edits {
            assert_eq!(refused(&mut list, &request(edit)), expected);
        }
    }
    do_to(&mut list, Edit::Change(1, titled(&long[1..]))).unwrap();
}

#[test]
fn a_list_that_was_changed_is_not_edited_by_who_does_not_know() {
    let mut list = list();
    let expecting = |number| Request {
        expected: Some(Expected::List(version(number))),
        ..request(Edit::RemoveDone)
    };
    let current = version(1);
    let error = refused(&mut list, &expecting(0));
    assert_eq!(error, EditError::Changed { current });
    list.edit(&expecting(1), &LIMITS, NOW).unwrap();
}

#[test]
fn an_entry_that_was_changed_is_not_edited_by_who_does_not_know() {
    let mut list = list();
    do_to(&mut list, Edit::Change(2, done())).unwrap();
    let expecting = |id, number| Request {
        expected: Some(Expected::Entry(version(number))),
        ..request(Edit::Change(id, titled("Movies")))
    };
    let error = refused(&mut list, &expecting(2, 1));
    assert_eq!(error, EditError::Changed { current: version(2) });
    // That another was changed meanwhile does not matter.
    list.edit(&expecting(1, 1), &LIMITS, NOW).unwrap();
    do_to(&mut list, Edit::Remove(1)).unwrap();
    let error = refused(&mut list, &expecting(1, 1));
    assert_eq!(error, EditError::NoEntry(1));
}

#[test]
fn the_version_of_an_entry_says_nothing_about_a_list() {
    let mut list = list();
    let expected = Some(Expected::Entry(version(1)));
    let error =
        refused(&mut list, &Request { expected, ..request(Edit::RemoveDone) });
    assert_eq!(error, EditError::Changed { current: version(1) });
}

#[test]
fn what_must_be_there_is_there() {
    let mut list = list();
    let there =
        |edit| Request { expected: Some(Expected::There), ..request(edit) };
    list.edit(&there(Edit::Remove(1)), &LIMITS, NOW).unwrap();
    let error = refused(&mut list, &there(Edit::Put(1, draft("Dentist"))));
    assert_eq!(error, EditError::NoEntry(1));
    list.edit(&there(Edit::Begin), &LIMITS, NOW).unwrap();
    let error = refused(&mut List::new(7), &there(Edit::Begin));
    assert_eq!(error, EditError::NoList);
}

fn keyed(key: &str, fingerprint: u64, edit: Edit) -> Request {
    let key = RequestKey { key: key.into(), fingerprint };
    Request { key: Some(key), ..request(edit) }
}

#[test]
fn a_request_with_a_key_is_done_once() {
    let mut list = list();
    let add = keyed("1", 1, Edit::Add(vec![draft("Movies")]));
    let first = list.edit(&add, &LIMITS, NOW).unwrap();
    do_to(&mut list, Edit::Change(3, done())).unwrap();

    let after = list.clone();
    let second = list.edit(&add, &LIMITS, NOW).unwrap();
    assert_eq!(list, after);
    assert_eq!(second.version, first.version);
    let [change] = &*second.changes else { panic!("{second:?}") };
    assert_eq!(change.entry.as_ref(), list.entry(3));
}

#[test]
fn a_request_with_a_key_that_changed_nothing_is_remembered_too() {
    let mut list = list();
    let remove_done = keyed("1", 1, Edit::RemoveDone);
    let outcome = list.perform(&remove_done, &LIMITS, NOW).unwrap();
    assert!(outcome.news.is_some_and(|news| news.receipt.is_some()));
    do_to(&mut list, Edit::Change(1, done())).unwrap();
    let outcome = list.perform(&remove_done, &LIMITS, NOW).unwrap();
    assert!(outcome.news.is_none());
    assert_eq!(titles(&list), ["Dentist", "Shopping"]);
}

#[test]
fn a_key_is_for_one_request() {
    let mut list = list();
    list.edit(&keyed("1", 1, Edit::Begin), &LIMITS, NOW).unwrap();
    let error = refused(&mut list, &keyed("1", 2, Edit::RemoveDone));
    assert_eq!(error, EditError::KeyReused);
}

#[test]
fn the_oldest_key_is_forgotten() {
    let mut list = list();
    let keys = ["1", "2", "3"];
    let forgotten = keys.map(|key| {
        let begin = keyed(key, 1, Edit::Begin);
        list.perform(&begin, &LIMITS, NOW).unwrap().news.unwrap().forgotten
    });
    assert_eq!(forgotten, [vec![], vec![], vec![Arc::from("1")]]);
    let kept = list.receipts().map(|receipt| &*receipt.key);
    assert_eq!(kept.collect::<Vec<_>>(), ["2", "3"]);
}

#[test]
fn receipts_about_many_entries_are_forgotten_earlier() {
    let mut list = list();
    let toggle = |key: &str, done| {
        let patch = Patch { done: Some(done), ..Patch::default() };
        keyed(key, 1, Edit::ChangeAll { done: None, patch })
    };
    list.edit(&toggle("1", true), &LIMITS, NOW).unwrap();
    list.edit(&toggle("2", false), &LIMITS, NOW).unwrap();
    let kept = list.receipts().map(|receipt| &*receipt.key);
    assert_eq!(kept.collect::<Vec<_>>(), ["2"]);
}

#[test]
fn an_ended_list_remembers_no_keys() {
    let mut list = list();
    list.edit(&keyed("1", 1, Edit::Begin), &LIMITS, NOW).unwrap();
    list.edit(&keyed("2", 1, Edit::End), &LIMITS, NOW).unwrap();
    assert_eq!(list.receipts().count(), 0);
    let again = list.edit(&keyed("1", 1, Edit::Begin), &LIMITS, NOW).unwrap();
    assert!(again.began);
}

#[test]
fn what_is_open_is_counted() {
    let mut list = list();
    let name = crate::list::ListName::new("bob").unwrap();
    let open = |list: &List| list.find(&name, &Query::all()).list.open;
    assert_eq!(open(&list), 2);
    do_to(&mut list, Edit::Change(1, done())).unwrap();
    assert_eq!(open(&list), 1);
    do_to(&mut list, Edit::Remove(1)).unwrap();
    assert_eq!(open(&list), 1);
    do_to(&mut list, Edit::ChangeAll { done: None, patch: done() }).unwrap();
    assert_eq!(open(&list), 0);
}
