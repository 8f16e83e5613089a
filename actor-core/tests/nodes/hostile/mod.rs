//! Peers that do what no node should: it is refused, with a line in the log,
//! and does no harm to anybody else.

mod flood;
mod frames;
mod lies;
mod peer;
mod relations;
mod silence;
mod strangers;
mod town;
