//! Clusters of real programs: what becomes of Chucky when nodes are killed and
//! come back.

mod beam;
mod cluster;
mod frozen;
mod majority;
mod probe;
mod rounds;
mod stopping;
mod story;
