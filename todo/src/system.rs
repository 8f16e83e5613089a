//! The tree of the system that people use.

use std::sync::Arc;

use actor_core::Supervisor;
use actor_core::supervisor::Strategy;

use crate::config::Config;
use crate::lists::{Lists, Local};
use crate::store::{RedbStore, Store};
use crate::web::Web;

/// Returns the tree of the system on a store, which `todo serve` runs.
pub fn tree(store: &RedbStore, config: Config) -> Supervisor {
    let shared: Arc<dyn Store> = Arc::new(store.clone());
    let local = Local::new(shared.clone(), config.lists);
    let lists = Lists::new(Arc::new(local.clone()), shared);
    let web = Web::new(lists, config.web);
    // Lists that have a write under way read it again if the store is started
    // again, and nobody answers while there are no lists.
    Supervisor::new(Strategy::RestForOne)
        .child(store.tree().named("Todo.Store"))
        .child(local.tree().named("Todo.Lists"))
        .child(web.tree().named("Todo.Web"))
}
