//! What was written is there, as it was written, in any order of edits.

use proptest::prelude::*;
use todo::list::{Draft, Edit, EntryId, Patch};
use todo::store::Store;

use crate::expected::Expected;
use crate::running::{Running, in_a_system, is_sound};

#[derive(Clone, Debug)]
enum Step {
    Edit { list: usize, edit: Edit, key: Option<u8> },
    Reopen,
}

const NAMES: [&str; 4] = ["Bob", "../alice", "\u{1F355} Pizza", "a"];

fn draft() -> impl Strategy<Value = Draft> {
    let day = prop::option::of((-9999i16..=9999, 1i8..=12, 1i8..=28));
    ("[^\\p{Cc}]{0,40}", day, any::<bool>()).prop_map(|(title, day, done)| {
        let date = day.map(|(y, m, d)| jiff::civil::date(y, m, d));
        Draft { title, date, done }
    })
}

fn edit() -> impl Strategy<Value = Edit> {
    let id = || 1..8 as EntryId;
    let done = |done| Patch { done: Some(done), ..Patch::default() };
    prop_oneof![
        1 => Just(Edit::Begin),
        6 => prop::collection::vec(draft(), 1..4).prop_map(Edit::Add),
        2 => (id(), draft()).prop_map(|(id, draft)| Edit::Put(id, draft)),
        3 => (id(), any::<bool>())
            .prop_map(move |(id, to)| Edit::Change(id, done(to))),
        2 => id().prop_map(Edit::Remove),
        1 => any::<bool>()
            .prop_map(done)
            .prop_map(|patch| Edit::ChangeAll { done: None, patch }),
        1 => Just(Edit::RemoveDone),
        2 => Just(Edit::End),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let key = prop::option::of(0u8..4);
    let edit = (0..NAMES.len(), edit(), key)
        .prop_map(|(list, edit, key)| Step::Edit { list, edit, key });
    prop::collection::vec(
        prop_oneof![12 => edit, 1 => Just(Step::Reopen)],
        1..40,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..Default::default() })]

    #[test]
    fn what_was_written_is_there_after_any_edits(steps in steps()) {
        in_a_system(async move {
            let folder = tempfile::tempdir().unwrap();
            let mut running = Running::start(folder.path()).await;
            let mut expected = Expected::default();
            for step in steps {
                let Step::Edit { list, edit, key } = step else {
                    running.stop().await;
                    running = Running::start(folder.path()).await;
                    continue;
                };
                let name = NAMES[list];
                let commit = match key {
                    Some(key) => {
                        let key = format!("key {key}");
                        expected.edit_with_key(name, edit, &key)
                    }
                    None => expected.edit(name, edit),
                };
                if let Some(commit) = commit {
                    running.store.commit(commit).await.unwrap();
                }
            }
            running.has(&expected).await;
            running.stop().await;
            is_sound(folder.path());
            let running = Running::start(folder.path()).await;
            running.has(&expected).await;
            running.stop().await;
        });
    }
}

#[test]
fn what_waits_together_is_written_in_order() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let running = Running::start(folder.path()).await;
        let mut expected = Expected::default();
        let mut commits = vec![expected.add("Bob", &["Dentist"])];
        for _ in 0..20 {
            commits.push(expected.add("Bob", &["Pizza", "Movies"]));
            commits.extend(expected.edit("Bob", Edit::Remove(1)));
            commits.extend(expected.edit("Bob", Edit::End));
            commits.push(expected.add("Bob", &["Dentist"]));
        }
        let commits: Vec<_> = commits
            .into_iter()
            .map(|commit| running.store.commit(commit))
            .collect();
        for commit in crate::batches::join(commits).await {
            assert_eq!(commit, Ok(()));
        }
        running.has(&expected).await;
        running.stop().await;
        is_sound(folder.path());
    });
}
