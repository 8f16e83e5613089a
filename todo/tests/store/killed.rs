//! A program that is killed.

use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use todo::store::Store;

use crate::expected::Expected;
use crate::running::{Running, in_a_system, is_sound, settings};

/// Where the program that is to be killed writes.
const FOLDER: &str = "TODO_TEST_KILLED_FOLDER";

const LISTS: usize = 8;

/// Writes two entries at a time, to several lists, until it is killed, and
/// says which are answered.
async fn write_until_killed(folder: &Path) {
    let running = Running::of(todo::store::RedbStore::new(settings(folder)));
    let running = running.await.unwrap();
    let mut expected = Expected::default();
    let mut all = running.store.all().await.unwrap();
    while let Some(list) = all.recv().await {
        let (name, list) = list.unwrap();
        expected.lists.insert(name, list);
    }
    expected.begun = std::process::id().into();
    loop {
        let mut commits = Vec::new();
        let mut answers = Vec::new();
        for n in 0..LISTS {
            let name = format!("list {n}");
            let commit = expected.add(&name, &["first", "second"]);
            answers.push((name, commit.list.version.number));
            commits.push(running.store.commit(commit));
        }
        for answer in crate::batches::join(commits).await {
            answer.unwrap();
        }
        let mut out = std::io::stdout().lock();
        for (name, version) in answers {
            writeln!(out, "answered {version} {name}").unwrap();
        }
    }
}

#[test]
fn what_was_answered_is_there_after_kill_9() {
    if let Some(folder) = env::var_os(FOLDER) {
        in_a_system(async move { write_until_killed(folder.as_ref()).await });
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut answered = BTreeMap::<String, u64>::new();
    for round in 0..20u64 {
        let test = "killed::what_was_answered_is_there_after_kill_9";
        let mut child = Command::new(env::current_exe().unwrap())
            .args([test, "--exact", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut left = 20 + round * 7;
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            // The last line may be cut off.
            let Ok(line) = line else { break };
            if let Some(line) = line.strip_prefix("answered ") {
                let (version, name) = line.split_once(' ').unwrap();
                if name.len() == "list 0".len() {
                    answered.insert(name.into(), version.parse().unwrap());
                    left = left.saturating_sub(1);
                }
            }
            if left == 0 {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        let (folder, answered) = (folder.path().to_owned(), answered.clone());
        in_a_system(async move { is_there(&folder, &answered).await });
    }
    assert_eq!(answered.len(), LISTS);
}

async fn is_there(folder: &Path, answered: &BTreeMap<String, u64>) {
    // First as a server would find it, since to check is to repair.
    let running = Running::start(folder).await;
    for (name, version) in answered {
        let name = name.parse().unwrap();
        let list = running.store.load(&name).await.unwrap().unwrap();
        let is = list.version().number;
        assert!(
            is >= *version,
            "{name} is at {is}, and {version} was answered"
        );
        let ids: Vec<_> = list.entries().map(|(id, _)| id).collect();
        assert!(ids.into_iter().eq(1..=2 * is), "{name}");
        for (id, entry) in list.entries() {
            let title = if id % 2 == 1 { "first" } else { "second" };
            assert_eq!((&*entry.title, entry.version), (title, id.div_ceil(2)));
        }
    }
    running.stop().await;
    is_sound(folder);
}
