//! What the servers of lists promise, above a store that can be made to wait
//! and to fail.

mod memory_store;

mod world;

mod order;

mod failures;

mod expiry;

mod subscriptions;

mod requests;

mod limits;

mod model;
