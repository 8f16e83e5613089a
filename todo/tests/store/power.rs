//! The power fails: of what was written since the last sync any part may be
//! on disk, in any order.

use std::io;
use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use redb::StorageBackend;
use todo::list::Edit;
use todo::store::{Durability, RedbStore, Store, StoreSettings};

use crate::expected::Expected;
use crate::running::{Running, in_a_system, is_sound, settings};

/// A disk that loses what was not synced.
#[derive(Clone, Debug, Default)]
struct Disk(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// What is asked for.
    now: Vec<u8>,
    /// What is certainly on disk.
    synced: Vec<u8>,
    /// What was done since.
    since: Vec<Change>,
    /// How many changes there are until the power fails.
    left: usize,
}

#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    SetLen(usize),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::SetLen(len) => bytes.resize(*len, 0),
            Self::Write(at, data) => {
                let end = (at + data.len()).min(bytes.len());
                if *at < end {
                    bytes[*at..end].copy_from_slice(&data[..end - at]);
                }
            }
        }
    }
}

impl Disk {
    /// A disk whose power fails after so many changes.
    fn with_power_for(changes: usize) -> Self {
        let disk = Self::default();
        disk.0.lock().unwrap().left = changes;
        disk
    }

    fn change(&self, change: Change) -> io::Result<()> {
        let mut state = self.0.lock().unwrap();
        let Some(left) = state.left.checked_sub(1) else {
            return Err(io::Error::from_raw_os_error(5));
        };
        state.left = left;
        change.apply(&mut state.now);
        state.since.push(change);
        Ok(())
    }

    /// Returns what is on disk after the power came back: whatever `chance`
    /// keeps of what was not synced, in parts of a sector.
    fn after(&self, mut chance: fastrand::Rng) -> Vec<u8> {
        let state = self.0.lock().unwrap();
        let mut disk = state.synced.clone();
        let mut kept = Vec::new();
        for change in &state.since {
            match change {
                Change::SetLen(_) => kept.push(change.clone()),
                Change::Write(at, data) => {
                    for (n, sector) in data.chunks(512).enumerate() {
                        if chance.bool() {
                            let at = at + n * 512;
                            kept.push(Change::Write(at, sector.to_vec()));
                        }
                    }
                }
            }
        }
        for change in &kept {
            change.apply(&mut disk);
        }
        disk
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.lock().unwrap().now.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let at = usize::try_from(offset).unwrap();
        let state = self.0.lock().unwrap();
        let bytes = state.now.get(at..at + out.len());
        out.copy_from_slice(bytes.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.change(Change::SetLen(usize::try_from(len).unwrap()))
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let at = usize::try_from(offset).unwrap();
        self.change(Change::Write(at, data.to_vec()))
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut state = self.0.lock().unwrap();
        if state.left == 0 {
            return Err(io::Error::from_raw_os_error(5));
        }
        let State { now, synced, .. } = &mut *state;
        synced.clone_from(now);
        state.since.clear();
        Ok(())
    }
}

/// Writes until the power fails. Returns what was answered, and what the last
/// commit would have made of it.
async fn write_until_dark(
    disk: &Disk,
    settings: StoreSettings,
) -> (Expected, Expected) {
    let backend = disk.clone();
    let store = RedbStore::with_backend(settings, move |_| {
        Ok(Box::new(backend.clone()))
    });
    let mut answered = Expected::default();
    let Ok(running) = Running::of(store).await else {
        return (answered.clone(), answered);
    };
    let mut next = answered.clone();
    for n in 0.. {
        let name = format!("list {}", n % 3);
        let commit = match n % 7 {
            5 => next.edit(&name, Edit::Remove(1)),
            6 => next.edit(&name, Edit::End),
            _ => Some(next.add(&name, &["Dentist", "Pizza"])),
        };
        let Some(commit) = commit else { continue };
        if running.store.commit(commit).await.is_err() {
            break;
        }
        answered = next.clone();
    }
    running.stop().await;
    (answered, next)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..Default::default() })]

    #[test]
    fn what_was_answered_is_there_after_the_power_failed(
        changes in 0..300usize,
        seed in any::<u64>(),
    ) {
        in_a_system(async move {
            let folder = tempfile::tempdir().unwrap();
            let disk = Disk::with_power_for(changes);
            let settings = settings(folder.path());
            assert_eq!(settings.durability, Durability::Durable);
            let (answered, next) = write_until_dark(&disk, settings).await;

            let found = disk.after(fastrand::Rng::with_seed(seed));
            let file = folder.path().join("todo.redb");
            std::fs::write(file, found).unwrap();
            let running = Running::start(folder.path()).await;
            // The last commit was not answered: it is there or it is not.
            let lists = running.store.summaries(None, 10).await.unwrap();
            let is = |expected: &Expected| {
                let lists_of = expected.lists.iter();
                lists == lists_of.map(|(n, l)| l.summary(n)).collect::<Vec<_>>()
            };
            let expected = if is(&answered) { answered } else { next };
            running.has(&expected).await;
            running.stop().await;
            is_sound(folder.path());
        });
    }
}
