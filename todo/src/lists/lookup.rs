//! How the server of a list is found.

use std::pin::Pin;

use actor_core::ProcessRef;

use super::{Error, ListsEvent, Message, Subscription};
use crate::list::{Limits, ListName};

/// A server that is being started.
pub type Starting<'a> = Pin<
    Box<dyn Future<Output = Result<ProcessRef<Message>, Error>> + Send + 'a>,
>;

/// How the server of a list is found. On one machine that is
/// [`Local`](super::Local); a cluster has another.
pub trait Lookup: Send + Sync + 'static {
    /// Returns the server of a list, if it has one. Waits for nobody.
    fn whereis(&self, name: &ListName) -> Option<ProcessRef<Message>>;

    /// Starts the server of a list. If it has one by now, returns that.
    fn start(&self, name: &ListName) -> Starting<'_>;

    /// Counts the servers that run.
    fn active(&self) -> usize;

    /// Returns how much a list may hold.
    fn limits(&self) -> Limits;

    /// Tells which lists begin and end from now on.
    fn subscribe(&self) -> Subscription<ListsEvent>;
}
