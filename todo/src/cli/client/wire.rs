//! What a server answers, besides lists and entries; `--json` prints it, too.

use serde::{Deserialize, Serialize};

use crate::list::EntryId;
use crate::transfer::{EntryJson, LineError, ListJson};

/// The entries that were found in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::cli) struct Found {
    pub(in crate::cli) list: ListJson,
    pub(in crate::cli) entries: Vec<EntryJson>,
    /// Where to go on, if these are not all.
    #[serde(default, skip_serializing)]
    pub(in crate::cli) next: Option<EntryId>,
}

/// What has come of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::cli) struct Imported {
    #[serde(default)]
    pub(in crate::cli) added: usize,
    pub(in crate::cli) errors: Vec<LineError>,
}
