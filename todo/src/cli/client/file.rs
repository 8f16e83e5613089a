//! This process has the lists: the tree of a server without the web.

use std::sync::Arc;
use std::time::Duration;

use actor_core::gen_server::{self, StartError};
use actor_core::supervisor::Strategy;
use actor_core::{ExitReason, Supervisor, SupervisorRef, process};
use tokio::io::AsyncWriteExt;

use super::{Client, Failure, Found, Import, Imported, Target};
use crate::cli::args::{Format, ImportFormat};
use crate::config::Config;
use crate::list::{
    self, Draft, Edit, EditError, Edited, EntryId, Limits, ListName, Patch,
    Query, Request, Version,
};
use crate::lists::{Error, Lists, Local};
use crate::store::{RedbStore, Store};
use crate::transfer::{
    EntryJson, ExportJson, ListJson, drafts_from_csv, drafts_from_json, to_csv,
    to_icalendar,
};

/// The lists of a folder, while nobody else has them.
pub(in crate::cli) struct File {
    pub(in crate::cli) root: SupervisorRef,
    pub(in crate::cli) lists: Lists,
    pub(in crate::cli) local: Local,
    pub(in crate::cli) limits: Limits,
}

impl File {
    /// Starts what a server has but for the web. The current process traps
    /// exits from then on.
    pub(in crate::cli) async fn start(
        store: RedbStore,
        config: &Config,
    ) -> Result<Self, StartError> {
        let shared: Arc<dyn Store> = Arc::new(store.clone());
        let local = Local::new(shared.clone(), config.lists.clone());
        let lists = Lists::new(Arc::new(local.clone()), shared);
        let tree = Supervisor::new(Strategy::RestForOne)
            .child(store.tree().named("Todo.Store"))
            .child(local.tree().named("Todo.Lists"));
        // One that does not start takes nobody with it.
        process::trap_exit(true);
        let root = tree.start_link().await?;
        Ok(Self { root, lists, local, limits: config.lists.limits })
    }

    /// Stops all that was started, in order.
    pub(in crate::cli) async fn close(self) {
        let reason = ExitReason::Shutdown;
        // It may have ended by itself.
        let _ = gen_server::stop(&self.root, reason, Duration::MAX).await;
    }

    async fn edit(&self, list: &ListName, edit: Edit) -> Result<Edited, Error> {
        let request = Request { edit, expected: None, key: None };
        self.lists.edit(list, request).await
    }

    /// Makes an edit that changes one entry, and returns that.
    async fn edit_one(
        &self,
        list: &ListName,
        edit: Edit,
    ) -> Result<EntryJson, Failure> {
        let edited = self.edit(list, edit).await?;
        let changed = edited.changes.iter().find_map(|change| {
            let entry = change.entry.as_ref()?;
            Some(EntryJson::new(edited.version.list, change.id, entry))
        });
        let unchanged = || Failure::Unavailable("nothing changed".to_owned());
        changed.ok_or_else(unchanged)
    }
}

impl Client for File {
    async fn lists(&self) -> Result<Vec<ListJson>, Failure> {
        let lists = self.lists.summaries(None, usize::MAX).await?;
        Ok(lists.into_iter().map(ListJson::from).collect())
    }

    async fn find(
        &self,
        list: &ListName,
        query: Query,
    ) -> Result<Found, Failure> {
        let found = self.lists.find(list, query).await?;
        let id_of_list = found.list.version.list;
        let entries = found.entries.iter();
        let entries =
            entries.map(|(id, entry)| EntryJson::new(id_of_list, *id, entry));
        Ok(Found {
            entries: entries.collect(),
            list: ListJson::from(found.list),
            next: None,
        })
    }

    async fn entry(
        &self,
        list: &ListName,
        id: EntryId,
    ) -> Result<EntryJson, Failure> {
        let (Version { list, .. }, entry) = self.lists.entry(list, id).await?;
        Ok(EntryJson::new(list, id, &entry))
    }

    async fn add(
        &self,
        list: &ListName,
        draft: Draft,
    ) -> Result<EntryJson, Failure> {
        self.edit_one(list, Edit::Add(vec![draft])).await
    }

    async fn change(
        &self,
        list: &ListName,
        id: EntryId,
        patch: Patch,
    ) -> Result<EntryJson, Failure> {
        self.edit(list, Edit::Change(id, patch)).await?;
        // One that was so already has not changed.
        self.entry(list, id).await
    }

    async fn put(
        &self,
        list: &ListName,
        id: EntryId,
        draft: Draft,
    ) -> Result<EntryJson, Failure> {
        self.edit_one(list, Edit::Put(id, draft)).await
    }

    async fn remove(
        &self,
        list: &ListName,
        id: EntryId,
    ) -> Result<(), Failure> {
        self.edit(list, Edit::Remove(id)).await?;
        Ok(())
    }

    async fn remove_done(&self, list: &ListName) -> Result<usize, Failure> {
        let edited = self.edit(list, Edit::RemoveDone).await?;
        Ok(edited.changes.len())
    }

    async fn end(&self, list: &ListName) -> Result<(), Failure> {
        self.edit(list, Edit::End).await?;
        Ok(())
    }

    async fn import(
        &self,
        list: &ListName,
        import: Import<'_>,
    ) -> Result<Imported, Failure> {
        let (mut drafts, mut errors) = (Vec::new(), Vec::new());
        match import.format {
            ImportFormat::Csv => {
                let text = import.progress.reading(&import.text);
                for line in drafts_from_csv(text, &self.limits) {
                    match line {
                        Ok(draft) => drafts.push(draft),
                        Err(error) => errors.push(error),
                    }
                }
            }
            ImportFormat::Json => match drafts_from_json(&import.text) {
                Ok(all) => drafts = all,
                Err(error) => errors.push(error),
            },
        }
        if drafts.is_empty() || (import.is_atomic && !errors.is_empty()) {
            return Ok(Imported { added: 0, errors });
        }
        let added = drafts.len();
        self.edit(list, Edit::Add(drafts)).await?;
        Ok(Imported { added, errors })
    }

    async fn export(
        &self,
        name: &ListName,
        format: Format,
        mut to: impl Target,
    ) -> Result<(), Failure> {
        let list = self.lists.store().load(name).await.map_err(Error::from)?;
        let list = list.ok_or(Error::Edit(EditError::NoList))?;
        let text = match format {
            Format::Csv => to_csv(&list),
            Format::Json => line_of(name.clone(), &list)?,
            Format::Ics => to_icalendar(name, &list),
        };
        Ok(to.write_all(text.as_bytes()).await?)
    }

    async fn export_all(&self, mut to: impl Target) -> Result<(), Failure> {
        let all = self.lists.store().all().await;
        let mut all = all.map_err(Error::from)?;
        while let Some(next) = all.recv().await {
            let (name, list) = next.map_err(Error::from)?;
            to.write_all((line_of(name, &list)? + "\n").as_bytes()).await?;
        }
        Ok(())
    }
}

fn line_of(name: ListName, list: &list::List) -> Result<String, Failure> {
    let line = serde_json::to_string(&ExportJson::new(name, list));
    line.map_err(|error| Failure::Unavailable(error.to_string()))
}
