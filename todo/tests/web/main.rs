//! What the service promises, over real sockets.
//!
//! Every answer to a well-formed request is held against the description in
//! `openapi.json`, by the client that all tests ask with.

mod client;
mod contract;
mod memory;
mod site;

mod book;
mod conditions;
mod connections;
mod entries;
mod events;
mod fuzz;
mod hostile;
mod idempotency;
mod json;
mod lists;
mod operation;
mod origin;
mod shutdown;
mod store;
mod transfer;
