//! Applications that nodes share: who runs one, and what happens when nodes
//! come and go.

#[path = "../nodes/cluster.rs"]
mod cluster;
mod member;

mod boot;
mod failover;
mod takeover;
