//! What can be opened and what cannot, and what is said of it.

use std::fs;
use std::path::Path;

use redb::{Database, TableDefinition};
use todo::store::{RedbStore, Store, StoreError};

use crate::expected::Expected;
use crate::running::{Running, in_a_system, settings};

/// Returns why the database in a folder cannot be opened, as the store says
/// and as the start of its tree says.
async fn refusal(folder: &Path) -> StoreError {
    let store = RedbStore::new(settings(folder));
    let error = store.open().await.unwrap_err();
    let Err(start) = Running::of(store.clone()).await else {
        panic!("it has started")
    };
    let start = start.to_string();
    assert!(start.contains(&error.to_string()), "{start}");
    let read = store.summaries(None, 1).await.unwrap_err();
    assert_eq!(read, error);
    error
}

#[test]
fn a_database_is_open_once() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let running = Running::start(folder.path()).await;
        let error = refusal(folder.path()).await;
        assert!(matches!(error, StoreError::InUse(_)), "{error:?}");
        running.stop().await;
        let running = Running::start(folder.path()).await;
        running.store.ready().await.unwrap();
        running.stop().await;
    });
}

#[test]
fn a_folder_that_is_not_there_is_made() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("some/where");
        let running = Running::start(&folder).await;
        running.store.ready().await.unwrap();
        running.stop().await;
    });
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let error = refusal(&folder.path().join("file/folder")).await;
        assert!(matches!(error, StoreError::Open(_)), "{error:?}");
        assert!(error.to_string().contains("file/folder"), "{error}");
    });
}

#[test]
fn a_file_that_is_no_database_is_told_and_left_as_it_is() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("todo.redb");
        for text in ["My list".repeat(1000), "1".into()] {
            fs::write(&file, &text).unwrap();
            let error = refusal(folder.path()).await;
            assert!(matches!(error, StoreError::Foreign(_)), "{error:?}");
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
    });
}

#[test]
fn a_database_of_something_else_is_told_and_left_as_it_is() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("todo.redb");
        let other = TableDefinition::<u64, u64>::new("other");
        let database = Database::create(&file).unwrap();
        let transaction = database.begin_write().unwrap();
        transaction.open_table(other).unwrap().insert(1, 2).unwrap();
        transaction.commit().unwrap();
        drop(database);

        let error = refusal(folder.path()).await;
        assert!(matches!(error, StoreError::Foreign(_)), "{error:?}");
        assert!(todo::store::check(folder.path()).is_err());
    });
}

#[test]
fn a_newer_format_is_told() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        Running::start(folder.path()).await.stop().await;
        let file = folder.path().join("todo.redb");
        let meta = TableDefinition::<&str, u64>::new("meta");
        let database = Database::create(&file).unwrap();
        let transaction = database.begin_write().unwrap();
        transaction
            .open_table(meta)
            .unwrap()
            .insert("schema_version", 2)
            .unwrap();
        transaction.commit().unwrap();
        drop(database);

        let error = refusal(folder.path()).await;
        let StoreError::Newer { found: 2, known: 1, .. } = error else {
            panic!("{error:?}")
        };
    });
}

#[test]
fn a_file_that_was_begun_and_not_finished_is_made_anew() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        Running::start(folder.path()).await.stop().await;
        let file = folder.path().join("todo.redb");
        // So it is before redb writes its mark, which it does last.
        let mut bytes = vec![0; 1 << 20];
        bytes[9..300].copy_from_slice(&fs::read(&file).unwrap()[9..300]);
        fs::write(&file, &bytes).unwrap();
        let running = Running::start(folder.path()).await;
        let mut expected = Expected::default();
        let commit = expected.add("Bob", &["Dentist"]);
        running.store.commit(commit).await.unwrap();
        running.has(&expected).await;
        running.stop().await;

        // One that has lost its mark later is not taken for that.
        let mut bytes = fs::read(&file).unwrap();
        bytes[..4096].fill(0);
        fs::write(&file, &bytes).unwrap();
        let error = refusal(folder.path()).await;
        assert!(matches!(error, StoreError::Foreign(_)), "{error:?}");
        assert_eq!(fs::read(&file).unwrap(), bytes);
    });
}

#[test]
fn a_file_that_was_cut_off_is_damaged() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let running = Running::start(folder.path()).await;
        let mut expected = Expected::default();
        let commit = expected.add("Bob", &[&*"long ".repeat(190); 1000]);
        running.store.commit(commit).await.unwrap();
        running.stop().await;
        let file = folder.path().join("todo.redb");
        let file = fs::OpenOptions::new().write(true).open(file).unwrap();
        file.set_len(file.metadata().unwrap().len() / 2).unwrap();
        let error = refusal(folder.path()).await;
        assert!(matches!(error, StoreError::Damaged(_)), "{error:?}");
    });
}

#[test]
fn a_store_that_has_stopped_says_so() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let running = Running::start(folder.path()).await;
        let store = running.store.clone();
        let commit = Expected::default().add("Bob", &["Dentist"]);
        running.stop().await;
        assert_eq!(store.commit(commit).await, Err(StoreError::Stopped));
        assert_eq!(store.ready().await, Err(StoreError::Stopped));
        let read = store.load(&"Bob".parse().unwrap()).await;
        assert_eq!(read, Err(StoreError::Stopped));
    });
}
