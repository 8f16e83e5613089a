//! Checking and compacting a database that nobody has open.

use std::path::Path;

use redb::{Database, ReadableTable, TableDefinition, WriteTransaction};
use todo::list::Edit;
use todo::store::{Report, Store, StoreError, check, compact};

use crate::expected::Expected;
use crate::running::{Running, in_a_system};

const META: TableDefinition<&str, u64> = TableDefinition::new("meta");
const LISTS: TableDefinition<&str, &[u8]> = TableDefinition::new("lists");
const ENTRIES: TableDefinition<(u64, u64), &[u8]> =
    TableDefinition::new("entries");
const RECEIPTS: TableDefinition<(u64, &str), &[u8]> =
    TableDefinition::new("receipts");

/// What is done to a database; its second list is this one.
type Change = fn(&WriteTransaction, u64);

/// Makes a database with two lists, does something to it that no store does,
/// and checks it.
fn check_after(change: Change) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    in_a_system(async move {
        let running = Running::start(&path).await;
        let mut expected = Expected::default();
        for name in ["Alice", "Bob"] {
            let commit = expected.add(name, &["Dentist", "Pizza"]);
            running.store.commit(commit).await.unwrap();
        }
        let commit = expected.edit_with_key("Bob", Edit::Remove(1), "key");
        running.store.commit(commit.unwrap()).await.unwrap();
        let bob = expected.lists.last_key_value().unwrap().1.version().list;
        running.stop().await;

        let database = Database::create(path.join("todo.redb")).unwrap();
        let transaction = database.begin_write().unwrap();
        change(&transaction, bob);
        transaction.commit().unwrap();
    });
    check(folder.path()).unwrap()
}

#[test]
fn a_database_that_is_as_it_should_be_has_no_problems() {
    let report = check_after(|_, _| ());
    let expected =
        Report { lists: 2, entries: 3, receipts: 1, ..report.clone() };
    assert_eq!(report, expected);
    assert!(report.is_sound(), "{report:?}");
    assert!(!report.repaired);
}

#[test]
fn what_does_not_fit_together_is_told() {
    let problems: [(Change, &str); 8] = [
        (
            |db, _| drop(db.open_table(META).unwrap().insert("lists", 5)),
            "there are 2 lists, not 5",
        ),
        (
            |db, bob| drop(db.open_table(ENTRIES).unwrap().remove((bob, 2))),
            "the list Bob has 0 entries and 0 of them open, not 1 and 1",
        ),
        (
            |db, bob| {
                let mut entries = db.open_table(ENTRIES).unwrap();
                let row = entries.remove((bob, 2)).unwrap();
                let row = row.unwrap().value().to_vec();
                entries.insert((bob, 9), &*row).unwrap();
            },
            "the list Bob has an entry 9, but has given numbers up to 2 only",
        ),
        (
            |db, _| drop(db.open_table(LISTS).unwrap().remove("Bob")),
            "is in no list",
        ),
        (
            |db, _| drop(db.open_table(LISTS).unwrap().remove("Bob")),
            "receipt \"key\" is of no list",
        ),
        (
            |db, bob| {
                let mut entries = db.open_table(ENTRIES).unwrap();
                entries.insert((bob, 2), &[7][..]).unwrap();
            },
            "the row of entry 2 of list",
        ),
        (
            |db, bob| {
                let mut receipts = db.open_table(RECEIPTS).unwrap();
                receipts.insert((bob, "key"), &[0][..]).unwrap();
            },
            "the receipt \"key\" of list",
        ),
        (
            |db, _| {
                let mut lists = db.open_table(LISTS).unwrap();
                let row = lists.get("Bob").unwrap().unwrap().value().to_vec();
                lists.insert("Bob again", &*row).unwrap();
            },
            "the lists Bob and Bob again are the same",
        ),
    ];
    for (change, problem) in problems {
        let report = check_after(change);
        assert!(!report.is_sound());
        let told = report.problems.join("\n");
        assert!(told.contains(problem), "{problem}: {told}");
    }
}

#[test]
fn a_page_that_has_changed_on_disk_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    in_a_system(async move {
        let running = Running::start(&path).await;
        let mut expected = Expected::default();
        let commit = expected.add("Bob", &["Dentist appointment"; 100]);
        running.store.commit(commit).await.unwrap();
        running.stop().await;
    });
    let file = folder.path().join("todo.redb");
    let mut bytes = std::fs::read(&file).unwrap();
    let title = b"Dentist appointment";
    let places: Vec<_> = bytes
        .windows(title.len())
        .enumerate()
        .filter_map(|(at, text)| (text == title).then_some(at))
        .collect();
    for at in places {
        bytes[at] = b'd';
    }
    std::fs::write(&file, bytes).unwrap();
    let error = check(folder.path()).unwrap_err();
    assert!(matches!(error, StoreError::Damaged(_)), "{error:?}");
}

#[test]
fn there_must_be_a_database_that_nobody_has_open() {
    let nothing = Path::new("there/is/no/such/folder");
    assert!(matches!(check(nothing), Err(StoreError::Open(_))));
    assert!(matches!(compact(nothing), Err(StoreError::Open(_))));
    assert!(!nothing.exists());
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let running = Running::start(folder.path()).await;
        let in_use = |error| matches!(error, StoreError::InUse(_));
        assert!(in_use(check(folder.path()).unwrap_err()));
        assert!(in_use(compact(folder.path()).unwrap_err()));
        running.stop().await;
    });
}

#[test]
fn to_compact_gives_back_what_ended_lists_needed() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let running = Running::start(folder.path()).await;
        let mut expected = Expected::default();
        for name in ["Alice", "Bob"] {
            let title = "long ".repeat(190);
            let commit = expected.add(name, &vec![&*title; 2000]);
            running.store.commit(commit).await.unwrap();
        }
        let commit = expected.edit("Alice", Edit::End).unwrap();
        running.store.commit(commit).await.unwrap();
        running.stop().await;
        let compacted = compact(folder.path()).unwrap();
        assert!(compacted.after < compacted.before, "{compacted:?}");
        let len = folder.path().join("todo.redb").metadata().unwrap().len();
        assert_eq!(compacted.after, len);
        let running = Running::start(folder.path()).await;
        running.has(&expected).await;
        running.stop().await;
    });
}
