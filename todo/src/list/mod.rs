//! What a to-do list is: entries, what can be done to them, and what comes of
//! it. Plain data; processes come later.

mod edit;
mod editing;
mod entry;
mod finding;
mod limits;
mod name;
mod query;
mod state;
mod version;

pub use edit::{
    Change, Edit, EditError, Edited, Expected, Request, RequestKey,
};
pub(crate) use editing::{Done, News};
pub use entry::{Draft, Entry, EntryId, Patch};
pub use limits::Limits;
pub use name::{BadName, ListName};
pub use query::{Found, Query};
pub use state::{List, Receipt, Summary};
pub use version::{ListId, Version};
