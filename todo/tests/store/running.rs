//! A store that runs.

use std::path::Path;
use std::time::Duration;

use actor_core::gen_server::StartError;
use actor_core::{ExitReason, Pid, SupervisorRef, System, gen_server, process};
use todo::list::ListName;
use todo::store::{Durability, RedbStore, Store, StoreSettings};

use crate::expected::Expected;
use crate::faulty::{Faults, Faulty};

/// Runs a test as the first process of a system. There is one thread, so that
/// all that is sent at once is in a mailbox before anybody reads it.
pub(crate) fn in_a_system<F: Future<Output = ()> + Send + 'static>(test: F) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().unwrap();
    runtime.block_on(run(test));
}

/// As `in_a_system`, and time passes when nobody has anything to do.
pub(crate) fn in_paused_time<F: Future<Output = ()> + Send + 'static>(test: F) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().start_paused(true).build().unwrap();
    runtime.block_on(run(test));
}

async fn run<F: Future<Output = ()> + Send + 'static>(test: F) {
    let system = System::new("test");
    system
        .enter(async {
            process::trap_exit(true);
            test.await;
        })
        .await;
    system.shutdown().await;
}

pub(crate) fn settings(folder: &Path) -> StoreSettings {
    StoreSettings {
        folder: folder.to_owned(),
        durability: Durability::Durable,
        lists: 1000,
        cache_bytes: 4 << 20,
    }
}

/// A store, and the processes behind it.
pub(crate) struct Running {
    pub(crate) store: RedbStore,
    tree: SupervisorRef,
}

impl Running {
    pub(crate) async fn start(folder: &Path) -> Self {
        Self::of(RedbStore::new(settings(folder))).await.unwrap()
    }

    /// Starts a store on a disk that fails when `faults` say so.
    pub(crate) async fn on(settings: StoreSettings, faults: &Faults) -> Self {
        let faults = faults.clone();
        let store = RedbStore::with_backend(settings, move |path| {
            Ok(Box::new(Faulty::open(path, faults.clone())?))
        });
        Self::of(store).await.unwrap()
    }

    pub(crate) async fn of(store: RedbStore) -> Result<Self, StartError> {
        let tree = store.tree().start_link().await?;
        Ok(Self { store, tree })
    }

    /// Returns the process that writes.
    pub(crate) async fn writer(&self) -> Pid {
        let children = self.tree.which_children().await.unwrap();
        children[0].pid().unwrap()
    }

    pub(crate) async fn stop(self) {
        let (normal, time) = (ExitReason::Normal, Duration::MAX);
        gen_server::stop(&self.tree, normal, time).await.unwrap();
    }

    /// Checks that the store has these lists and no others.
    pub(crate) async fn has(&self, expected: &Expected) {
        let mut all = self.store.all().await.unwrap();
        let mut found = Vec::new();
        while let Some(list) = all.recv().await {
            found.push(list.unwrap());
        }
        let expected = expected.lists.clone().into_iter().collect::<Vec<_>>();
        assert_eq!(found, expected);
        for (name, list) in &expected {
            assert_eq!(
                self.store.load(name).await.as_ref(),
                Ok(&Some(list.clone()))
            );
        }
        let summaries = self.store.summaries(None, usize::MAX).await.unwrap();
        let of =
            |(name, list): &(ListName, todo::list::List)| list.summary(name);
        assert_eq!(summaries, expected.iter().map(of).collect::<Vec<_>>());
    }
}

/// Checks a database that nobody has open.
pub(crate) fn is_sound(folder: &Path) {
    let report = todo::store::check(folder).unwrap();
    assert!(report.is_sound(), "{report:?}");
}
