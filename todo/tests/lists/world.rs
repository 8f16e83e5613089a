//! Lists to try things on, and words for it.

use std::sync::Arc;
use std::time::Duration;

use actor_core::{System, Task};
use todo::list::{
    Draft, Edit, Edited, EntryId, Found, ListName, Patch, Query, Request,
    RequestKey,
};
use todo::lists::{Error, Lists, Local, Lookup, Settings};

use crate::memory_store::MemoryStore;

/// Lists, and the store below.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) lists: Lists,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) local: Local,
}

impl World {
    /// Runs `test` in a system with lists.
    pub(crate) async fn run<T, F>(settings: Settings, test: T)
    where
        T: FnOnce(Self) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let system = System::new("lists");
        let main = async {
            let store = Arc::new(MemoryStore::default());
            let local = Local::new(store.clone(), settings);
            let lists = Lists::new(Arc::new(local.clone()), store.clone());
            local.tree().start_link().await.unwrap();
            test(Self { lists, store, local }).await;
        };
        system.enter(main).await;
        system.shutdown().await;
    }

    /// Asks for an edit of Bob's list.
    pub(crate) async fn edit(&self, edit: Edit) -> Result<Edited, Error> {
        self.lists.edit(&bob(), request(edit)).await
    }

    /// Asks for an edit of Bob's list, and goes on.
    pub(crate) fn begin(&self, edit: Edit) -> Task<Result<Edited, Error>> {
        let world = self.clone();
        Task::spawn(async move { world.edit(edit).await })
    }

    /// Returns the titles in Bob's list.
    pub(crate) async fn titles(&self) -> Result<Vec<String>, Error> {
        let found = self.lists.find(&bob(), Query::all()).await?;
        Ok(titles(&found))
    }

    /// Returns the titles in Bob's list some time later.
    pub(crate) fn titles_later(&self) -> Task<Result<Vec<String>, Error>> {
        let world = self.clone();
        Task::spawn(async move { world.titles().await })
    }

    /// Ends the server of Bob's list, and waits for its end.
    pub(crate) async fn kill_bob(&self) {
        let bob = self.local.whereis(&bob()).unwrap();
        bob.exit(actor_core::ExitReason::Kill);
        bob.down().await;
    }
}

/// Waits until nobody has anything to do. The clock is paused, so it moves
/// only then.
pub(crate) async fn settle() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

pub(crate) fn bob() -> ListName {
    ListName::new("bob").unwrap()
}

pub(crate) fn request(edit: Edit) -> Request {
    Request { edit, expected: None, key: None }
}

pub(crate) fn keyed(key: &str, edit: Edit) -> Request {
    let key = Some(RequestKey { key: key.into(), fingerprint: 1 });
    Request { key, ..request(edit) }
}

pub(crate) fn add(title: &str) -> Edit {
    Edit::Add(vec![draft(title)])
}

pub(crate) fn draft(title: &str) -> Draft {
    Draft { title: title.to_owned(), ..Draft::default() }
}

pub(crate) fn rename(id: EntryId, title: &str) -> Edit {
    let title = Some(title.to_owned());
    Edit::Change(id, Patch { title, ..Patch::default() })
}

pub(crate) fn titles(found: &Found) -> Vec<String> {
    let entries = found.entries.iter();
    entries.map(|(_, entry)| entry.title.to_string()).collect()
}
