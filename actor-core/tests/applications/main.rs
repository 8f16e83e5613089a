//! Applications that nodes share: who runs one, and what happens when nodes
//! come and go.

#[expect(dead_code, reason = "not all is used that nodes of Erlang can do")]
#[path = "../beam/beam.rs"]
mod beam;
mod chucky;
#[expect(dead_code, reason = "these nodes are seen")]
#[path = "../beam/cluster.rs"]
mod cluster;
#[path = "../beam/driver.rs"]
mod driver;
mod erlang;
mod member;

mod boot;
mod churn;
mod failover;
mod hand_over;
mod mixed;
mod partitions;
mod takeover;
